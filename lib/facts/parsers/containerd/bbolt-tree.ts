import { type BoltMeta, boltFailure, elementBytes, pageFlags, pageHeaderBytes, safeNumber } from './bbolt-pages.ts';

/**
 * Where things lie in the bytes of a bbolt file, as numbers: a store of thousands of snapshots has hundreds of thousands of elements, and an
 * object for each costs more than all that is read of them. An element is known by its place; `start` and `end` are those of its page
 * with its overflow pages, or of an inline bucket's value.
 */
export const bucketHeaderBytes = 16;

export class BoltTree {
  readonly file: Buffer;
  readonly meta: BoltMeta;
  readonly #view: DataView;

  constructor(file: Buffer, meta: BoltMeta) {
    this.file = file;
    this.meta = meta;
    this.#view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  }

  startOf(page: number): number {
    return page * this.meta.pageSize;
  }

  endOf(page: number): number {
    const start = this.startOf(page);
    return start + (1 + this.#u32(start + 12)) * this.meta.pageSize;
  }

  isLeaf(start: number, end: number): boolean {
    if (end - start < pageHeaderBytes)
      throw boltFailure('a page is cut off before its header ends', this.file.subarray(start, end));
    const flags = this.#view.getUint16(start + 8, true);
    if (flags === pageFlags.leaf) return true;
    if (flags === pageFlags.branch) return false;
    throw boltFailure(`a page of the tree has the flags 0x${flags.toString(16)}`, this.file.subarray(start, end));
  }

  /** Where the list of elements ends that begins at `firstElement`. */
  elementsEnd(start: number, end: number): number {
    const count = this.#view.getUint16(start + 10, true);
    const over = firstElement(start) + count * elementBytes;
    if (over <= end) return over;
    const page = this.file.subarray(start, end);
    throw boltFailure(`a page claims ${count} elements, more than fit into its ${page.length} bytes`, page);
  }

  /** Of a branch. */
  childPage(element: number): number {
    return safeNumber(this.file, element + 8);
  }

  flags(element: number): number {
    return this.#u32(element);
  }

  keyAt(element: number): number {
    return element + this.#u32(element + 4);
  }

  keyLength(element: number): number {
    return this.#u32(element + 8);
  }

  valueAt(element: number): number {
    return this.keyAt(element) + this.keyLength(element);
  }

  valueLength(element: number): number {
    return this.#u32(element + 12);
  }

  /** Of a leaf. */
  checkLeafElement(element: number, start: number, end: number): void {
    if (this.valueAt(element) + this.valueLength(element) > end) this.#beyond(start, end);
  }

  checkBranchElement(element: number, start: number, end: number): void {
    if (element + this.#u32(element) + this.#u32(element + 4) > end) this.#beyond(start, end);
  }

  hasKey(element: number, name: string): boolean {
    const length = this.keyLength(element);
    if (length !== name.length) return false;
    const at = this.keyAt(element);
    for (let index = 0; index < length; index += 1) if (this.file[at + index] !== name.charCodeAt(index)) return false;
    return true;
  }

  /** Below 0: the key of `one` comes first, by its bytes. */
  compareKeys(one: number, other: number): number {
    const { file } = this;
    const [lengthOfOne, lengthOfOther] = [this.keyLength(one), this.keyLength(other)];
    const [atOne, atOther] = [this.keyAt(one), this.keyAt(other)];
    const shorter = Math.min(lengthOfOne, lengthOfOther);
    for (let index = 0; index < shorter; index += 1) {
      const difference = (file[atOne + index] ?? 0) - (file[atOther + index] ?? 0);
      if (difference !== 0) return difference;
    }
    return lengthOfOne - lengthOfOther;
  }

  #u32(at: number): number {
    return this.#view.getUint32(at, true);
  }

  #beyond(start: number, end: number): never {
    throw boltFailure('an element reaches beyond the end of its page', this.file.subarray(start, end));
  }
}

export function firstElement(start: number): number {
  return start + pageHeaderBytes;
}
