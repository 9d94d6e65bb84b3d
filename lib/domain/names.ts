/**
 * Linux file names are bytes, not text. A name that is not valid UTF-8 must survive the way host → store → plan → script,
 * or a script would act on another path than the one that was proven. Each invalid byte becomes a lone surrogate
 * U+DC80…U+DCFF (the trick Python calls surrogateescape); JSON keeps lone surrogates as \udcxx escapes.
 */
const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export function decodeName(bytes: Uint8Array): string {
  try {
    return strictDecoder.decode(bytes);
  } catch {
    return decodeByPieces(bytes);
  }
}

function decodeByPieces(bytes: Uint8Array): string {
  let text = '';
  let at = 0;
  while (at < bytes.length) {
    const length = sequenceLength(bytes[at] ?? 0);
    try {
      if (length === 0 || at + length > bytes.length) throw new RangeError('not the start of a sequence');
      text += strictDecoder.decode(bytes.subarray(at, at + length));
      at += length;
    } catch {
      text += String.fromCharCode(0xdc00 + (bytes[at] ?? 0));
      at += 1;
    }
  }
  return text;
}

function sequenceLength(first: number): number {
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first < 0xe0) return 2;
  if (first >= 0xe0 && first < 0xf0) return 3;
  if (first >= 0xf0 && first < 0xf5) return 4;
  return 0;
}

/**
 * What a reader cannot see, or what moves the text around it: control characters (an ESC paints and types on a terminal), bidi and
 * other format signs (a file name that reads backwards, U+202E), zero-width and filler characters (two names that look alike), line
 * separators, and halves of a surrogate pair. ZWJ is among them, so an emoji family falls apart: safe before pretty.
 */
const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
const unprintableRun = new RegExp(`(?:(?!\\n)${unprintable.source})+`, 'gu');

/** For the shell’s own escapes: the runs of what cannot be seen, but for line breaks, each with what stands before it. */
export function splitUnprintable(text: string): { plain: string; unprintable: string }[] {
  const parts: { plain: string; unprintable: string }[] = [];
  let from = 0;
  for (const match of text.matchAll(unprintableRun)) {
    parts.push({ plain: text.slice(from, match.index), unprintable: match[0] });
    from = match.index + match[0].length;
  }
  parts.push({ plain: text.slice(from), unprintable: '' });
  return parts;
}

/** The sign that asks for an emoji instead of a symbol, right after one, changes nothing but its colour. */
function isEmojiStyle(sign: string, before: string): boolean {
  return sign === '\ufe0f' && /\p{Extended_Pictographic}$/u.test(before);
}

/**
 * One line for people: screens, tables, CSV, comments of scripts, titles, logs. Whatever is unprintable becomes a visible escape,
 * line breaks too, so that a name can neither forge a line nor hide in one. Saying it twice changes nothing.
 */
export function printableName(name: string): string {
  return name.replace(unprintable, (sign, at: number) =>
    isEmojiStyle(sign, name.slice(Math.max(0, at - 2), at)) ? sign : escaped(sign),
  );
}

/** The same for text of several lines that are ours: line breaks and tabs stay. */
export function printableText(text: string): string {
  return text
    .split('\n')
    .map((line) => line.split('\t').map(printableName).join('\t'))
    .join('\n');
}

/** JSON text that shows nothing raw either; it parses to the same value. */
export function printableJson(json: string): string {
  return json.replace(unprintable, (sign) =>
    sign === '\n'
      ? sign
      : [...Array(sign.length).keys()].map((at) => `\\u${sign.charCodeAt(at).toString(16).padStart(4, '0')}`).join(''),
  );
}

function escaped(sign: string): string {
  const code = sign.codePointAt(0) ?? 0;
  if (code >= 0xdc80 && code <= 0xdcff) return `\\x${(code - 0xdc00).toString(16)}`;
  if (sign === '\n') return '\\n';
  if (sign === '\t') return '\\t';
  return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`;
}
