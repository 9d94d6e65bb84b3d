import type { ScheduleOutcome } from '../../domain/schedule.ts';
import type { Application } from '../core/application.ts';

/** How the run that was begun has ended by now. */
export function withRun(app: Application, outcome: ScheduleOutcome): ScheduleOutcome {
  const run = outcome.state === 'begun' && outcome.runId !== null ? app.store.runs.byId(outcome.runId) : null;
  if (run === null || run.endedAt === null) return outcome;
  if (run.state === 'succeeded') return { ...outcome, state: 'done', said: run.title };
  return { ...outcome, state: 'failed', said: run.said ?? `The run ended as ${run.state}.` };
}
