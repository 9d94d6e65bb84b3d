import { createHash } from 'node:crypto';
import type {
  ContainerdLease,
  ContainerdNamespace,
  ContainerdRecords,
  GcLabels,
} from '../../../domain/containerd-facts.ts';
import { failure } from '../records.ts';
import type { BoltBucket } from './bbolt-bucket.ts';
import { bucketAt, time, varint } from './bolt-values.ts';

/** `v1` of meta.db (core/metadata/buckets.go): every namespace, what its objects hold, and the labels that its collector reads. */
const mostObjects = 400_000;
const collectorLabels = 'containerd.io/gc.';
/** 3 is containerd 1.x's and 2.0's, 4 the newest that is known. */
const newestVersion = 4;

export function storeRecords(v1: BoltBucket): ContainerdRecords {
  const version = varint(v1.value('version'));
  if (version !== null && version > newestVersion) {
    throw failure('containerd', `its database has version ${version}, newer than is understood`, '');
  }
  const namespaces = v1.mapBuckets(namespaceOf);
  const objects = namespaces.reduce(
    (sum, space) => sum + space.content.length + space.snapshots.length + space.leases.length + space.images.length,
    0,
  );
  if (objects > mostObjects)
    throw failure('containerd', `its database names ${objects} objects, more than are kept`, '');
  return { namespaces };
}

function namespaceOf(name: string, bucket: BoltBucket): ContainerdNamespace {
  return {
    name,
    images: each(bucketAt(bucket, 'images'), (image, own) => ({
      name: image,
      digest: bucketAt(own, 'target')?.text('digest') ?? null,
      labels: gcLabels(own),
    })),
    content: each(bucketAt(bucket, 'content', 'blob'), (digest, own) => ({
      digest,
      sizeBytes: varint(own.value('size')),
      labels: gcLabels(own),
    })),
    ingests: each(bucketAt(bucket, 'content', 'ingests'), (ref, own) => ({
      ref,
      folder: folderOf(own.text('ref')),
      expiresAt: time(own.value('expireat')),
      expected: own.text('expected'),
    })),
    snapshots: each(bucketAt(bucket, 'snapshots'), (snapshotter, all) =>
      each(all, (key, own) => ({
        snapshotter,
        key,
        name: own.text('name'),
        parent: own.text('parent'),
        labels: gcLabels(own),
      })),
    ).flat(),
    leases: each(bucketAt(bucket, 'leases'), leaseOf),
    containers: each(bucketAt(bucket, 'containers'), (id, own) => ({
      id,
      snapshotter: own.text('snapshotter'),
      snapshotKey: own.text('snapshotKey'),
      labels: gcLabels(own),
    })),
    sandboxes: each(bucketAt(bucket, 'sandboxes'), (id, own) => ({ id, labels: gcLabels(own) })),
  };
}

function leaseOf(id: string, own: BoltBucket): ContainerdLease {
  const names = (kind: string) => own.bucket(kind)?.valueNames() ?? [];
  return {
    id,
    createdAt: time(own.value('createdat')),
    // All of them: that Docker's own have none is a part of the proof.
    labels: labelsOf(own, () => true),
    content: names('content'),
    snapshots: each(bucketAt(own, 'snapshots'), (snapshotter, keys) =>
      keys.valueNames().map((key) => ({ snapshotter, key })),
    ).flat(),
    ingests: names('ingests'),
    images: names('images'),
  };
}

function each<T>(bucket: BoltBucket | null, make: (name: string, own: BoltBucket) => T): T[] {
  return bucket?.mapBuckets(make) ?? [];
}

function gcLabels(own: BoltBucket): GcLabels {
  return labelsOf(own, (name) => name.startsWith(collectorLabels));
}

function labelsOf(own: BoltBucket, isKept: (name: string) => boolean): GcLabels {
  const found: [string, string][] = [];
  own.bucket('labels')?.eachValue((name, text) => {
    if (isKept(name)) found.push([name, text() ?? '']);
  });
  return Object.fromEntries(found);
}

/** plugins/content/local: a download lies in a folder that is named after the digest of its reference. */
function folderOf(reference: string | null): string | null {
  return reference === null ? null : createHash('sha256').update(reference).digest('hex');
}
