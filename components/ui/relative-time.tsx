'use client';

import { useEffect, useState } from 'react';
import { formatMoment } from '@/lib/domain/format';
import { useHydrated } from './use-hydrated';

const steps: [limitSeconds: number, unit: Intl.RelativeTimeFormatUnit, seconds: number][] = [
  [90, 'second', 1],
  [5400, 'minute', 60],
  [129_600, 'hour', 3600],
  [2_592_000, 'day', 86_400],
  [31_536_000, 'month', 2_629_800],
  [Number.POSITIVE_INFINITY, 'year', 31_557_600],
];
const words = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

function relativeWords(at: string, now: number): string {
  const seconds = Math.round((Date.parse(at) - now) / 1000);
  if (Math.abs(seconds) < 20) return 'just now';
  for (const [limit, unit, size] of steps) {
    if (Math.abs(seconds) < limit) return words.format(Math.round(seconds / size), unit);
  }
  return at;
}

/** `3 minutes ago`, the exact local time on hover. The server, which does not know the reader's clock, renders UTC. */
export function RelativeTime({ at }: { at: string }) {
  const hydrated = useHydrated();
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 20_000);
    return () => clearInterval(timer);
  }, []);
  return (
    <time dateTime={at} title={hydrated ? new Date(at).toLocaleString() : at} className="whitespace-nowrap">
      {hydrated ? relativeWords(at, now) : utcWords(at)}
    </time>
  );
}

/** The moment itself, in the reader's time zone and locale. */
export function LocalTime({ at }: { at: string }) {
  const hydrated = useHydrated();
  return (
    <time dateTime={at} title={at} className="whitespace-nowrap">
      {hydrated ? new Date(at).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' }) : utcWords(at)}
    </time>
  );
}

function utcWords(at: string): string {
  return formatMoment(at);
}
