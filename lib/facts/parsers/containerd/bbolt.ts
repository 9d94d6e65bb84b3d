import { BoltBucket } from './bbolt-bucket.ts';
import {
  type BoltMeta,
  boltFailure,
  bucketElementFlag,
  chooseMeta,
  elementBytes,
  pageHeaderBytes,
  safeNumber,
} from './bbolt-pages.ts';
import { BoltTree, bucketHeaderBytes, firstElement } from './bbolt-tree.ts';

/**
 * Reads a bbolt database from its bytes, without opening it: the daemon holds an exclusive lock for as long as it lives, and
 * even a shared one would be refused. Whoever calls this makes sure that the bytes belong together (see buildkit-snapshots.ts).
 *
 * The bytes come from a host and may be anything. So all of them are checked before any is handed out: every page is visited at most once
 * (a tree owns each of its pages once; a cycle would visit one twice), nesting is bounded, and all elements together cannot outnumber what
 * the file has room for. What breaks a rule is a ParseFailure: a database half read would be an empty answer where the truth is "unknown".
 */
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

/** @param fileBytes where `file` is only the part of a larger one that holds pages */
export function readBolt(file: Buffer, fileBytes = file.length): BoltDatabase {
  const meta = chooseMeta(file);
  // A commit grows the file before it switches to the new tree, so a shorter file is a cut copy.
  if (file.length < meta.highWater * meta.pageSize) {
    throw boltFailure(`the file has ${file.length} bytes, its pages need ${meta.highWater * meta.pageSize}`);
  }
  const tree = new BoltTree(file, meta);
  const check = new Check(tree);
  check.bucket(meta.rootPage, 0);
  return { meta, root: new BoltBucket(tree, { page: meta.rootPage }, 0), fileBytes, usedBytes: check.usedBytes };
}

/** Goes through all of the database once and keeps nothing of it. */
class Check {
  readonly #tree: BoltTree;
  readonly #visited = new Set<number>();
  #elementsLeft: number;
  /** both meta pages at least */
  usedBytes: number;

  constructor(tree: BoltTree) {
    this.#tree = tree;
    this.#elementsLeft = Math.ceil(tree.file.length / 16);
    this.usedBytes = 2 * tree.meta.pageSize;
  }

  /** With pages of its own. */
  bucket(page: number, bucketDepth: number): void {
    const keys = new Keys(this.#tree);
    this.#walk(page, 0, bucketDepth, keys);
    if (!keys.areOrdered) distinct(new BoltBucket(this.#tree, { page }, 0));
  }

  #walk(page: number, treeDepth: number, bucketDepth: number, keys: Keys): void {
    if (treeDepth > deepestTree) throw boltFailure(`its tree is more than ${deepestTree} pages deep`);
    const end = this.#enter(page);
    const start = this.#tree.startOf(page);
    if (this.#tree.isLeaf(start, end)) {
      this.#leaf(start, end, bucketDepth, keys);
      return;
    }
    const over = this.#elementsEnd(start, end);
    for (let element = firstElement(start); element < over; element += elementBytes) {
      this.#tree.checkBranchElement(element, start, end);
      this.#walk(this.#tree.childPage(element), treeDepth + 1, bucketDepth, keys);
    }
  }

  #leaf(start: number, end: number, bucketDepth: number, keys: Keys): void {
    const over = this.#elementsEnd(start, end);
    for (let element = firstElement(start); element < over; element += elementBytes) {
      this.#tree.checkLeafElement(element, start, end);
      keys.add(element);
      if ((this.#tree.flags(element) & bucketElementFlag) !== 0) this.#nested(element, bucketDepth + 1);
    }
  }

  /** A bucket is 16 bytes (root page, sequence); root page 0 means that its single leaf page follows inline. */
  #nested(element: number, bucketDepth: number): void {
    if (bucketDepth > deepestBucket) throw boltFailure(`its buckets are nested more than ${deepestBucket} deep`);
    const { file } = this.#tree;
    const at = this.#tree.valueAt(element);
    const end = at + this.#tree.valueLength(element);
    if (end - at < bucketHeaderBytes) throw boltFailure('a bucket is shorter than its header', file.subarray(at, end));
    const page = safeNumber(file, at);
    safeNumber(file, at + 8);
    if (page !== 0) {
      this.bucket(page, bucketDepth);
      return;
    }
    const start = at + bucketHeaderBytes;
    if (!this.#tree.isLeaf(start, end))
      throw boltFailure('an inline bucket holds a branch page', file.subarray(at, end));
    const keys = new Keys(this.#tree);
    this.#leaf(start, end, bucketDepth, keys);
    if (!keys.areOrdered) distinct(new BoltBucket(this.#tree, { start, end }, 0));
  }

  /** @returns where it ends, with its overflow pages */
  #enter(page: number): number {
    const { meta, file } = this.#tree;
    const start = this.#tree.startOf(page);
    if (page < 2 || page >= meta.highWater || start + pageHeaderBytes > file.length) {
      throw boltFailure(`it refers to page ${page}, which is not in the file (${file.length} bytes)`);
    }
    if (this.#visited.has(page)) throw boltFailure(`page ${page} is reached twice`);
    this.#visited.add(page);
    if (safeNumber(file, start) !== page) throw boltFailure(`page ${page} carries another number`);
    const end = this.#tree.endOf(page);
    if (end > file.length) throw boltFailure(`page ${page} reaches beyond the end of the file`);
    this.usedBytes += end - start;
    return end;
  }

  #elementsEnd(start: number, end: number): number {
    const over = this.#tree.elementsEnd(start, end);
    this.#elementsLeft -= (over - start - pageHeaderBytes) / elementBytes;
    if (this.#elementsLeft < 0) throw boltFailure('it holds more elements than its size has room for');
    return over;
  }
}

/** bbolt writes the keys of a bucket in the order of their bytes: then a look at the one before shows that none is there twice. */
class Keys {
  readonly #tree: BoltTree;
  #before = -1;
  areOrdered = true;

  constructor(tree: BoltTree) {
    this.#tree = tree;
  }

  add(element: number): void {
    const order = this.#before < 0 ? -1 : this.#tree.compareKeys(this.#before, element);
    if (order === 0) throw twice();
    if (order > 0) this.areOrdered = false;
    this.#before = element;
  }
}

function distinct(bucket: BoltBucket): void {
  const names = bucket.names();
  if (new Set(names).size !== names.length) throw twice();
}

function twice(): Error {
  return boltFailure('a bucket holds the same key twice');
}
