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

/** The exact bytes that `decodeName` read. */
export function encodeName(name: string): Buffer {
  if (!/[\udc80-\udcff]/.test(name)) return Buffer.from(name, 'utf8');
  const parts: Buffer[] = [];
  let plain = '';
  for (const character of name) {
    const code = character.codePointAt(0) ?? 0;
    if (code >= 0xdc80 && code <= 0xdcff) {
      parts.push(Buffer.from(plain, 'utf8'), Buffer.from([code - 0xdc00]));
      plain = '';
    } else {
      plain += character;
    }
  }
  parts.push(Buffer.from(plain, 'utf8'));
  return Buffer.concat(parts);
}

/** For screens and logs: control characters and undecodable bytes as visible escapes, so a name cannot forge a line. */
export function printableName(name: string): string {
  return name.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\ud800-\udfff]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (code >= 0xdc80 && code <= 0xdcff) return `\\x${(code - 0xdc00).toString(16)}`;
    if (character === '\n') return '\\n';
    if (character === '\t') return '\\t';
    return `\\u${code.toString(16).padStart(4, '0')}`;
  });
}
