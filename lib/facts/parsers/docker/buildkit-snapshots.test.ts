import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ParseFailure } from '../../../domain/errors.ts';
import { parseBuildkitSnapshots, type SnapshotsReading } from './buildkit-snapshots.ts';

const folder = new URL('../samples/bbolt/', import.meta.url);
const file = gunzipSync(readFileSync(new URL('snapshots-26.1.5-overlay2.db.gz', folder)));
const other = gunzipSync(readFileSync(new URL('snapshots-20.10.24-btrfs.db.gz', folder)));
const readme = readFileSync(new URL('README.md', folder), 'utf8');
const head = file.subarray(0, 8192);

/** The directories that really stood there when the file was read. */
function directoriesOf(version: string): string[] {
  return (readme.split(`\n${version}:\n`)[1]?.split('\n\n')[0] ?? '').split(/\s+/).filter((name) => name.length === 25);
}

const reading = (bytes: Buffer): SnapshotsReading => ({
  metasBefore: bytes.subarray(0, 8192),
  file: bytes,
  metasAfter: bytes.subarray(0, 8192),
});

/** The same database one transaction earlier: its newer meta page spoiled. */
function older(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  const newer = copy.readBigUInt64LE(64) > copy.readBigUInt64LE(4096 + 64) ? 0 : 4096;
  copy.writeUInt8(copy.readUInt8(newer + 70) ^ 1, newer + 70);
  return copy;
}

describe('parseBuildkitSnapshots', () => {
  it('names every directory that BuildKit made, as active key or as `committed`', () => {
    for (const [bytes, version] of [
      [file, '26.1.5'],
      [other, '20.10.24'],
    ] as const) {
      const { buckets } = parseBuildkitSnapshots([reading(bytes)]);
      const named = new Set(buckets.flatMap(({ name, committed }) => [name, committed ?? name]));
      const present = directoriesOf(version);
      expect(present).toHaveLength(9);
      for (const directory of present) expect(named.has(directory), directory).toBe(true);
    }
  });

  it('reads parent, committed, iscommitted, chainid and size', () => {
    const { exists, transactionId, buckets } = parseBuildkitSnapshots([reading(file)]);
    expect([exists, transactionId, buckets.length]).toEqual([true, 33, 17]);
    const byName = new Map(buckets.map((bucket) => [bucket.name, bucket]));
    expect(byName.get('3hiupd2o5wjvvoyewmrmdmkmh')).toMatchObject({
      parent: '8l7hs6njl9a9bjkjnm8jwq0fl',
      isCommitted: true,
      committed: null,
    });
    expect(byName.get('8l7hs6njl9a9bjkjnm8jwq0fl')).toMatchObject({
      committed: 'hju66gbsff86euer1b9aktqon',
      chainId: 'sha256:6d361adb4c9335f5e695e6fb4c37f0149e897ddce303e76fd4127ce0417adb68',
    });
    expect(byName.get('jfk87uzpkxwbibaqclsk80c4c')).toMatchObject({ parent: null, sizeBytes: 57 });
    expect(byName.get('2dcf8o3otfvwoatuwqdpela7v')?.sizeBytes).toBe(0);
  });

  it('believes only a copy during which the transaction stayed the same', () => {
    const changed = { metasBefore: older(head), file, metasAfter: head };
    const changedLater = { metasBefore: older(head), file: older(file), metasAfter: head };
    for (const attempt of [changed, changedLater]) {
      expect(() => parseBuildkitSnapshots([attempt, attempt])).toThrow(/kept changing/);
      expect(parseBuildkitSnapshots([attempt, reading(file)]).transactionId).toBe(33);
    }
    expect(() => parseBuildkitSnapshots([])).toThrow(ParseFailure);
  });

  it('is no empty answer for a file that cannot be read', () => {
    expect(() => parseBuildkitSnapshots([reading(Buffer.alloc(16384))])).toThrow(ParseFailure);
    const cut = file.subarray(0, 12288);
    expect(() => parseBuildkitSnapshots([reading(cut)])).toThrow(ParseFailure);
  });
});
