import { decodeName } from '../../../domain/names.ts';
import { bucketElementFlag, elementBytes, safeNumber } from './bbolt-pages.ts';
import { type BoltTree, bucketHeaderBytes, firstElement } from './bbolt-tree.ts';

/** Where a bucket lies: on pages of its own, or inline in the value of its element. */
type Place = { page: number } | { start: number; end: number };

/**
 * A bucket of a database that was checked whole (bbolt.ts). Nothing is kept of what is read: names and values are made when they are asked for.
 * Names that are asked for are ASCII.
 */
export class BoltBucket {
  readonly #tree: BoltTree;
  readonly #place: Place;
  /** the last number that the bucket gave out */
  readonly sequence: number;

  constructor(tree: BoltTree, place: Place, sequence: number) {
    this.#tree = tree;
    this.#place = place;
    this.sequence = sequence;
  }

  bucket(name: string): BoltBucket | null {
    const element = this.#find(name, true);
    return element < 0 ? null : this.#nested(element);
  }

  /** Bytes of the database itself: whoever keeps them keeps the whole file. */
  value(name: string): Buffer | null {
    const element = this.#find(name, false);
    return element < 0 ? null : this.#valueOf(element);
  }

  /** Null where there is none or it is empty: so containerd writes "none". */
  text(name: string): string | null {
    const element = this.#find(name, false);
    if (element < 0 || this.#tree.valueLength(element) === 0) return null;
    return this.#decoded(this.#tree.valueAt(element), this.#tree.valueLength(element));
  }

  /** Each bucket in it with its name. */
  eachBucket(work: (name: string, bucket: BoltBucket) => void): void {
    this.#each((element) => {
      if (this.#isBucket(element)) work(this.#nameOf(element), this.#nested(element));
    });
  }

  mapBuckets<T>(make: (name: string, bucket: BoltBucket) => T): T[] {
    const made: T[] = [];
    this.eachBucket((name, bucket) => made.push(make(name, bucket)));
    return made;
  }

  /** Each value with its name; `text` as in `text()`. */
  eachValue(work: (name: string, text: () => string | null) => void): void {
    this.#each((element) => {
      if (this.#isBucket(element)) return;
      const length = this.#tree.valueLength(element);
      work(this.#nameOf(element), () => (length === 0 ? null : this.#decoded(this.#tree.valueAt(element), length)));
    });
  }

  valueNames(): string[] {
    const names: string[] = [];
    this.eachValue((name) => names.push(name));
    return names;
  }

  /** Of values and buckets; two that differ are not the same name (decodeName). */
  names(): string[] {
    const names: string[] = [];
    this.#each((element) => names.push(this.#nameOf(element)));
    return names;
  }

  #find(name: string, isBucket: boolean): number {
    return this.#until((element) => this.#tree.hasKey(element, name) && this.#isBucket(element) === isBucket);
  }

  #each(work: (element: number) => void): void {
    this.#until((element) => {
      work(element);
      return false;
    });
  }

  /** The first element of which `isIt` says so; -1: none. */
  #until(isIt: (element: number) => boolean): number {
    if ('page' in this.#place) return this.#inPage(this.#place.page, isIt);
    return this.#inElements(this.#place.start, this.#place.end, isIt);
  }

  #inPage(page: number, isIt: (element: number) => boolean): number {
    return this.#inElements(this.#tree.startOf(page), this.#tree.endOf(page), isIt);
  }

  #inElements(start: number, end: number, isIt: (element: number) => boolean): number {
    const over = this.#tree.elementsEnd(start, end);
    const isLeaf = this.#tree.isLeaf(start, end);
    for (let element = firstElement(start); element < over; element += elementBytes) {
      if (!isLeaf) {
        const found = this.#inPage(this.#tree.childPage(element), isIt);
        if (found >= 0) return found;
      } else if (isIt(element)) return element;
    }
    return -1;
  }

  #isBucket(element: number): boolean {
    return (this.#tree.flags(element) & bucketElementFlag) !== 0;
  }

  #nested(element: number): BoltBucket {
    const at = this.#tree.valueAt(element);
    const { file } = this.#tree;
    const page = safeNumber(file, at);
    const place = page === 0 ? { start: at + bucketHeaderBytes, end: at + this.#tree.valueLength(element) } : { page };
    return new BoltBucket(this.#tree, place, safeNumber(file, at + 8));
  }

  #valueOf(element: number): Buffer {
    const at = this.#tree.valueAt(element);
    return this.#tree.file.subarray(at, at + this.#tree.valueLength(element));
  }

  #nameOf(element: number): string {
    return this.#decoded(this.#tree.keyAt(element), this.#tree.keyLength(element));
  }

  #decoded(at: number, length: number): string {
    const { file } = this.#tree;
    const end = at + length;
    for (let index = at; index < end; index += 1)
      if ((file[index] ?? 0) >= 0x80) return decodeName(file.subarray(at, end));
    return file.toString('latin1', at, end);
  }
}
