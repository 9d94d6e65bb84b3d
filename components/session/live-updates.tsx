'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useRef } from 'react';

const debounceMs = 400;
/** the events after which what a page shows may be old; `progress` is shown where somebody listens */
const changes = ['host', 'hosts', 'run', 'settings'];

/**
 * One stream per tab, closed while the tab is hidden: browsers allow six HTTP/1.1 connections per host, and a stream that
 * stays open in seven tabs would stop the eighth from loading at all. An event says what changed, never what to; the page asks again.
 *
 * `revision` is how far the changes had come when the page was made: one that came before the stream was open is told when it opens.
 */
export function LiveUpdates({ revision }: { revision: string }) {
  const router = useRouter();
  const seen = useRef(revision);
  useEffect(() => {
    seen.current = revision;
  }, [revision]);
  useEffect(() => {
    let source: EventSource | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const refresh = (event?: Event) => {
      if (event instanceof MessageEvent && event.lastEventId) seen.current = event.lastEventId;
      clearTimeout(timer);
      timer = setTimeout(() => router.refresh(), debounceMs);
    };
    const open = () => {
      source = new EventSource(`/api/v1/events?after=${encodeURIComponent(seen.current)}`);
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
      else if (!source) open();
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
