import type {
  ContainerdDetails,
  ContainerdRecords,
  Snapshotter,
  UnusedStore,
} from '../../../domain/containerd-facts.ts';
import type { ContainerdFacts } from '../../../domain/layer-facts.ts';
import { startsSince } from '../docker/daemon-processes.ts';
import { baseName, failure, nulNames, type Parts, statRecords } from '../records.ts';
import type { BoltDatabase } from './bbolt.ts';
import type { BoltBucket } from './bbolt-bucket.ts';
import { fromDatabase } from './bolt-readings.ts';
import { bucketAt, time, uvarint, varint } from './bolt-values.ts';
import { parseBuildRecords } from './build-records.ts';
import { KnownDatabases } from './known-databases.ts';
import { storeRecords } from './store-records.ts';
import { surroundings } from './surroundings.ts';

/**
 * containerd (1.6 to 2.x; core/metadata/buckets.go, core/snapshots/storage/bolt.go): meta.db, and of each snapshotter its own
 * `v1 / snapshots / "<namespace>/<number>/<key>" { id, kind, parent, size, inodes, createdat }`.
 */
type Snapshot = ContainerdFacts['snapshots'][number];

export function parseContainerd(parts: Parts, before = new KnownDatabases()): ContainerdFacts {
  if (parts.optional('absent') !== null) return { root: null, snapshots: [], leases: [], contentBytes: null };
  const [root = ''] = nulNames(parts.part('root'));
  if (!root.startsWith('/')) throw failure('containerd', 'no root', root);
  const meta = fromDatabase(parts, 'meta', metaOf, before);
  const databases = new Map(
    snapshotterNames(parts).map((name) => {
      const make = (database: BoltDatabase) => snapshotterDatabase(name, database);
      return [name, fromDatabase(parts, `snapshotter-${name}`, make, before)];
    }),
  );
  const known = {
    root,
    snapshots: [...databases.values()].flatMap((database) => database?.snapshots ?? []),
    leases: meta?.leases ?? [],
    contentBytes: meta?.contentBytes ?? null,
  };
  // Scans that were captured before December 2026 have no more.
  if (parts.optional('found') === null) return known;
  return {
    ...known,
    details: {
      ...details(parts, meta?.records ?? null, databases, before),
      databases: [...sizesOf('meta.db', meta), ...[...databases].flatMap(([name, file]) => sizesOf(name, file))],
    },
  };
}

function details(
  parts: Parts,
  records: ContainerdRecords | null,
  databases: Map<string, SnapshotterDatabase | null>,
  before: KnownDatabases,
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
    records,
    snapshotters: [...databases].map(([name, database]) => snapshotterOf(parts, name, database)),
    tasks: nulNames(parts.part('tasks')).map((path) => path.split('/').slice(-2).join('/')),
    ingestBytes: Object.fromEntries(downloads.map((each) => [each.path.split('/').at(-2) ?? '', each.allocatedBytes])),
    builds: parseBuildRecords(parts, before),
    ...surroundings(parts),
    unusedStores: parts
      .withPrefix('unused:')
      .map(({ key, bytes }) => unusedStore(parts, key, nulNames(bytes)[0] ?? '', before))
      // Where Docker never was it left nothing.
      .filter(({ content }) => content === null || content.namespaces.includes('moby')),
  };
}

/** Its images and containers of Docker's namespace; what is in the others is counted by its name only. */
function unusedStore(parts: Parts, number: string, root: string, before: KnownDatabases): UnusedStore {
  return { root, content: fromDatabase(parts, `unused-${number}`, unusedContent, before)?.content ?? null };
}

function unusedContent(database: BoltDatabase): Pick<UnusedStore, 'content'> {
  const v1 = bucketAt(database.root, 'v1');
  if (v1 === null) return { content: null };
  const { namespaces } = storeRecords(v1);
  const own = namespaces.find(({ name }) => name === 'moby');
  const containers = own?.leases.filter(
    ({ id, labels }) => /^[0-9a-f]{64}$/.test(id) && Object.keys(labels).length === 0,
  );
  return {
    content: {
      namespaces: namespaces.map(({ name }) => name),
      images: own?.images.map(({ name }) => name) ?? [],
      containers: containers?.map(({ id }) => id) ?? [],
      contentBytes: contentBytes(v1),
    },
  };
}

interface Sizes {
  fileBytes: number;
  usedBytes: number;
}

/** What is kept of meta.db, and not the database itself: that would keep all of its bytes. */
interface MetaDatabase extends Sizes, Pick<ContainerdFacts, 'leases' | 'contentBytes'> {
  /** null: it has no `v1` yet */
  records: ContainerdRecords | null;
}

function metaOf({ root, fileBytes, usedBytes }: BoltDatabase): MetaDatabase {
  const v1 = bucketAt(root, 'v1');
  if (v1 === null) return { leases: [], contentBytes: null, records: null, fileBytes, usedBytes };
  const records = storeRecords(v1);
  return { leases: v1.mapBuckets(leases).flat(), contentBytes: contentBytes(v1), records, fileBytes, usedBytes };
}

interface SnapshotterDatabase extends Sizes {
  snapshots: Snapshot[];
  sequence: number;
}

function snapshotterDatabase(name: string, { root, fileBytes, usedBytes }: BoltDatabase): SnapshotterDatabase {
  const sequence = bucketAt(root, 'v1', 'snapshots')?.sequence ?? 0;
  return { snapshots: snapshots(name, root), sequence, fileBytes, usedBytes };
}

function sizesOf(name: string, file: Sizes | null): NonNullable<ContainerdDetails['databases']> {
  return file === null ? [] : [{ name, bytes: file.fileBytes, usedBytes: file.usedBytes }];
}

/** Folders of snapshotters that were never used have no database. */
function snapshotterNames(parts: Parts): string[] {
  const files = parts.withPrefix('file:snapshotter-').map(({ key }) => key.slice(0, key.lastIndexOf(':')));
  const same = parts.withPrefix('same:snapshotter-').map(({ key }) => key);
  const folders = parts.withPrefix('folder:').map(({ key }) => key.slice(0, key.lastIndexOf(':')));
  return [...new Set([...files, ...same, ...folders])];
}

function snapshotterOf(parts: Parts, name: string, database: SnapshotterDatabase | null): Snapshotter {
  const folders = parts
    .withPrefix(`folder:${name}:`)
    .map(({ key, bytes }) => [key, nulNames(bytes).map(baseName)] as const);
  return { name, sequence: database?.sequence ?? null, folders: Object.fromEntries(folders) };
}

function leases(namespace: string, bucket: BoltBucket): ContainerdFacts['leases'] {
  const all = bucketAt(bucket, 'leases');
  return all?.mapBuckets((id, lease) => ({ namespace, id, createdAt: time(lease.value('createdat')) })) ?? [];
}

function contentBytes(meta: BoltBucket): number {
  const sizes = new Map<string, number>();
  // The same blob in two namespaces is one file.
  meta.eachBucket((_, bucket) =>
    bucketAt(bucket, 'content', 'blob')?.eachBucket((digest, blob) => {
      sizes.set(digest, varint(blob.value('size')) ?? 0);
    }),
  );
  return [...sizes.values()].reduce((sum, size) => sum + size, 0);
}

function snapshots(snapshotter: string, root: BoltBucket): Snapshot[] {
  const all = bucketAt(root, 'v1', 'snapshots');
  const found = all?.mapBuckets((key, bucket) => {
    const id = uvarint(bucket.value('id'));
    if (id === null) throw failure('containerd', `a snapshot of ${snapshotter} has no id`, key);
    return {
      snapshotter,
      key,
      id: Number(id),
      kind: ['unknown', 'view', 'active', 'committed'][bucket.value('kind')?.[0] ?? 0] ?? 'unknown',
      parent: bucket.text('parent'),
      sizeBytes: varint(bucket.value('size')),
      createdAt: time(bucket.value('createdat')),
    };
  });
  return found ?? [];
}
