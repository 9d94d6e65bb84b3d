import { createHash } from 'node:crypto';
import type {
  ContainerdLease,
  ContainerdNamespace,
  ContainerdRecords,
  GcLabels,
} from '../../../domain/containerd-facts.ts';
import { failure } from '../records.ts';
import type { BoltBucket } from './bbolt.ts';
import { bucketAt, nameOf, text, time, varint } from './bolt-values.ts';

/** `v1` of meta.db (core/metadata/buckets.go): every namespace, what its objects hold, and the labels that its collector reads. */
const mostObjects = 400_000;
const collectorLabels = 'containerd.io/gc.';
/** 3 is containerd 1.x's and 2.0's, 4 the newest that is known. */
const newestVersion = 4;

export function storeRecords(v1: BoltBucket): ContainerdRecords {
  const version = varint(v1.values.get('version'));
  if (version !== null && version > newestVersion) {
    throw failure('containerd', `its database has version ${version}, newer than is understood`, '');
  }
  const namespaces = [...v1.buckets].map(([name, bucket]) => namespaceOf(nameOf(name), bucket));
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
      digest: text(bucketAt(own, 'target')?.values.get('digest')),
      labels: gcLabels(own),
    })),
    content: each(bucketAt(bucket, 'content', 'blob'), (digest, own) => ({
      digest,
      sizeBytes: varint(own.values.get('size')),
      labels: gcLabels(own),
    })),
    ingests: each(bucketAt(bucket, 'content', 'ingests'), (ref, own) => ({
      ref,
      folder: folderOf(text(own.values.get('ref'))),
      expiresAt: time(own.values.get('expireat')),
      expected: text(own.values.get('expected')),
    })),
    snapshots: each(bucketAt(bucket, 'snapshots'), (snapshotter, all) =>
      each(all, (key, own) => ({
        snapshotter,
        key,
        name: text(own.values.get('name')),
        parent: text(own.values.get('parent')),
        labels: gcLabels(own),
      })),
    ).flat(),
    leases: each(bucketAt(bucket, 'leases'), leaseOf),
    containers: each(bucketAt(bucket, 'containers'), (id, own) => ({
      id,
      snapshotter: text(own.values.get('snapshotter')),
      snapshotKey: text(own.values.get('snapshotKey')),
      labels: gcLabels(own),
    })),
    sandboxes: each(bucketAt(bucket, 'sandboxes'), (id, own) => ({ id, labels: gcLabels(own) })),
  };
}

function leaseOf(id: string, own: BoltBucket): ContainerdLease {
  const names = (kind: string) => [...(bucketAt(own, kind)?.values.keys() ?? [])].map(nameOf);
  return {
    id,
    createdAt: time(own.values.get('createdat')),
    // All of them: that Docker's own have none is a part of the proof.
    labels: labelsOf(own, () => true),
    content: names('content'),
    snapshots: each(bucketAt(own, 'snapshots'), (snapshotter, keys) =>
      [...keys.values.keys()].map((key) => ({ snapshotter, key: nameOf(key) })),
    ).flat(),
    ingests: names('ingests'),
    images: names('images'),
  };
}

function each<T>(bucket: BoltBucket | null, make: (name: string, own: BoltBucket) => T): T[] {
  return [...(bucket?.buckets ?? [])].map(([name, own]) => make(nameOf(name), own));
}

function gcLabels(own: BoltBucket): GcLabels {
  return labelsOf(own, (name) => name.startsWith(collectorLabels));
}

function labelsOf(own: BoltBucket, isKept: (name: string) => boolean): GcLabels {
  const found: [string, string][] = [];
  for (const [name, value] of bucketAt(own, 'labels')?.values ?? [])
    if (isKept(name)) found.push([nameOf(name), text(value) ?? '']);
  return Object.fromEntries(found);
}

/** plugins/content/local: a download lies in a folder that is named after the digest of its reference. */
function folderOf(reference: string | null): string | null {
  return reference === null ? null : createHash('sha256').update(reference).digest('hex');
}
