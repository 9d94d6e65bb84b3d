'use client';

import { useEffect, useState } from 'react';
import { formatMoment } from '@/lib/domain/format';
import { useReaderClock } from './reader-clock';
import { relativeWords } from './relative-words';
import { useHydrated } from './use-hydrated';

/** `3 minutes ago`; the moment itself on hover or tap. The first words are the server's, so that nothing moves under the reader. */
export function RelativeTime({ at }: { at: string }) {
  const { zone, drawnMs } = useReaderClock();
  const hydrated = useHydrated();
  const [exact, setExact] = useState(false);
  const [now, setNow] = useState(() => (hydrated ? Date.now() : drawnMs));
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 20_000);
    return () => clearInterval(timer);
  }, []);
  const moment = formatMoment(at, zone);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: for a finger, which has no hover; everyone else has the title
    <time dateTime={at} title={moment} onClick={() => setExact(!exact)} className="whitespace-nowrap">
      {exact ? moment : relativeWords(at, now)}
    </time>
  );
}

/** The moment itself, on the reader's own clock. */
export function LocalTime({ at }: { at: string }) {
  const { zone } = useReaderClock();
  return (
    <time dateTime={at} title={at} className="whitespace-nowrap">
      {formatMoment(at, zone)}
    </time>
  );
}
