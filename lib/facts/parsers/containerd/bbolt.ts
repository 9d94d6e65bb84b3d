import {
  type BoltElement,
  type BoltMeta,
  boltFailure,
  bucketElementFlag,
  chooseMeta,
  pageHeaderBytes,
  readElements,
  safeNumber,
} from './bbolt-pages.ts';

/**
 * Reads a bbolt database from its bytes, without opening it: the daemon holds an exclusive lock for as long as it lives, and
 * even a shared one would be refused. Whoever calls this makes sure that the bytes belong together (see buildkit-snapshots.ts).
 *
 * The bytes come from a host and may be anything. So every page is visited at most once (a tree owns each of its pages once; a
 * cycle would visit one twice), nesting is bounded, and all elements together cannot outnumber what the file has room for.
 * What breaks a rule is a ParseFailure: a database half read would be an empty answer where the truth is "unknown".
 */
export interface BoltBucket {
  /** keys as latin1, so that any bytes survive; Docker's are ASCII */
  values: Map<string, Buffer>;
  buckets: Map<string, BoltBucket>;
  /** the last number that the bucket gave out */
  sequence: number;
}

export interface BoltDatabase {
  meta: BoltMeta;
  root: BoltBucket;
  fileBytes: number;
  /** pages that hold something; the rest is free and never given back (bbolt files do not shrink) */
  usedBytes: number;
}

/** bbolt trees are a few levels deep, Docker's buckets at most five: more is garbage. */
const deepestTree = 32;
const deepestBucket = 16;
const bucketHeaderBytes = 16;

export function readBolt(file: Buffer): BoltDatabase {
  const meta = chooseMeta(file);
  // A commit grows the file before it switches to the new tree, so a shorter file is a cut copy.
  if (file.length < meta.highWater * meta.pageSize) {
    throw boltFailure(`the file has ${file.length} bytes, its pages need ${meta.highWater * meta.pageSize}`);
  }
  const reader = new Reader(file, meta);
  const root = reader.bucketAt(meta.rootPage, 0, 0);
  return { meta, root, fileBytes: file.length, usedBytes: reader.usedBytes };
}

class Reader {
  readonly #file: Buffer;
  readonly #meta: BoltMeta;
  readonly #visited = new Set<number>();
  #elementsLeft: number;
  /** both meta pages at least */
  usedBytes: number;

  constructor(file: Buffer, meta: BoltMeta) {
    this.#file = file;
    this.#meta = meta;
    this.#elementsLeft = Math.ceil(file.length / 16);
    this.usedBytes = 2 * meta.pageSize;
  }

  bucketAt(rootPage: number, bucketDepth: number, sequence: number): BoltBucket {
    const bucket: BoltBucket = { values: new Map(), buckets: new Map(), sequence };
    this.#walk(rootPage, 0, bucket, bucketDepth);
    return bucket;
  }

  #walk(pageNumber: number, treeDepth: number, into: BoltBucket, bucketDepth: number): void {
    if (treeDepth > deepestTree) throw boltFailure(`its tree is more than ${deepestTree} pages deep`);
    const { kind, elements } = readElements(this.#page(pageNumber));
    this.#spend(elements.length);
    for (const element of elements) {
      if (kind === 'branch') this.#walk(element.page, treeDepth + 1, into, bucketDepth);
      else this.#keep(element, into, bucketDepth);
    }
  }

  #keep(element: BoltElement, into: BoltBucket, bucketDepth: number): void {
    const key = element.key.toString('latin1');
    if (into.values.has(key) || into.buckets.has(key)) throw boltFailure('a bucket holds the same key twice');
    if ((element.flags & bucketElementFlag) === 0) into.values.set(key, element.value);
    else into.buckets.set(key, this.#nested(element.value, bucketDepth + 1));
  }

  /** A bucket is 16 bytes (root page, sequence); root page 0 means that its single leaf page follows inline. */
  #nested(value: Buffer, bucketDepth: number): BoltBucket {
    if (bucketDepth > deepestBucket) throw boltFailure(`its buckets are nested more than ${deepestBucket} deep`);
    if (value.length < bucketHeaderBytes) throw boltFailure('a bucket is shorter than its header', value);
    const rootPage = safeNumber(value, 0);
    const sequence = safeNumber(value, 8);
    if (rootPage !== 0) return this.bucketAt(rootPage, bucketDepth, sequence);
    const bucket: BoltBucket = { values: new Map(), buckets: new Map(), sequence };
    const { kind, elements } = readElements(value.subarray(bucketHeaderBytes));
    if (kind === 'branch') throw boltFailure('an inline bucket holds a branch page', value);
    this.#spend(elements.length);
    for (const element of elements) this.#keep(element, bucket, bucketDepth);
    return bucket;
  }

  #page(number: number): Buffer {
    const { pageSize, highWater } = this.#meta;
    const start = number * pageSize;
    if (number < 2 || number >= highWater || start + pageHeaderBytes > this.#file.length) {
      throw boltFailure(`it refers to page ${number}, which is not in the file (${this.#file.length} bytes)`);
    }
    if (this.#visited.has(number)) throw boltFailure(`page ${number} is reached twice`);
    this.#visited.add(number);
    if (safeNumber(this.#file, start) !== number) throw boltFailure(`page ${number} carries another number`);
    const end = start + (1 + this.#file.readUInt32LE(start + 12)) * pageSize;
    if (end > this.#file.length) throw boltFailure(`page ${number} reaches beyond the end of the file`);
    this.usedBytes += end - start;
    return this.#file.subarray(start, end);
  }

  #spend(count: number): void {
    this.#elementsLeft -= count;
    if (this.#elementsLeft < 0) throw boltFailure('it holds more elements than its size has room for');
  }
}
