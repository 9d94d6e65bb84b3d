import { ParseFailure } from '../../domain/errors.ts';

/**
 * The wire format of protocol buffers, as much of it as Bilge's nine messages need (protobuf.dev, "Encoding"): a message is a row of fields, each
 * a number and a kind. Unknown fields are skipped, as the format demands, so a newer containerd is understood.
 */
export type Field = { number: number; value: Buffer | bigint };

const kinds = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

/** Empty values are left out: that is how the format writes a default. */
export function bytesField(number: number, value: string | Buffer): Buffer {
  const bytes = typeof value === 'string' ? Buffer.from(value, 'utf8') : value;
  return bytes.length === 0 ? bytes : lengthDelimited(number, bytes);
}

/** A message inside another, and an entry of a map: there also where it is empty. */
export function messageField(number: number, value: Buffer): Buffer {
  return lengthDelimited(number, value);
}

export function boolField(number: number, value: boolean): Buffer {
  return value ? Buffer.concat([uvarint(BigInt(number * 8 + kinds.varint)), Buffer.from([1])]) : Buffer.alloc(0);
}

/** @throws ParseFailure where the bytes are no message */
export function fieldsOf(bytes: Buffer): Field[] {
  const found: Field[] = [];
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = bytes[at];
      if (byte === undefined) throw broken('a number is cut off', bytes);
      at += 1;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw broken('a number is too long', bytes);
  };
  const take = (length: number): Buffer => {
    if (length > bytes.length - at) throw broken('a field is cut off', bytes);
    at += length;
    return bytes.subarray(at - length, at);
  };
  while (at < bytes.length) {
    const key = varint();
    const number = Number(key >> 3n);
    const kind = Number(key & 7n);
    if (number === 0) throw broken('a field has no number', bytes);
    if (kind === kinds.varint) found.push({ number, value: varint() });
    else if (kind === kinds.bytes) {
      const length = varint();
      if (length > BigInt(bytes.length)) throw broken('a field is cut off', bytes);
      found.push({ number, value: take(Number(length)) });
    } else if (kind === kinds.fixed64) take(8);
    else if (kind === kinds.fixed32) take(4);
    else throw broken(`a field has the kind ${kind}`, bytes);
  }
  return found;
}

/** The last of a number counts, as the format says; null where there is none. */
function bytesOf(fields: readonly Field[], number: number): Buffer | null {
  const value = fields.findLast((field) => field.number === number)?.value;
  return value instanceof Buffer ? value : null;
}

export function textOf(fields: readonly Field[], number: number): string {
  return bytesOf(fields, number)?.toString('utf8') ?? '';
}

/** Signed, as Go writes int64 and int32; 0 where there is none. */
export function numberOf(fields: readonly Field[], number: number): number {
  const value = fields.findLast((field) => field.number === number)?.value;
  return typeof value === 'bigint' ? Number(BigInt.asIntN(64, value)) : 0;
}

export function messagesOf(fields: readonly Field[], number: number): Field[][] {
  return fields.flatMap(({ number: own, value }) =>
    own === number && value instanceof Buffer ? [fieldsOf(value)] : [],
  );
}

function lengthDelimited(number: number, bytes: Buffer): Buffer {
  return Buffer.concat([uvarint(BigInt(number * 8 + kinds.bytes)), uvarint(BigInt(bytes.length)), bytes]);
}

function uvarint(value: bigint): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 0x7fn) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Buffer.from(bytes);
}

function broken(message: string, bytes: Buffer): ParseFailure {
  return new ParseFailure({ tool: 'containerd', message, sample: bytes.subarray(0, 80).toString('hex') });
}
