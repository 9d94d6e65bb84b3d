'use client';

import { usePathname } from 'next/navigation';
import { createContext, type ReactNode, useContext, useEffect, useRef } from 'react';
import type { Reader } from '@/lib/domain/format';
import { useHydrated } from './use-hydrated';

/** The reader's time zone and locale, where known, and the moment at which the server drew the page. */
interface ReaderClock extends Reader {
  drawnMs: number;
}

const ClockContext = createContext<ReaderClock>({ zone: null, locale: null, drawnMs: 0 });

export function useReaderClock(): ReaderClock {
  return useContext(ClockContext);
}

/** the name is known to app/reader-zone.ts, which reads it */
const cookieName = 'bilge-zone';
const yearSeconds = 31_536_000;

/**
 * The server draws dates as the reader's own clock shows them, so that nothing moves when the script arrives. It knows the zone from a cookie
 * that the first visit (the login) leaves behind, the locale from what the browser asks for. Where it is not known yet, dates are in UTC and say so, until the reader goes to another page.
 */
export function ReaderClockProvider({ zone, locale, drawnMs, children }: ReaderClock & { children: ReactNode }) {
  const hydrated = useHydrated();
  const path = usePathname();
  const first = useRef(path);
  const own = hydrated && zone === null && path !== first.current ? browserZone() : zone;
  useEffect(() => {
    const now = browserZone();
    if (now === null || now === zone) return;
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API needs a secure context, and a LAN over plain HTTP is none
    document.cookie = `${cookieName}=${encodeURIComponent(now)}; path=/; max-age=${yearSeconds}; samesite=lax`;
  }, [zone]);
  return <ClockContext value={{ zone: own, locale, drawnMs }}>{children}</ClockContext>;
}

function browserZone(): string | null {
  return Intl.DateTimeFormat().resolvedOptions().timeZone ?? null;
}
