import { formatNumber } from './format.ts';

const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** `38.2 GiB`: IEC units, three significant digits at most, whole bytes below 1 KiB. */
export function formatBytes(bytes: number): string {
  const sign = bytes < 0 ? '−' : '';
  let rest = Math.abs(bytes);
  let unit = 0;
  while (rest >= 1023.5 && unit < units.length - 1) {
    rest /= 1024;
    unit += 1;
  }
  const digits = unit === 0 || rest >= 99.95 ? 0 : 1;
  return `${sign}${rest.toFixed(digits)} ${units[unit]}`;
}

export interface BytesSum {
  bytes: number;
  atLeast: boolean;
}

/** An amount that is unknown is none: the sum is then "at least". */
export function bytesSumOf(facts: readonly ({ state: 'known'; value: number } | { state: 'unknown' })[]): BytesSum {
  return {
    bytes: facts.reduce((sum, fact) => sum + (fact.state === 'known' ? fact.value : 0), 0),
    atLeast: facts.some(({ state }) => state === 'unknown'),
  };
}

/** `at least 38.2 GiB`, `38.2 GiB` */
export function formatBytesSum({ bytes, atLeast }: BytesSum): string {
  return `${atLeast ? 'at least ' : ''}${formatBytes(bytes)}`;
}

/** `41,016,934,400 bytes`, for hovers and exact tables. */
export function formatExactBytes(bytes: number): string {
  return `${formatNumber(Math.round(bytes))} bytes`;
}
