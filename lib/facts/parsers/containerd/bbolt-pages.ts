import { ParseFailure } from '../../../domain/errors.ts';

/**
 * The bytes of a bbolt file, page by page (go.etcd.io/bbolt page.go, meta.go, node.go; format version 2).
 *
 * A file is an array of pages. Pages 0 and 1 are meta pages; a commit writes data into free pages first and then the meta page
 * `txid % 2`, so the valid meta with the higher transaction id names a tree that no writer touches until it is replaced.
 *
 *   page header (16): id u64 · flags u16 · count u16 · overflow u32
 *   meta (64):        magic u32 · version u32 · page size u32 · flags u32 · root page u64 · root sequence u64 · freelist u64 ·
 *                     high water u64 · transaction u64 · FNV-1a-64 of the 56 bytes before it
 *   branch element (16): position u32 · key length u32 · page u64
 *   leaf element (16):   flags u32 (1 = bucket) · position u32 · key length u32 · value length u32
 *
 * Positions count from the element itself. bbolt writes in the machine's byte order; every platform that Docker ships for
 * and that Bilge supports is little-endian.
 */
export const pageHeaderBytes = 16;
const metaBytes = 64;
export const elementBytes = 16;
const magic = 0xed0cdaed;
const formatVersion = 2;
/** Page size is the operating system's: 4 KiB on x86, up to 64 KiB on arm64 and ppc64. */
const possiblePageSizes = [4096, 8192, 16384, 32768, 65536] as const;

export const pageFlags = { branch: 0x01, leaf: 0x02 } as const;
export const bucketElementFlag = 0x01;

export interface BoltMeta {
  pageSize: number;
  rootPage: number;
  /** pages at or above this number do not exist yet */
  highWater: number;
  transactionId: number;
}

export function boltFailure(message: string, bytes?: Buffer): ParseFailure {
  return new ParseFailure({
    tool: 'bbolt',
    message: `Reading a bbolt file: ${message}`,
    sample: bytes === undefined ? '' : bytes.subarray(0, 32).toString('hex'),
  });
}

/** The meta page in force: the valid one with the higher transaction. `head` holds at least the first two pages. */
export function chooseMeta(head: Buffer): BoltMeta {
  const first = readMeta(head, 0);
  // With only one of the two pages in sight an older transaction would pass for the one in force.
  if (first !== null && head.length < first.pageSize + pageHeaderBytes + metaBytes) {
    throw boltFailure(`only ${head.length} bytes of its two meta pages (${first.pageSize} bytes each) were read`);
  }
  const sizes = first === null ? possiblePageSizes : [first.pageSize];
  const seconds = sizes.map((size) => readMeta(head, size)).filter((meta) => meta !== null);
  const second = seconds[0] ?? null;
  if (first === null && second === null) {
    throw boltFailure('neither of its two meta pages is valid, so this is no bbolt file or a damaged one', head);
  }
  if (first === null || second === null) return first ?? second ?? unreachable();
  return second.transactionId > first.transactionId ? second : first;
}

function unreachable(): never {
  throw boltFailure('no meta page');
}

function readMeta(head: Buffer, offset: number): BoltMeta | null {
  if (head.length < offset + pageHeaderBytes + metaBytes) return null;
  const meta = head.subarray(offset + pageHeaderBytes, offset + pageHeaderBytes + metaBytes);
  if (meta.readUInt32LE(0) !== magic || meta.readUInt32LE(4) !== formatVersion) return null;
  if (meta.readBigUInt64LE(56) !== fnv1a64(meta.subarray(0, 56))) return null;
  const pageSize = meta.readUInt32LE(8);
  if (!possiblePageSizes.some((size) => size === pageSize)) return null;
  if (offset !== 0 && offset !== pageSize) return null;
  return {
    pageSize,
    rootPage: safeNumber(meta, 16),
    highWater: safeNumber(meta, 40),
    transactionId: safeNumber(meta, 48),
  };
}

export function safeNumber(bytes: Buffer, offset: number): number {
  const value = bytes.readBigUInt64LE(offset);
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw boltFailure(`the number ${value} cannot be a page or transaction`);
  return Number(value);
}

function fnv1a64(bytes: Uint8Array): bigint {
  let hash = 0xcbf29ce484222325n;
  for (const byte of bytes) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return hash;
}
