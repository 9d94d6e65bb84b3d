'use client';

import { useEffect, useState } from 'react';
import { formatDay, formatMoment, formatShortDay } from '@/lib/domain/format';
import { useReaderClock } from './reader-clock';
import { relativeWords } from './relative-words';
import { useHydrated } from './use-hydrated';

/** `3 minutes ago`; the moment itself on hover or tap. The first words are the server's, so that nothing moves under the reader. */
export function RelativeTime({ at }: { at: string }) {
  const reader = useReaderClock();
  const hydrated = useHydrated();
  const [exact, setExact] = useState(false);
  const [now, setNow] = useState(() => (hydrated ? Date.now() : reader.drawnMs));
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 20_000);
    return () => clearInterval(timer);
  }, []);
  const moment = formatMoment(at, reader);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: for a finger, which has no hover; everyone else has the title
    <time
      dateTime={at}
      title={moment}
      onClick={() => setExact(!exact)}
      className="whitespace-nowrap"
      suppressHydrationWarning
    >
      {exact ? moment : relativeWords(at, now)}
    </time>
  );
}

export type DateStyle = 'moment' | 'day' | 'short-day';
const formats = { moment: formatMoment, day: formatDay, 'short-day': formatShortDay };

/**
 * The moment itself, or its day, on the reader's own clock. Another version of the locale's data in the browser changes nothing of what the
 * server wrote.
 */
export function LocalTime({ at, show = 'moment' }: { at: string | number; show?: DateStyle }) {
  const reader = useReaderClock();
  const iso = new Date(at).toISOString();
  return (
    <time
      dateTime={iso}
      title={show === 'moment' ? iso : formatMoment(at, reader)}
      lang={reader.locale ?? undefined}
      dir="auto"
      className="whitespace-nowrap"
      suppressHydrationWarning
    >
      {formats[show](at, reader)}
    </time>
  );
}
