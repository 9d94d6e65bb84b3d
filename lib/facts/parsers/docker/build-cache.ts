import type { BuildCacheRecord } from '../../../domain/engine-facts.ts';
import type { Fact } from '../../../domain/fact.ts';
import type { BuildkitSnapshots, LayerDatabase } from '../../../domain/layer-facts.ts';
import type { BoltBucket } from '../containerd/bbolt-bucket.ts';
import { consistentDatabase } from '../containerd/bolt-readings.ts';
import { failure, type Parts } from '../records.ts';

/**
 * `buildkit/metadata_v2.db` (moby/buildkit cache/metadata.go, as vendored in Docker 20.10): `_main / <record id> / <key>`, each value JSON
 * `{"value":…}`. A record that was made immutable while its mutable twin lives names it in `cache.equalMutable`; the Engine shows
 * the twin, with the size of the other. An empty `cache.equalMutable` was cleared and means nothing.
 *
 * What is shared with images is told as the Engine does: the record's snapshot has the chain ID of a layer. Whether a build uses a
 * record this moment is not on disk; the Engine itself never prunes one that is in use.
 */
export function parseBuildCache(
  parts: Parts,
  snapshots: Fact<BuildkitSnapshots>,
  layerdb: Fact<LayerDatabase>,
): BuildCacheRecord[] {
  if (parts.optional('absent') !== null) return [];
  const database = consistentDatabase(parts, 'metadata');
  if (database === null) throw failure('metadata_v2.db', 'it was not brought', '');
  if (snapshots.state === 'unknown')
    throw failure('metadata_v2.db', `the snapshots are unknown (${snapshots.detail})`, '');
  if (layerdb.state === 'unknown') throw failure('metadata_v2.db', `the layers are unknown (${layerdb.detail})`, '');
  const layers = new Set(layerdb.value.chains.map((chain) => chain.name));
  const chainOf = new Map(snapshots.value.buckets.map((bucket) => [bucket.name, bucket.chainId]));
  const records = new Map<string, BoltBucket>();
  database.root.bucket('_main')?.eachBucket((id, record) => records.set(id, record));
  const twins = new Map<string, BoltBucket>();
  const shown: [string, BoltBucket][] = [];
  for (const [id, record] of records) {
    const twin = textOf(record, 'cache.equalMutable');
    if (twin !== null && records.has(twin)) twins.set(twin, record);
    else shown.push([id, record]);
  }
  return shown.map(([id, record]) => {
    const chain = chainOf.get(id)?.replace(/^sha256:/, '');
    const size = numberOf(record, 'snapshot.size') ?? numberOf(twins.get(id), 'snapshot.size') ?? 0;
    const parent = textOf(record, 'cache.parent');
    return {
      id,
      type: textOf(record, 'cache.recordType') ?? 'regular',
      description: textOf(record, 'cache.description') ?? '',
      inUse: false,
      shared: chain !== undefined && layers.has(chain),
      sizeBytes: Math.max(0, size),
      createdAt: timeOf(record, 'cache.createdAt'),
      lastUsedAt: timeOf(record, 'cache.lastUsedAt'),
      parents: parent === null ? [] : [parent],
    };
  });
}

/** Times are nanoseconds, beyond what a number holds exactly: their last digits do not matter. */
function timeOf(record: BoltBucket, key: string): string | null {
  const nanoseconds = numberOf(record, key);
  return nanoseconds === null ? null : new Date(Math.floor(nanoseconds / 1e6)).toISOString();
}

function numberOf(record: BoltBucket | undefined, key: string): number | null {
  const value = jsonOf(record, key);
  return typeof value === 'number' && Math.abs(value) < 8e18 ? value : null;
}

function textOf(record: BoltBucket, key: string): string | null {
  const value = jsonOf(record, key);
  return typeof value === 'string' && value !== '' ? value : null;
}

function jsonOf(record: BoltBucket | undefined, key: string): unknown {
  const bytes = record?.value(key) ?? null;
  if (bytes === null || bytes.length === 0) return null;
  try {
    const parsed: unknown = JSON.parse(bytes.toString('utf8'));
    return typeof parsed === 'object' && parsed !== null && 'value' in parsed ? parsed.value : null;
  } catch (cause) {
    throw failure('metadata_v2.db', `${key} is not the JSON it has to be (${String(cause)})`, bytes);
  }
}
