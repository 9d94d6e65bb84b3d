'use client';

import { type RefObject, useEffectEvent, useLayoutEffect, useRef } from 'react';

/**
 * The server draws a field before the script is there, and a person may type at once. React leaves that text in the field, but whoever
 * holds the value knows nothing of it and would wipe it out with the next drawing: so it is told, before that drawing.
 */
export function useTypedBefore<E extends { value: string }>(
  value: string,
  onValue: (value: string) => void,
): RefObject<E | null> {
  return useFoundBefore<E, string>(({ value: found }) => found, value, onValue);
}

/** The same for anything else that the browser keeps by itself: a tick, a choice among several. */
export function useFoundBefore<E, T>(read: (element: E) => T, held: T, adopt: (found: T) => void): RefObject<E | null> {
  const element = useRef<E>(null);
  const look = useEffectEvent(() => {
    if (element.current === null) return;
    const found = read(element.current);
    if (found !== held) adopt(found);
  });
  useLayoutEffect(() => look(), []);
  return element;
}
