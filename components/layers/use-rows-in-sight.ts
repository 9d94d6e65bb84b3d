'use client';

import { type RefObject, useEffect, useState } from 'react';

/** Rows beyond the edges that are drawn too, so that the next one is there for the tab key and for a quick finger. */
const beyond = 6;
const none = { first: 0, end: 0 };

/**
 * Which rows of a list are in sight, all of them `height` pixels high: their number is all that has to be known, so nothing is measured
 * row by row. Until the frame is there, none.
 */
export function useRowsInSight(frame: RefObject<HTMLElement | null>, count: number, height: number): number[] {
  const [sight, setSight] = useState(none);
  useEffect(() => {
    const shown = frame.current;
    if (!shown) return;
    const look = () => {
      const first = Math.max(0, Math.floor(shown.scrollTop / height) - beyond);
      const end = Math.ceil((shown.scrollTop + shown.clientHeight) / height) + beyond;
      // The same object while the same rows are in sight: most of scrolling draws nothing again.
      setSight((before) => (before.first === first && before.end === end ? before : { first, end }));
    };
    look();
    const watcher = new ResizeObserver(look);
    watcher.observe(shown);
    shown.addEventListener('scroll', look, { passive: true });
    return () => {
      watcher.disconnect();
      shown.removeEventListener('scroll', look);
    };
  }, [frame, height]);
  // A filter can shorten the list before the browser has scrolled back: its last rows are in sight then.
  const end = Math.min(sight.end, count);
  const first = Math.max(0, Math.min(sight.first, end - (sight.end - sight.first)));
  return Array.from({ length: end - first }, (_, index) => first + index);
}
