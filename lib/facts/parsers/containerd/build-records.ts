import type { BuildRecords } from '../../../domain/containerd-facts.ts';
import { failure, nulNames, type Parts, statRecords } from '../records.ts';
import type { BoltBucket } from './bbolt.ts';
import { consistentDatabase } from './bolt-readings.ts';
import { nameOf } from './bolt-values.ts';

/**
 * Which records BuildKit has: `buildkit/<worker>/metadata_v2.db`, `_main/<record>/cache.createdAt` = JSON `{"value":<nanoseconds>}`, and the
 * builds of its history (`_records`). A lease of a record that is in none of them has no owner, so a worker that was named and not
 * brought is a failure, never "no records".
 */
export function parseBuildRecords(parts: Parts): BuildRecords | null {
  const named = parts.optional('workers');
  if (named === null) return null;
  const modified = new Map(
    statRecords(parts.optional('workerIds') ?? Buffer.alloc(0)).map((each) => [each.path, each.modifiedSeconds]),
  );
  const workers = nulNames(named).map((name, index) => {
    const database = consistentDatabase(parts, `worker-${index + 1}`);
    if (database === null) throw failure('metadata_v2.db', `that of ${name} was not brought`, '');
    const records = [...(database.root.buckets.get('_main')?.buckets ?? [])].map(([id, record]) => ({
      id: nameOf(id),
      createdAt: createdAt(record),
    }));
    return { name, workerIdModifiedSeconds: modified.get(`./${name}/workerid`) ?? null, records };
  });
  const histories = ['history-1', 'history-2'].flatMap((name) => consistentDatabase(parts, name) ?? []);
  const builds = histories.flatMap(({ root }) => [
    ...(root.buckets.get('_records')?.values.keys() ?? []),
    ...(root.buckets.get('_records')?.buckets.keys() ?? []),
  ]);
  return { workers, history: histories.length === 0 ? null : builds.map(nameOf) };
}

function createdAt(record: BoltBucket): string | null {
  const match = /"value":\s*(\d{16,19})\b/.exec(record.values.get('cache.createdAt')?.toString('latin1') ?? '');
  return match === null ? null : new Date(Math.floor(Number(match[1]) / 1e6)).toISOString();
}
