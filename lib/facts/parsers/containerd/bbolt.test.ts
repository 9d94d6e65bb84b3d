import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ParseFailure } from '../../../domain/errors.ts';
import { readBolt } from './bbolt.ts';
import { chooseMeta } from './bbolt-pages.ts';

const sample = (name: string) => gunzipSync(readFileSync(new URL(`../samples/bbolt/${name}`, import.meta.url)));

/** Pages by hand, for the shapes that small real files do not have: branches, overflow, 64 KiB pages, loops. */
const pageSize = 4096;

function page(
  number: number,
  flags: number,
  elements: { key: string; value: Buffer; flags?: number; page?: number }[],
  overflow = 0,
) {
  const bytes = Buffer.alloc((1 + overflow) * pageSize);
  bytes.writeBigUInt64LE(BigInt(number), 0);
  bytes.writeUInt16LE(flags, 8);
  bytes.writeUInt16LE(elements.length, 10);
  bytes.writeUInt32LE(overflow, 12);
  let data = 16 + elements.length * 16;
  elements.forEach((element, index) => {
    const at = 16 + index * 16;
    const key = Buffer.from(element.key, 'latin1');
    if (flags === 1) {
      bytes.writeUInt32LE(data - at, at);
      bytes.writeUInt32LE(key.length, at + 4);
      bytes.writeBigUInt64LE(BigInt(element.page ?? 0), at + 8);
    } else {
      bytes.writeUInt32LE(element.flags ?? 0, at);
      bytes.writeUInt32LE(data - at, at + 4);
      bytes.writeUInt32LE(key.length, at + 8);
      bytes.writeUInt32LE(element.value.length, at + 12);
    }
    key.copy(bytes, data);
    element.value.copy(bytes, data + key.length);
    data += key.length + element.value.length;
  });
  return bytes;
}

function meta(number: number, transaction: number, root: number, size = pageSize) {
  const bytes = Buffer.alloc(size);
  bytes.writeBigUInt64LE(BigInt(number), 0);
  bytes.writeUInt16LE(4, 8);
  const body = bytes.subarray(16, 80);
  body.writeUInt32LE(0xed0cdaed, 0);
  body.writeUInt32LE(2, 4);
  body.writeUInt32LE(size, 8);
  body.writeBigUInt64LE(BigInt(root), 16);
  body.writeBigUInt64LE(BigInt(highWater), 40);
  body.writeBigUInt64LE(BigInt(transaction), 48);
  let hash = 0xcbf29ce484222325n;
  for (const byte of body.subarray(0, 56)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  body.writeBigUInt64LE(hash, 56);
  return bytes;
}

/** Eight pages, as the meta pages say. */
const highWater = 8;
function database(...pages: Buffer[]): Buffer {
  const bytes = Buffer.concat(pages);
  return Buffer.concat([bytes, Buffer.alloc(Math.max(highWater * pageSize - bytes.length, 0))]);
}

const none = Buffer.alloc(0);
const inline = (keys: string[]) =>
  Buffer.concat([
    Buffer.alloc(16),
    page(
      0,
      2,
      keys.map((key) => ({ key, value: none })),
    ).subarray(0, 16 + keys.length * 17),
  ]);
const bucketAt = (root: number) => {
  const value = Buffer.alloc(16);
  value.writeBigUInt64LE(BigInt(root), 0);
  return value;
};

describe('readBolt', () => {
  it('reads real files of 20.10.24 and 26.1.5', () => {
    for (const name of ['snapshots-20.10.24-btrfs.db.gz', 'snapshots-26.1.5-overlay2.db.gz']) {
      const { meta: chosen, root } = readBolt(sample(name));
      expect(chosen).toMatchObject({ pageSize: 4096, transactionId: 33 });
      expect(root.mapBuckets((name) => name)).toHaveLength(17);
      expect(root.valueNames()).toEqual([]);
    }
  });

  it('follows branches, overflow pages and buckets with pages of their own', () => {
    const long = Buffer.alloc(6000, 'x');
    const file = database(
      meta(0, 4, 2),
      meta(1, 3, 99),
      page(2, 1, [
        { key: 'a', value: none, page: 3 },
        { key: 'm', value: none, page: 4 },
      ]),
      page(3, 2, [{ key: 'alone', value: bucketAt(6), flags: 1 }]),
      page(4, 2, [{ key: 'mass', value: long }], 1),
      page(6, 2, [{ key: 'parent', value: Buffer.from('sha256:1') }]),
    );
    const { root } = readBolt(file);
    expect(root.value('mass')?.equals(long)).toBe(true);
    expect(root.bucket('alone')?.text('parent')).toBe('sha256:1');
  });

  it('ends on loops, cut files, foreign pages and impossible counts with a ParseFailure', () => {
    const head = [meta(0, 4, 2), meta(1, 3, 2)];
    const broken: Record<string, Buffer> = {
      loop: database(...head, page(2, 1, [{ key: 'a', value: none, page: 2 }])),
      'bucket loop': database(...head, page(2, 2, [{ key: 'a', value: bucketAt(2), flags: 1 }])),
      'missing page': database(...head, page(2, 1, [{ key: 'a', value: none, page: 9 }])),
      'page beyond the end': database(...head, page(2, 2, [], 9).subarray(0, pageSize)),
      'a meta page as a leaf': database(...head, page(2, 1, [{ key: 'a', value: none, page: 1 }])),
      'wrong number': database(...head, page(7, 2, [])),
      'cut off': Buffer.concat(head),
      empty: Buffer.alloc(0),
      text: Buffer.from('no database at all'),
      'same key twice': database(
        ...head,
        page(2, 2, [
          { key: 'a', value: none },
          { key: 'a', value: none },
        ]),
      ),
      'same key twice, out of order': database(
        ...head,
        page(2, 2, [
          { key: 'a', value: none },
          { key: 'b', value: none },
          { key: 'a', value: none },
        ]),
      ),
      'same key twice, inline': database(
        ...head,
        page(2, 2, [
          { key: 'b', value: none },
          { key: 'c', value: inline(['y', 'x', 'y']), flags: 1 },
        ]),
      ),
    };
    for (const [name, file] of Object.entries(broken)) {
      expect(() => readBolt(file), name).toThrow(name.startsWith('same key') ? /same key twice/ : ParseFailure);
    }
    const tooMany = page(2, 2, []);
    tooMany.writeUInt16LE(60_000, 10);
    expect(() => readBolt(database(...head, tooMany))).toThrow(/more than fit/);
  });

  it('never answers garbage with anything but a ParseFailure, and always answers', () => {
    const file = sample('snapshots-26.1.5-overlay2.db.gz');
    const changes = fc.array(fc.tuple(fc.nat(file.length - 1), fc.nat(255)), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(changes, fc.nat(file.length), (edits, length) => {
        const bytes = Buffer.from(file);
        for (const [at, byte] of edits) bytes[at] = byte;
        for (const candidate of [bytes, bytes.subarray(0, length)]) {
          try {
            readBolt(candidate);
          } catch (error) {
            if (!(error instanceof ParseFailure)) throw error;
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('chooseMeta', () => {
  const both = (first: Buffer, second: Buffer) => Buffer.concat([first, second]);

  it('takes the valid meta page with the higher transaction', () => {
    expect(chooseMeta(both(meta(0, 4, 2), meta(1, 5, 3)))).toMatchObject({ transactionId: 5, rootPage: 3 });
    expect(chooseMeta(both(meta(0, 6, 2), meta(1, 5, 3)))).toMatchObject({ transactionId: 6, rootPage: 2 });
  });

  it('takes the other one while one of them is half written', () => {
    const torn = meta(1, 7, 3);
    torn.writeUInt8(1, 40);
    expect(chooseMeta(both(meta(0, 6, 2), torn)).transactionId).toBe(6);
    const firstTorn = meta(0, 8, 3);
    firstTorn.writeUInt8(1, 40);
    expect(chooseMeta(both(firstTorn, meta(1, 7, 2))).transactionId).toBe(7);
  });

  it('finds the second page of arm64’s 64 KiB pages, and refuses to choose without it', () => {
    const file = both(meta(0, 4, 2, 65_536), meta(1, 5, 3, 65_536));
    expect(chooseMeta(file).transactionId).toBe(5);
    expect(() => chooseMeta(file.subarray(0, 8192))).toThrow(/two meta pages/);
  });
});
