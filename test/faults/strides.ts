import { dashboardFault, type FaultCase } from './fault-case.ts';
import type { Fault } from './strike-at.ts';

/**
 * How many boundaries are gone to, for minutes (nothing set), an hour (`FAULTS=all`) or as long as it takes (`FAULTS=each`): 1 is every one,
 * 2 every second. What moves and deletes layers, and the kill of the run itself, go to more than the rest.
 */
export function strideOf({ isHeart }: FaultCase, fault: Fault | typeof dashboardFault): number {
  const isClose = isHeart === true || fault === 'kill -9 of the run';
  if (process.env.FAULTS === 'each') return 1;
  // Lines of a journal are more than boundaries, and a dashboard takes seconds to start.
  if (fault === dashboardFault) return process.env.FAULTS === 'all' ? 5 : 25;
  if (process.env.FAULTS === 'all') return isClose ? 1 : 2;
  return isClose ? 8 : 12;
}
