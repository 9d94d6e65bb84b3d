import { ParseFailure } from '../../../domain/errors.ts';
import type { BuildkitSnapshots } from '../../../domain/layer-facts.ts';
import { readBolt } from '../containerd/bbolt.ts';
import type { BoltBucket } from '../containerd/bbolt-bucket.ts';
import { chooseMeta } from '../containerd/bbolt-pages.ts';

/**
 * BuildKit's record of which driver directories are its own (moby builder/builder-next/adapters/snapshot/snapshot.go):
 *
 *   Prepare(key, parent)   makes the directory `key` and the bucket `key`  { parent }
 *   Commit(name, key)      adds the bucket `name` { committed: key } and marks `key` { iscommitted } (no mark up to 19.03)
 *   export                 adds { chainid } to `name`; Usage adds { size } in decimal digits
 *
 * So the directory is always the *active key*; a record's name (what `docker system df -v` shows) usually is none. Buckets named
 * `sha256:…` stand for image layers.
 *
 * Consistency without a lock: commits never overwrite pages of the tree in force, they write elsewhere and then switch the meta
 * page. If the same transaction was in force before and after the file was copied, every page of that transaction's tree was
 * copied unharmed. If not, the next attempt is tried; the caller brings a few.
 */
export interface SnapshotsReading {
  metasBefore: Buffer;
  file: Buffer;
  metasAfter: Buffer;
}

/** @throws ParseFailure when no attempt is consistent or the consistent one cannot be read */
export function parseBuildkitSnapshots(attempts: SnapshotsReading[]): BuildkitSnapshots {
  for (const attempt of attempts) {
    const transactionId = agreedTransaction(attempt);
    if (transactionId !== null) return readSnapshots(attempt.file, transactionId);
  }
  throw new ParseFailure({
    tool: 'bbolt',
    message:
      attempts.length === 0
        ? 'buildkit/snapshots.db was not copied, so nothing is known about the build cache. Scan again.'
        : `buildkit/snapshots.db kept changing while it was read ${attempts.length} times: builds are running. Scan again.`,
  });
}

function agreedTransaction(attempt: SnapshotsReading): number | null {
  const before = chooseMeta(attempt.metasBefore).transactionId;
  const copied = chooseMeta(attempt.file).transactionId;
  const after = chooseMeta(attempt.metasAfter).transactionId;
  return before === copied && copied === after ? copied : null;
}

function readSnapshots(file: Buffer, transactionId: number): BuildkitSnapshots {
  const { root } = readBolt(file);
  const buckets = root.mapBuckets((name, bucket) => ({
    name,
    parent: bucket.text('parent'),
    committed: bucket.text('committed'),
    isCommitted: bucket.value('iscommitted') !== null,
    chainId: bucket.text('chainid'),
    sizeBytes: size(bucket),
  }));
  return { exists: true, transactionId, buckets };
}

function size(bucket: BoltBucket): number | null {
  const digits = bucket.text('size');
  if (digits === null) return null;
  const bytes = Number(digits);
  return /^\d+$/.test(digits) && Number.isSafeInteger(bytes) ? bytes : null;
}
