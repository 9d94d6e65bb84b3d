import { type Schedule, storedSchedule } from '../schedule.ts';
import type { StoredKind } from './stored-kind.ts';

export const storedScheduleKind: StoredKind<Schedule> = {
  name: 'schedule',
  schema: storedSchedule,
  // Version 0 is what was written before schedules had a version; it has the shape of today.
  upgrades: [(value) => value],
};
