import type { BoltBucket } from './bbolt-bucket.ts';

/** How containerd writes values: Go's varints and time.MarshalBinary; texts are plain (docs/reference/containerd-on-disk.md#the-databases). */
export function bucketAt(bucket: BoltBucket | null | undefined, ...path: string[]): BoltBucket | null {
  let here = bucket ?? null;
  for (const name of path) here = here?.bucket(name) ?? null;
  return here;
}

export function uvarint(bytes: Buffer | null): bigint | null {
  let value = 0n;
  let shift = 0n;
  for (const byte of bytes?.subarray(0, 10) ?? []) {
    value |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) return value;
    shift += 7n;
  }
  return null;
}

export function varint(bytes: Buffer | null): number | null {
  const value = uvarint(bytes);
  return value === null ? null : Number((value >> 1n) ^ -(value & 1n));
}

/** A version, seconds since the year 1 (big-endian), nanoseconds, the zone's offset in minutes. */
export function time(bytes: Buffer | null): string | null {
  if (bytes === null || bytes.length < 15 || (bytes[0] !== 1 && bytes[0] !== 2)) return null;
  const seconds = Number(bytes.readBigInt64BE(1)) - 62_135_596_800;
  const date = new Date(seconds * 1000 + Math.floor(bytes.readUInt32BE(9) / 1e6));
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}
