import type { Replaced } from '../../domain/recording.ts';
import { publicForms, publicLabels, publicNames, publicWords } from './public-words.ts';

const moment = String.raw`\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?`;
const address4 = String.raw`(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])`;
const address6 = String.raw`(?<![\w:])(?:[0-9a-fA-F]{1,4}(?::[0-9a-fA-F]{1,4}){7}|(?:[0-9a-fA-F]{1,4}:)+(?::[0-9a-fA-F]{1,4})+|(?:[0-9a-fA-F]{1,4}:)+:|::(?:[0-9a-fA-F]{1,4}:)*[0-9a-fA-F]{1,4})(?![\w:])`;
const uuid = String.raw`(?<![\p{L}\p{N}])[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}(?![\p{L}\p{N}])`;
const mac = String.raw`(?<![\w:])[0-9a-fA-F]{2}(?::[0-9a-fA-F]{2}){5}(?![\w:])`;
/** Half a character of a name that is no UTF-8 belongs to the word that it stands in. */
const word = String.raw`[\p{L}\p{N}\p{M}\p{Cs}\p{Co}]+`;
const pieces = new RegExp(`(${moment})|(${uuid})|(${mac})|(${address6})|(${address4})|(${word})`, 'gu');

const hexadecimal = /^[0-9a-f]{6,}$/;
const own = /^(?:0\.0\.0\.0|127\.\d+\.\d+\.\d+|255\.255\.255\.\d+|::1?)$/;
const shortId = 12;
/** Docker's own two files lie there as well. */
const belowVolumes = /(?<=(?:^|\/)volumes\/)(?!metadata\.db|backingFsBlockDev)([^/,:=\s]+)/;

/**
 * The same text is always replaced by the same other one, made by chance and of the same form: ids stay ids of their length, short ids stay
 * the beginnings of the long ones, a word stays a word. Nothing leads back: which is which is known only while the recording is made.
 */
export class Pseudonyms {
  readonly #chance: () => number;
  readonly #words = new Map<string, string>();
  readonly #used = new Set<string>();
  readonly #kinds = new Map<string, Replaced['kind']>();

  /** @param chance from 0 up to 1, as Math.random */
  constructor(chance: () => number) {
    this.#chance = chance;
  }

  get replaced(): Replaced[] {
    return [...this.#words].flatMap(([from, to]) => {
      const kind = this.#kinds.get(from);
      return kind === undefined ? [] : [{ kind, from, to }];
    });
  }

  /** An id whose replacement follows from others, as the id of a chain of layers does. */
  settle(from: string, to: string): void {
    this.#words.set(from, to);
    this.#kinds.set(from, 'id');
    this.#words.set(from.slice(0, shortId), to.slice(0, shortId));
  }

  /** Of a name: every word of it but those of Docker itself. */
  name(text: string): string {
    return this.#each(text, publicNames);
  }

  label(key: string): string {
    return this.#each(key, publicLabels);
  }

  /** Of a path, a line, an id: what is publicly known stays, but what lies below `volumes/` is a name. */
  text(text: string): string {
    return text
      .split(belowVolumes)
      .map((part, at) => (at % 2 === 1 ? this.name(part) : this.#each(part, publicWords)))
      .join('');
  }

  #each(text: string, kept: ReadonlySet<string>): string {
    return text.replace(
      pieces,
      (whole, at?: string, unique?: string, hardware?: string, six?: string, four?: string) => {
        if (at !== undefined) return whole;
        if (unique !== undefined) return this.#unique(whole);
        if (hardware !== undefined) return this.#addressed(whole, (n) => `02:00:00:00:${pair(n >> 8)}:${pair(n)}`);
        if (six !== undefined) return this.#addressed(whole, (n) => `2001:db8::${n.toString(16)}`);
        if (four !== undefined)
          return this.#addressed(whole, (n) => (n < 255 ? `192.0.2.${n}` : `198.18.${(n >> 8) & 255}.${n & 255}`));
        return isKept(whole, kept) ? whole : this.#word(whole);
      },
    );
  }

  #unique(whole: string): string {
    const known = this.#words.get(whole);
    const digit = (each: string) => (each === '-' ? each : this.#of('0123456789abcdef'));
    return known ?? this.#keep(whole, [...whole].map(digit).join(''), 'id');
  }

  #addressed(whole: string, made: (number: number) => string): string {
    if (own.test(whole)) return whole;
    const known = this.#words.get(whole);
    if (known !== undefined) return known;
    const number = [...this.#kinds.values()].filter((kind) => kind === 'address').length + 1;
    return this.#keep(whole, made(number), 'address');
  }

  #word(whole: string): string {
    const known = this.#words.get(whole);
    if (known !== undefined) return known;
    if (hexadecimal.test(whole)) return this.#keep(whole, this.#hexadecimal(whole), 'id');
    const isId = whole.length >= 16 || (/\d/.test(whole) && /[A-Z]/.test(whole));
    for (let attempt = 0; ; attempt += 1) {
      // Few words have one or two letters: when they are used up a longer one comes.
      const longer = 'a'.repeat(Math.floor(attempt / 50));
      const made = isId ? this.#alike(whole + longer) : this.#spoken(whole + longer);
      if (this.#isFree(made)) return this.#keep(whole, made, isId ? 'id' : 'name');
    }
  }

  #isFree(made: string): boolean {
    return !this.#used.has(made) && !this.#words.has(made) && !isKept(made, publicWords);
  }

  #keep(from: string, to: string, kind: Replaced['kind']): string {
    this.#words.set(from, to);
    this.#kinds.set(from, kind);
    this.#used.add(to);
    return to;
  }

  #hexadecimal(whole: string): string {
    const digits = (count: number) => Array.from({ length: count }, () => this.#of('0123456789abcdef')).join('');
    if (whole.length <= shortId) return this.#unused(() => digits(whole.length));
    const start = this.#word(whole.slice(0, shortId));
    return start + digits(whole.length - shortId);
  }

  #unused(make: () => string): string {
    for (;;) {
      const made = make();
      // Only digits would pass for a number.
      if (this.#isFree(made) && /[a-f]/.test(made)) return made;
    }
  }

  /** Of the same alphabet, character by character. */
  #alike(whole: string): string {
    return [...whole].map((each) => this.#of(alphabetOf(each))).join('');
  }

  /** A word that can be said, of the same length. */
  #spoken(whole: string): string {
    const made = [...whole].map((each, at) => {
      if (/\d/.test(each)) return this.#of('0123456789');
      const letter = this.#of(at % 2 === 0 ? 'bdfgklmnprstvz' : 'aeiou');
      return /\p{Lu}/u.test(each) ? letter.toUpperCase() : letter;
    });
    return made.join('');
  }

  #of(alphabet: string): string {
    return alphabet[Math.floor(this.#chance() * alphabet.length)] ?? '';
  }
}

function alphabetOf(character: string): string {
  // As base 32 has them, which the short links of overlay2 are written in.
  if (/[0-9]/.test(character)) return '234567';
  return /[A-Z]/.test(character) ? 'ABCDEFGHIJKLMNOPQRSTUVWXYZ' : 'abcdefghijklmnopqrstuvwxyz';
}

/** One letter tells nothing, and digits alone are sizes, numbers of devices and versions. */
function isKept(piece: string, kept: ReadonlySet<string>): boolean {
  return /^(?:[A-Za-z]|\d+)$/.test(piece) || kept.has(piece) || publicForms.test(piece);
}

const pair = (number: number): string => (number & 255).toString(16).padStart(2, '0');
