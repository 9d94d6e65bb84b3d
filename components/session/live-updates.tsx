'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useRef } from 'react';

const debounceMs = 400;
const firstWaitMs = 1_000;
const longestWaitMs = 60_000;
/** the events after which a page may be out of date; `progress` goes only to components that listen */
const changes = ['host', 'hosts', 'run', 'batch', 'settings'];

/**
 * One stream per tab, closed while the tab is hidden: browsers allow six HTTP/1.1 connections per host, and a stream that
 * stays open in seven tabs would stop the eighth from loading at all. An event says what changed, not the new value; the page asks again.
 *
 * `revision` is the state of the changes when the page was made: a change before the stream was open is sent when it opens.
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
    // The browser reopens a broken connection by itself. A refusal is final to it: the session has ended (then the page itself
    // leads to the login), or there are too many streams (then trying again later succeeds).
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
