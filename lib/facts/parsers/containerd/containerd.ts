import type { ContainerdFacts } from '../../../domain/layer-facts.ts';
import { failure, nulNames, type Parts } from '../records.ts';
import type { BoltBucket } from './bbolt.ts';
import { consistentDatabase } from './bolt-readings.ts';

/**
 * containerd (1.6 to 2.x; core/metadata/buckets.go, core/snapshots/storage/bolt.go):
 *
 *   meta.db             v1 / <namespace> / leases / <id> { createdat } · content / blob / <digest> { size }
 *   snapshotter's own   v1 / snapshots / "<namespace>/<number>/<key>" { id, kind, parent, size, inodes, createdat }
 *
 * Numbers are Go's varints (id unsigned, size zigzag), times what time.MarshalBinary makes.
 */
type Snapshot = ContainerdFacts['snapshots'][number];

export function parseContainerd(parts: Parts): ContainerdFacts {
  if (parts.optional('absent') !== null) return { root: null, snapshots: [], leases: [], contentBytes: null };
  const [root = ''] = nulNames(parts.part('root'));
  if (!root.startsWith('/')) throw failure('containerd', 'no root', root);
  const files = parts.withPrefix('file:').map(({ key }) => key.slice(0, key.lastIndexOf(':')));
  const names = [...new Set(files)];
  const meta = names.includes('meta') ? at(consistentDatabase(parts, 'meta')?.root, 'v1') : null;
  return {
    root,
    snapshots: names
      .filter((name) => name.startsWith('snapshotter-'))
      .flatMap((name) => snapshots(name.slice('snapshotter-'.length), consistentDatabase(parts, name)?.root)),
    leases: meta === null ? [] : [...meta.buckets].flatMap(([namespace, bucket]) => leases(namespace, bucket)),
    contentBytes: meta === null ? null : contentBytes(meta),
  };
}

function at(bucket: BoltBucket | undefined, ...path: string[]): BoltBucket | null {
  let here = bucket;
  for (const name of path) here = here?.buckets.get(name);
  return here ?? null;
}

function leases(namespace: string, bucket: BoltBucket): ContainerdFacts['leases'] {
  return [...(at(bucket, 'leases')?.buckets ?? [])].map(([id, lease]) => ({
    namespace,
    id,
    createdAt: time(lease.values.get('createdat')),
  }));
}

function contentBytes(meta: BoltBucket): number {
  const sizes = new Map<string, number>();
  for (const bucket of meta.buckets.values()) {
    for (const [digest, blob] of at(bucket, 'content', 'blob')?.buckets ?? []) {
      // The same blob in two namespaces is one file.
      sizes.set(digest, varint(blob.values.get('size')) ?? 0);
    }
  }
  return [...sizes.values()].reduce((sum, size) => sum + size, 0);
}

function snapshots(snapshotter: string, root: BoltBucket | undefined): Snapshot[] {
  return [...(at(root, 'v1', 'snapshots')?.buckets ?? [])].map(([key, bucket]) => {
    const id = uvarint(bucket.values.get('id'));
    if (id === null) throw failure('containerd', `a snapshot of ${snapshotter} has no id`, key);
    return {
      snapshotter,
      key,
      id: Number(id),
      kind: ['unknown', 'view', 'active', 'committed'][bucket.values.get('kind')?.[0] ?? 0] ?? 'unknown',
      parent: bucket.values.get('parent')?.toString('utf8') || null,
      sizeBytes: varint(bucket.values.get('size')),
    };
  });
}

function uvarint(bytes: Buffer | undefined): bigint | null {
  let value = 0n;
  let shift = 0n;
  for (const byte of bytes?.subarray(0, 10) ?? []) {
    value |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) return value;
    shift += 7n;
  }
  return null;
}

function varint(bytes: Buffer | undefined): number | null {
  const value = uvarint(bytes);
  return value === null ? null : Number((value >> 1n) ^ -(value & 1n));
}

/** time.MarshalBinary: a version, seconds since the year 1 (big-endian), nanoseconds, the zone's offset in minutes. */
function time(bytes: Buffer | undefined): string | null {
  if (bytes === undefined || bytes.length < 15 || (bytes[0] !== 1 && bytes[0] !== 2)) return null;
  const seconds = Number(bytes.readBigInt64BE(1)) - 62_135_596_800;
  const date = new Date(seconds * 1000 + Math.floor(bytes.readUInt32BE(9) / 1e6));
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}
