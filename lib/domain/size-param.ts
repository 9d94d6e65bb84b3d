import { z } from 'zod';

/** A size as a parameter: `200G`, `512M`, `2T`, or bytes. */
export const sizeParam = z.string().regex(/^\d{1,15}[MGT]?$/, 'a size like 200G, 2T or a number of bytes');

const units: Readonly<Record<string, number>> = { M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 };

/** 0 for none. */
export function bytesOfSize(size: string): number {
  const [, number = '0', unit = ''] = /^(\d+)([MGT]?)$/.exec(size) ?? [];
  return Number(number) * (units[unit] ?? 1);
}
