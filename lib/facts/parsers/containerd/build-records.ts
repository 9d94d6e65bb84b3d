import type { BuildRecords } from '../../../domain/containerd-facts.ts';
import { failure, nulNames, type Parts, statRecords } from '../records.ts';
import type { BoltDatabase } from './bbolt.ts';
import type { BoltBucket } from './bbolt-bucket.ts';
import { fromDatabase } from './bolt-readings.ts';
import type { KnownDatabases } from './known-databases.ts';

/**
 * Which records BuildKit has: `buildkit/<worker>/metadata_v2.db`, `_main/<record>/cache.createdAt` = JSON `{"value":<nanoseconds>}`, and the
 * builds of its history (`_records`). A lease of a record that is in none of them has no owner, so a worker that was named and not
 * brought is a failure, never "no records".
 */
export function parseBuildRecords(parts: Parts, known: KnownDatabases): BuildRecords | null {
  const named = parts.optional('workers');
  if (named === null) return null;
  const modified = new Map(
    statRecords(parts.optional('workerIds') ?? Buffer.alloc(0)).map((each) => [each.path, each.modifiedSeconds]),
  );
  const workers = nulNames(named).map((name, index) => {
    const records = fromDatabase(parts, `worker-${index + 1}`, recordsOf, known);
    if (records === null) throw failure('metadata_v2.db', `that of ${name} was not brought`, '');
    return { name, workerIdModifiedSeconds: modified.get(`./${name}/workerid`) ?? null, records };
  });
  const histories = ['history-1', 'history-2'].flatMap((name) => {
    const builds = fromDatabase(parts, name, ({ root }) => root.bucket('_records')?.names() ?? [], known);
    return builds === null ? [] : [builds];
  });
  return { workers, history: histories.length === 0 ? null : histories.flat() };
}

function recordsOf({ root }: BoltDatabase): BuildRecords['workers'][number]['records'] {
  return root.bucket('_main')?.mapBuckets((id, record) => ({ id, createdAt: createdAt(record) })) ?? [];
}

function createdAt(record: BoltBucket): string | null {
  const match = /"value":\s*(\d{16,19})\b/.exec(record.value('cache.createdAt')?.toString('latin1') ?? '');
  return match === null ? null : new Date(Math.floor(Number(match[1]) / 1e6)).toISOString();
}
