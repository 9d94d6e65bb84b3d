import { InvalidInputError } from '../domain/errors.ts';
import { encodeName } from '../domain/name-bytes.ts';
import { splitUnprintable } from '../domain/names.ts';

/**
 * The only place that quotes for a shell. Every `${…}` in an `sh` template becomes one single-quoted word, whatever is in it;
 * only another `Sh` goes in as it is, and an array becomes its words with spaces between. NUL cannot live in an argument and
 * is refused; a newline is refused too unless it comes through `sh.anyName`, because a line-based reader (a journal, a listing)
 * would take it for two names.
 *
 * What a reader of the script could not see, or what would turn its lines around (control and bidi signs, bytes that are no
 * UTF-8), is written as octal bytes for `printf`, so that the script that is reviewed reads as it runs.
 *
 * The text itself is taken raw, backslashes and all. A shell's own `${name%/*}` is written `\${name%/*}`, the one escape that is undone.
 */
export interface Sh {
  readonly source: string;
  readonly [shMark]: true;
}
const shMark = Symbol('sh');

type Interpolation = string | number | Sh | readonly (string | number | Sh)[];

export function sh(strings: TemplateStringsArray, ...values: Interpolation[]): Sh {
  let source = plain(strings.raw[0]);
  values.forEach((value, index) => {
    source += render(value) + plain(strings.raw[index + 1]);
  });
  return mark(source);
}

function plain(raw: string | undefined): string {
  return (raw ?? '').replaceAll('\\${', '${');
}

/** A file name with any byte in it, newlines too; still never NUL. */
sh.anyName = (name: string): Sh => mark(quote(name));

/** Scripts one after the other, each on its own lines. */
sh.lines = (...parts: readonly Sh[]): Sh => mark(parts.map((part) => part.source).join('\n'));

/** A constant shell text that holds no outside value: the body of a `*.sh` file. Never call it with anything computed. */
sh.constant = (source: string): Sh => mark(source);

function isSh(value: unknown): value is Sh {
  return typeof value === 'object' && value !== null && shMark in value;
}

/** The exact bytes to send: names that are not UTF-8 keep their bytes. */
export function shellBytes(script: Sh): Buffer {
  return encodeName(script.source);
}

function mark(source: string): Sh {
  return { source, [shMark]: true };
}

function render(value: Interpolation): string {
  if (isSh(value)) return value.source;
  if (Array.isArray(value)) return value.map((item: string | number | Sh) => render(item)).join(' ');
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new InvalidInputError(`Only whole numbers go into a script, not ${value}.`);
    return String(value);
  }
  const text = String(value);
  if (/[\n\r]/.test(text)) throw new InvalidInputError('A line break cannot go into a shell word here.');
  return quote(text);
}

function quote(text: string): string {
  if (text.includes('\0')) throw new InvalidInputError('A NUL byte cannot go into a shell word.');
  if (/^[A-Za-z0-9_./:@%+,-]+$/.test(text)) return text;
  if (text === '') return `''`;
  return splitUnprintable(text)
    .map(({ plain, unprintable }) => inQuotes(plain) + asOctal(unprintable))
    .join('');
}

function inQuotes(text: string): string {
  return text === '' ? '' : `'${text.replaceAll("'", `'\\''`)}'`;
}

function asOctal(text: string): string {
  const bytes = [...encodeName(text)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
  return bytes === '' ? '' : `"$(printf '${bytes}')"`;
}
