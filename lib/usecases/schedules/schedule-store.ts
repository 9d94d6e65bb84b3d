import { NotFoundError } from '../../domain/errors.ts';
import type { HostFacts } from '../../domain/host-facts.ts';
import type { Approval, Schedule, ScheduleOutcome } from '../../domain/schedule.ts';
import { storedSchedule } from '../../domain/schedule.ts';
import { countedFromMs, nextSlotMs } from '../../monitor/schedules/timing.ts';
import type { Application } from '../core/application.ts';

const collectionOf = (app: Application) => app.store.documents.collection('schedules', storedSchedule);

const mostOutcomes = 30;

/** By name. One that cannot be read is left out, and does nothing. */
export function allSchedules(app: Application): Schedule[] {
  return collectionOf(app)
    .allReadable()
    .map(({ value }) => value)
    .sort((one, other) => one.name.localeCompare(other.name));
}

export function scheduleOf(app: Application, idOrName: string): Schedule {
  const found =
    collectionOf(app).byIdIfReadable(idOrName) ?? allSchedules(app).find(({ name }) => name === idOrName) ?? null;
  if (found === null) throw new NotFoundError(`No schedule “${idOrName}”.`);
  return found;
}

export function putSchedule(app: Application, schedule: Schedule): void {
  collectionOf(app).put(schedule.id, schedule, app.now().toISOString());
  app.events.publish({ type: 'settings' });
}

/** Reads, changes and writes in one turn; a schedule that was removed meanwhile stays removed. */
export function changeSchedule(app: Application, id: string, change: (schedule: Schedule) => Schedule): void {
  app.store.transaction(() => {
    const fresh = collectionOf(app).byIdIfReadable(id);
    if (fresh !== null) collectionOf(app).put(id, change(fresh), app.now().toISOString());
  });
  app.events.publish({ type: 'settings' });
}

export function removeStored(app: Application, id: string): void {
  collectionOf(app).remove(id);
  app.events.publish({ type: 'settings' });
}

export function withOutcome(schedule: Schedule, outcome: ScheduleOutcome): Schedule {
  return { ...schedule, outcomes: [outcome, ...schedule.outcomes].slice(0, mostOutcomes) };
}

/** Milliseconds; null: never again. */
export function nextOf(app: Application, schedule: Schedule): number | null {
  return nextSlotMs(schedule, countedOf(app, schedule));
}

export function countedOf(app: Application, { lastSlot, createdAt }: Schedule): number {
  const lastSlotMs = lastSlot === null ? null : Date.parse(lastSlot);
  return countedFromMs({ lastSlotMs, createdMs: Date.parse(createdAt), nowMs: app.now().getTime() });
}

/** As far as the last scan knows it. */
export function identityOf(facts: HostFacts | null): Approval['identity'] {
  const known = (key: 'machineId' | 'engineId' | 'dataRootFsid'): string | null => {
    const fact = facts?.identity[key];
    return fact?.state === 'known' ? fact.value : null;
  };
  return { machineId: known('machineId'), engineId: known('engineId'), dataRootFsid: known('dataRootFsid') };
}
