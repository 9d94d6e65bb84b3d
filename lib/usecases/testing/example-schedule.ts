import type { Schedule } from '../../domain/schedule.ts';
import { meanings } from '../../monitor/schedules/meanings.ts';

/** A nightly scan, approved and not due yet. */
export function exampleSchedule(hostId: string, createdAt: string, change: Partial<Schedule> = {}): Schedule {
  const { version: meaningVersion, sentence } = meanings.scan;
  return {
    id: 'schedule_one',
    hostId,
    name: 'nightly',
    kind: 'scan',
    cron: '0 3 * * *',
    zone: 'Europe/Berlin',
    window: null,
    onlyIfFreeBelow: null,
    isPaused: false,
    createdAt,
    approval: {
      by: 'anna',
      at: createdAt,
      actionId: null,
      params: {},
      meaning: sentence({ keepLabel: 'protected', minAgeHours: 24 }),
      meaningVersion,
      mostObjects: 500,
      mostBytes: null,
      identity: { machineId: null, engineId: null, dataRootFsid: null },
    },
    lastSlot: null,
    outcomes: [],
    ...change,
  };
}
