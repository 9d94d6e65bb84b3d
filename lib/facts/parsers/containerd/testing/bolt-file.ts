/** A bbolt file from a tree of buckets: one leaf page with its overflow, all buckets inline. The layout is told in bbolt-pages.ts. */
export interface BoltTree {
  [key: string]: Buffer | string | BoltTree;
}

const pageSize = 4096;

/** @param pages at least so many: files grow by doubling and never shrink */
export function boltFile(tree: BoltTree, { transaction = 4, pages = 0 } = {}): Buffer {
  const root = leaf(tree, 2);
  const needed = Math.ceil(root.length / pageSize);
  root.writeUInt32LE(needed - 1, 12);
  const total = Math.max(2 + needed, pages);
  const file = Buffer.alloc(total * pageSize);
  meta(transaction, total, 0).copy(file, 0);
  meta(transaction - 1, total, 1).copy(file, pageSize);
  root.copy(file, 2 * pageSize);
  return file;
}

function leaf(tree: BoltTree, number: number): Buffer {
  const entries = Object.entries(tree).map(([key, value]) => {
    const isBucket = typeof value === 'object' && !Buffer.isBuffer(value);
    // The bucket's header: no page of its own, and the last number it gave out.
    const bytes = isBucket ? Buffer.concat([Buffer.alloc(16), leaf(value, 0)]) : Buffer.from(value as string);
    return { key: Buffer.from(key), bytes, flags: isBucket ? 1 : 0 };
  });
  const head = Buffer.alloc(16 + entries.length * 16);
  head.writeBigUInt64LE(BigInt(number), 0);
  head.writeUInt16LE(2, 8);
  head.writeUInt16LE(entries.length, 10);
  let data = head.length;
  entries.forEach(({ key, bytes, flags }, index) => {
    const at = 16 + index * 16;
    head.writeUInt32LE(flags, at);
    head.writeUInt32LE(data - at, at + 4);
    head.writeUInt32LE(key.length, at + 8);
    head.writeUInt32LE(bytes.length, at + 12);
    data += key.length + bytes.length;
  });
  return Buffer.concat([head, ...entries.flatMap(({ key, bytes }) => [key, bytes])]);
}

function meta(transaction: number, highWater: number, number: number): Buffer {
  const bytes = Buffer.alloc(pageSize);
  bytes.writeBigUInt64LE(BigInt(number), 0);
  bytes.writeUInt16LE(4, 8);
  const body = bytes.subarray(16, 80);
  body.writeUInt32LE(0xed0cdaed, 0);
  body.writeUInt32LE(2, 4);
  body.writeUInt32LE(pageSize, 8);
  body.writeBigUInt64LE(2n, 16);
  body.writeBigUInt64LE(BigInt(highWater), 40);
  body.writeBigUInt64LE(BigInt(transaction), 48);
  let hash = 0xcbf29ce484222325n;
  for (const byte of body.subarray(0, 56)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  body.writeBigUInt64LE(hash, 56);
  return bytes;
}

/** Go's time.MarshalBinary, version 1, in UTC. */
export function goTime(iso: string): Buffer {
  const bytes = Buffer.alloc(15);
  bytes[0] = 1;
  const milliseconds = Date.parse(iso);
  bytes.writeBigInt64BE(BigInt(Math.floor(milliseconds / 1000) + 62_135_596_800), 1);
  bytes.writeUInt32BE((milliseconds % 1000) * 1_000_000, 9);
  bytes.writeInt16BE(-1, 13);
  return bytes;
}

/** `zigzag` for signed ones: sizes and versions. */
export function goVarint(value: number, zigzag = false): Buffer {
  const bytes: number[] = [];
  for (let rest = BigInt(value) * (zigzag ? 2n : 1n); ; rest >>= 7n) {
    if (rest < 0x80n) return Buffer.from([...bytes, Number(rest)]);
    bytes.push(Number(rest & 0x7fn) | 0x80);
  }
}
