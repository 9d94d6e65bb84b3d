import { z } from 'zod';
import type { HostFacts } from '../../domain/host-facts.ts';
import type { HostId } from '../../domain/ids.ts';
import type { StorageReport } from '../../domain/storage-report.ts';
import { unusedKinds, unusedObjects } from '../../facts/views/rows/unused-objects.ts';
import type { Application } from '../core/application.ts';

/** ISO time by `unusedKey`, for each kind: since when the scans have seen it unused without a break. */
const remembered = z.record(z.enum(unusedKinds), z.record(z.string(), z.string()));
const collectionOf = (app: Application) => app.store.documents.collection('unused-since', remembered);

/**
 * Unreferenced right now is not unused (docs/reference/guard-lessons.md#g1): a database's volume is unreferenced for the moment in
 * which its container is recreated. Each scan remembers what is unused for the first time and forgets what is used again or gone; of
 * a kind that is not fully known it changes nothing.
 */
export function rememberUnused(app: Application, hostId: HostId, facts: HostFacts, storage: StorageReport): void {
  const before = collectionOf(app).byIdIfReadable(hostId);
  const found = unusedObjects(facts, storage);
  const now = Object.fromEntries(
    unusedKinds.map((kind) => {
      const old = before?.[kind] ?? {};
      const keys = found[kind];
      return [kind, keys === null ? old : Object.fromEntries(keys.map((key) => [key, old[key] ?? facts.collectedAt]))];
    }),
  ) as z.output<typeof remembered>;
  if (JSON.stringify(now) !== JSON.stringify(before)) collectionOf(app).put(hostId, now, facts.collectedAt);
}

export function unusedSince(app: Application, hostId: HostId): Map<string, string> {
  return new Map(Object.values(collectionOf(app).byIdIfReadable(hostId) ?? {}).flatMap((each) => Object.entries(each)));
}
