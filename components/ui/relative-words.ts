const steps: [limitSeconds: number, unit: Intl.RelativeTimeFormatUnit, seconds: number][] = [
  [90, 'second', 1],
  [5400, 'minute', 60],
  [129_600, 'hour', 3600],
  [2_592_000, 'day', 86_400],
  [31_536_000, 'month', 2_629_800],
  [Number.POSITIVE_INFINITY, 'year', 31_557_600],
];
const words = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

/** `just now`, `3 minutes ago`, `in 6 days` */
export function relativeWords(at: string, nowMs: number): string {
  const seconds = Math.round((Date.parse(at) - nowMs) / 1000);
  if (Math.abs(seconds) < 20) return 'just now';
  for (const [limit, unit, size] of steps) {
    if (Math.abs(seconds) < limit) return words.format(Math.round(seconds / size), unit);
  }
  return at;
}
