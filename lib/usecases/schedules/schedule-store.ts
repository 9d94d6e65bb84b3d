import { NotFoundError } from '../../domain/errors.ts';
import type { HostFacts } from '../../domain/host-facts.ts';
import type { Approval, Schedule, ScheduleOutcome } from '../../domain/schedule.ts';
import { countedFromMs, nextSlotMs } from '../../monitor/schedules/timing.ts';
import type { Application } from '../core/application.ts';

const collectionOf = (app: Application) => app.store.documents.stored('schedules');

const mostOutcomes = 30;

/** By name. One that cannot be read is left out, and does nothing. */
export function allSchedules(app: Application): Schedule[] {
  return collectionOf(app)
    .allReadable()
    .map(({ value }) => value)
    .sort((one, other) => one.name.localeCompare(other.name));
}

/** Ids of those that cannot be read, each with why and what to do. They stay as they are, and do nothing. */
export function unreadableSchedules(app: Application): { id: string; said: string }[] {
  return collectionOf(app).unreadable();
}

/** @throws StoreError for one that cannot be read, with what to do */
export function scheduleOf(app: Application, idOrName: string): Schedule {
  const found = collectionOf(app).byId(idOrName) ?? allSchedules(app).find(({ name }) => name === idOrName) ?? null;
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
  remembered.get(app)?.delete(id);
  app.events.publish({ type: 'settings' });
}

export function withOutcome(schedule: Schedule, outcome: ScheduleOutcome): Schedule {
  return { ...schedule, outcomes: [outcome, ...schedule.outcomes].slice(0, mostOutcomes) };
}

/** A calendar is worked out once for each moment that it counts from: the runner asks for it at every look. */
const remembered = new WeakMap<Application, Map<string, { from: string; nextMs: number | null }>>();

/** Milliseconds; null: never again. */
export function nextOf(app: Application, schedule: Schedule): number | null {
  const { id, cron, zone, window } = schedule;
  const countedMs = countedOf(app, schedule);
  const from = JSON.stringify([cron, zone, window, countedMs]);
  const slots = remembered.get(app) ?? new Map<string, { from: string; nextMs: number | null }>();
  remembered.set(app, slots);
  const known = slots.get(id);
  if (known?.from === from) return known.nextMs;
  const nextMs = nextSlotMs({ cron, zone, window }, countedMs);
  slots.set(id, { from, nextMs });
  return nextMs;
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
