'use client';

import { useRouter } from 'next/navigation';
import { useEffect } from 'react';

const debounceMs = 400;
/** the events after which what a page shows may be old; `progress` is shown where somebody listens */
const changes = ['host', 'hosts', 'run', 'settings'];

/**
 * One stream per tab, closed while the tab is hidden: browsers allow six HTTP/1.1 connections per host, and a stream that
 * stays open in seven tabs would stop the eighth from loading at all. An event says what changed, never what to; the page asks again.
 */
export function LiveUpdates() {
  const router = useRouter();
  useEffect(() => {
    let source: EventSource | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const refresh = () => {
      clearTimeout(timer);
      timer = setTimeout(() => router.refresh(), debounceMs);
    };
    const open = () => {
      source = new EventSource('/api/v1/events');
      for (const name of changes) source.addEventListener(name, refresh);
      source.addEventListener('progress', (event) =>
        window.dispatchEvent(new CustomEvent('bilge-progress', { detail: event.data })),
      );
    };
    const close = () => {
      source?.close();
      source = null;
    };
    const follow = () => {
      if (document.hidden) close();
      else if (!source) {
        open();
        refresh();
      }
    };
    if (!document.hidden) open();
    document.addEventListener('visibilitychange', follow);
    return () => {
      document.removeEventListener('visibilitychange', follow);
      clearTimeout(timer);
      close();
    };
  }, [router]);
  return null;
}
