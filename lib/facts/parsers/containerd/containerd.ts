import type { ContainerdDetails, Snapshotter, UnusedStore } from '../../../domain/containerd-facts.ts';
import type { ContainerdFacts } from '../../../domain/layer-facts.ts';
import { startsSince } from '../docker/daemon-processes.ts';
import { baseName, failure, nulNames, type Parts, statRecords } from '../records.ts';
import type { BoltBucket, BoltDatabase } from './bbolt.ts';
import { consistentDatabase } from './bolt-readings.ts';
import { bucketAt, text, time, uvarint, varint } from './bolt-values.ts';
import { parseBuildRecords } from './build-records.ts';
import { storeRecords } from './store-records.ts';
import { surroundings } from './surroundings.ts';

/**
 * containerd (1.6 to 2.x; core/metadata/buckets.go, core/snapshots/storage/bolt.go): meta.db, and of each snapshotter its own
 * `v1 / snapshots / "<namespace>/<number>/<key>" { id, kind, parent, size, inodes, createdat }`.
 */
type Snapshot = ContainerdFacts['snapshots'][number];

export function parseContainerd(parts: Parts): ContainerdFacts {
  if (parts.optional('absent') !== null) return { root: null, snapshots: [], leases: [], contentBytes: null };
  const [root = ''] = nulNames(parts.part('root'));
  if (!root.startsWith('/')) throw failure('containerd', 'no root', root);
  const metaFile = consistentDatabase(parts, 'meta');
  const meta = bucketAt(metaFile?.root, 'v1');
  const databases = new Map(
    snapshotterNames(parts).map((name) => [name, consistentDatabase(parts, `snapshotter-${name}`)]),
  );
  const known = {
    root,
    snapshots: [...databases].flatMap(([name, database]) => snapshots(name, database?.root)),
    leases: meta === null ? [] : [...meta.buckets].flatMap(([namespace, bucket]) => leases(namespace, bucket)),
    contentBytes: meta === null ? null : contentBytes(meta),
  };
  // Scans that were captured before December 2026 have no more.
  if (parts.optional('found') === null) return known;
  return {
    ...known,
    details: {
      ...details(parts, meta, databases),
      databases: [...sizesOf('meta.db', metaFile), ...[...databases].flatMap(([name, file]) => sizesOf(name, file))],
    },
  };
}

function details(
  parts: Parts,
  meta: BoltBucket | null,
  databases: Map<string, BoltDatabase | null>,
): ContainerdDetails {
  const found = parts.part('found').toString('utf8');
  if (found !== 'process' && found !== 'arguments' && found !== 'place')
    throw failure('containerd', 'no way to its root', found);
  const stat = parts.optional('stat');
  const pid = /^(\d+) \(/.exec(stat?.toString('latin1') ?? '')?.[1];
  const downloads = statRecords(parts.optional('ingests') ?? Buffer.alloc(0));
  return {
    foundBy: found,
    process:
      stat === null || pid === undefined
        ? null
        : { pid: Number(pid), startedSeconds: startsSince(parts.part('boot'))(stat) },
    uuid: parts.optional('uuid')?.toString('utf8').trim() || null,
    records: meta === null ? null : storeRecords(meta),
    snapshotters: [...databases].map(([name, database]) => snapshotterOf(parts, name, database)),
    tasks: nulNames(parts.part('tasks')).map((path) => path.split('/').slice(-2).join('/')),
    ingestBytes: Object.fromEntries(downloads.map((each) => [each.path.split('/').at(-2) ?? '', each.allocatedBytes])),
    builds: parseBuildRecords(parts),
    ...surroundings(parts),
    unusedStores: parts
      .withPrefix('unused:')
      .map(({ key, bytes }) => unusedStore(parts, key, nulNames(bytes)[0] ?? ''))
      // Where Docker never was it left nothing.
      .filter(({ content }) => content === null || content.namespaces.includes('moby')),
  };
}

/** Its images and containers of Docker's namespace; what is in the others is counted by its name only. */
function unusedStore(parts: Parts, number: string, root: string): UnusedStore {
  const v1 = bucketAt(consistentDatabase(parts, `unused-${number}`)?.root, 'v1');
  if (v1 === null) return { root, content: null };
  const { namespaces } = storeRecords(v1);
  const own = namespaces.find(({ name }) => name === 'moby');
  const containers = own?.leases.filter(
    ({ id, labels }) => /^[0-9a-f]{64}$/.test(id) && Object.keys(labels).length === 0,
  );
  return {
    root,
    content: {
      namespaces: namespaces.map(({ name }) => name),
      images: own?.images.map(({ name }) => name) ?? [],
      containers: containers?.map(({ id }) => id) ?? [],
      contentBytes: contentBytes(v1),
    },
  };
}

function sizesOf(name: string, file: BoltDatabase | null): NonNullable<ContainerdDetails['databases']> {
  return file === null ? [] : [{ name, bytes: file.fileBytes, usedBytes: file.usedBytes }];
}

/** Folders of snapshotters that were never used have no database. */
function snapshotterNames(parts: Parts): string[] {
  const files = parts.withPrefix('file:snapshotter-').map(({ key }) => key.slice(0, key.lastIndexOf(':')));
  const folders = parts.withPrefix('folder:').map(({ key }) => key.slice(0, key.lastIndexOf(':')));
  return [...new Set([...files, ...folders])];
}

function snapshotterOf(parts: Parts, name: string, database: BoltDatabase | null): Snapshotter {
  const folders = parts
    .withPrefix(`folder:${name}:`)
    .map(({ key, bytes }) => [key, nulNames(bytes).map(baseName)] as const);
  const all = bucketAt(database?.root, 'v1', 'snapshots');
  return { name, sequence: database === null ? null : (all?.sequence ?? 0), folders: Object.fromEntries(folders) };
}

function leases(namespace: string, bucket: BoltBucket): ContainerdFacts['leases'] {
  return [...(bucketAt(bucket, 'leases')?.buckets ?? [])].map(([id, lease]) => ({
    namespace,
    id,
    createdAt: time(lease.values.get('createdat')),
  }));
}

function contentBytes(meta: BoltBucket): number {
  const sizes = new Map<string, number>();
  for (const bucket of meta.buckets.values()) {
    for (const [digest, blob] of bucketAt(bucket, 'content', 'blob')?.buckets ?? []) {
      // The same blob in two namespaces is one file.
      sizes.set(digest, varint(blob.values.get('size')) ?? 0);
    }
  }
  return [...sizes.values()].reduce((sum, size) => sum + size, 0);
}

function snapshots(snapshotter: string, root: BoltBucket | undefined): Snapshot[] {
  return [...(bucketAt(root, 'v1', 'snapshots')?.buckets ?? [])].map(([key, bucket]) => {
    const id = uvarint(bucket.values.get('id'));
    if (id === null) throw failure('containerd', `a snapshot of ${snapshotter} has no id`, key);
    return {
      snapshotter,
      key,
      id: Number(id),
      kind: ['unknown', 'view', 'active', 'committed'][bucket.values.get('kind')?.[0] ?? 0] ?? 'unknown',
      parent: text(bucket.values.get('parent')),
      sizeBytes: varint(bucket.values.get('size')),
      createdAt: time(bucket.values.get('createdat')),
    };
  });
}
