import type { HostFacts } from '../../domain/host-facts.ts';
import type { HostId } from '../../domain/ids.ts';
import type { StorageReport } from '../../domain/storage-report.ts';
import type { UnusedMemory } from '../../domain/stored/remembered.ts';
import { unusedKinds, unusedObjects } from '../../facts/views/rows/unused-objects.ts';
import type { Application } from '../core/application.ts';

const collectionOf = (app: Application) => app.store.documents.stored('unused-since');

/**
 * Unreferenced right now is not unused (docs/reference/guard-lessons.md#g1): a database's volume is unreferenced for the moment in
 * which its container is recreated. Each scan remembers what is unused for the first time and forgets what is used again or gone; of
 * a kind that is not fully known it changes nothing.
 */
export function unusedNow(app: Application, facts: HostFacts, storage: StorageReport): UnusedMemory {
  const before = collectionOf(app).byIdIfReadable(facts.hostId);
  const found = unusedObjects(facts, storage);
  return Object.fromEntries(
    unusedKinds.map((kind) => {
      const old = before?.[kind] ?? {};
      const keys = found[kind];
      return [kind, keys === null ? old : Object.fromEntries(keys.map((key) => [key, old[key] ?? facts.collectedAt]))];
    }),
  );
}

export function keepUnused(app: Application, { hostId, collectedAt }: HostFacts, now: UnusedMemory): void {
  const before = collectionOf(app).byIdIfReadable(hostId);
  if (JSON.stringify(now) !== JSON.stringify(before)) collectionOf(app).put(hostId, now, collectedAt);
}

export function unusedSince(app: Application, hostId: HostId): Map<string, string> {
  return unusedTimes(collectionOf(app).byIdIfReadable(hostId));
}

export function unusedTimes(memory: UnusedMemory | null): Map<string, string> {
  return new Map(Object.values(memory ?? {}).flatMap((each) => Object.entries(each)));
}
