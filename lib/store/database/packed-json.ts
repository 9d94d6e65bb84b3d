import { promisify } from 'node:util';
import { deflateRaw, deflateRawSync, inflateRawSync } from 'node:zlib';
import { type InPieces, inSlices, nextTurn } from '../../domain/slices.ts';

const deflate = promisify(deflateRaw);

/** A section's lists lie above this depth; what lies below is small. */
const deepest = 8;
const perPiece = 250;
/** A list of a few may hold lists of thousands: the namespaces of containerd, each with all its snapshots. */
const few = 25;
const textPerBuffer = 64 * 1024;

/**
 * Facts of a host with thousands of layers are megabytes of JSON that repeats itself. Level 1 keeps a scan's write short
 * (SQLite and zlib block the event loop here) and still saves nine tenths.
 */
export function packJson(value: unknown): Buffer {
  return deflateRawSync(Buffer.from(JSON.stringify(value), 'utf8'), { level: 1 });
}

/** The same text for a large object, made in slices and compressed in zlib's own thread. */
export async function packJsonApart(value: Readonly<Record<string, unknown>>): Promise<Buffer> {
  return packBytesApart([await jsonBytesApart(value)]);
}

export function packBytesApart(json: readonly Uint8Array[]): Promise<Buffer> {
  return deflate(Buffer.concat(json), { level: 1 });
}

/** JSON of something large, made in slices. */
export async function jsonBytesApart(value: unknown): Promise<Buffer> {
  // Bytes from the start: one long text would be copied together and encoded in one piece at the end.
  const bytes: Buffer[] = [];
  let pending = '';
  await nextTurn();
  await inSlices(
    jsonInPieces(value, (text) => {
      pending += text;
      if (pending.length < textPerBuffer) return;
      bytes.push(Buffer.from(pending, 'utf8'));
      pending = '';
    }),
  );
  bytes.push(Buffer.from(pending, 'utf8'));
  return Buffer.concat(bytes);
}

/** What JSON.stringify makes of plain data; lists and objects of thousands of entries a part at a time. */
function* jsonInPieces(value: unknown, write: (text: string) => void, depth = 0): InPieces<void> {
  if (typeof value !== 'object' || value === null || depth === deepest) {
    write(JSON.stringify(value));
  } else if (Array.isArray(value)) {
    if (value.length > few) yield* entriesInPieces('[]', value, write);
    else {
      write('[');
      for (const [index, entry] of value.entries()) {
        if (index > 0) write(',');
        // As JSON.stringify has it in a list.
        yield* jsonInPieces(entry === undefined ? null : entry, write, depth + 1);
      }
      write(']');
    }
  } else {
    const fields = Object.entries(value).filter(([, field]) => field !== undefined);
    if (fields.length > perPiece) yield* entriesInPieces('{}', fields, write);
    else {
      write('{');
      for (const [index, [key, field]] of fields.entries()) {
        write(`${index === 0 ? '' : ','}${JSON.stringify(key)}:`);
        yield* jsonInPieces(field, write, depth + 1);
      }
      write('}');
    }
  }
  yield;
}

/** Entries of a list, or the fields of a large object as key and value. */
function* entriesInPieces(
  brackets: '[]' | '{}',
  entries: readonly unknown[],
  write: (text: string) => void,
): InPieces<void> {
  write(brackets.slice(0, 1));
  for (let at = 0; at < entries.length; at += perPiece) {
    const part = entries.slice(at, at + perPiece);
    const text = JSON.stringify(brackets === '[]' ? part : Object.fromEntries(part as [string, unknown][]));
    write(`${at === 0 ? '' : ','}${text.slice(1, -1)}`);
    yield;
  }
  write(brackets.slice(1));
}

/** What `packJson` stored, parsed; the caller names the type it put in. */
export function unpackJson(body: Buffer): unknown {
  return JSON.parse(inflateRawSync(body).toString('utf8'));
}
