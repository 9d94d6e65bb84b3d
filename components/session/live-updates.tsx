'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useRef } from 'react';

const debounceMs = 400;
const firstWaitMs = 1_000;
const longestWaitMs = 60_000;
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
    let again: ReturnType<typeof setTimeout> | undefined;
    let waitMs = firstWaitMs;
    const refresh = (event?: Event) => {
      if (event instanceof MessageEvent && event.lastEventId) seen.current = event.lastEventId;
      clearTimeout(timer);
      timer = setTimeout(() => router.refresh(), debounceMs);
    };
    const open = () => {
      source = new EventSource(`/api/v1/events?after=${encodeURIComponent(seen.current)}`);
      for (const name of changes) source.addEventListener(name, refresh);
      source.addEventListener('open', () => {
        waitMs = firstWaitMs;
      });
      source.addEventListener('error', refused);
      source.addEventListener('progress', (event) =>
        window.dispatchEvent(new CustomEvent('bilge-progress', { detail: event.data })),
      );
    };
    // A cut line is opened again by the browser. A refusal is final to it: the session has ended (then the page itself leads to
    // the login), or there are too many streams (then one comes free some day).
    const refused = () => {
      if (source?.readyState !== EventSource.CLOSED) return;
      close();
      again = setTimeout(() => {
        router.refresh();
        follow();
      }, waitMs);
      waitMs = Math.min(waitMs * 2, longestWaitMs);
    };
    const close = () => {
      clearTimeout(again);
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
