'use client';

import { type ReactNode, useEffect, useRef } from 'react';

interface FocusedHeadingProps {
  children: ReactNode;
  /** when it changes, the page is about something else: plan, running, ended */
  stage: string;
}

/**
 * The h1 of a page that one is led to by a button which is gone afterwards: without this the focus falls to the body, and a screen
 * reader starts at the top. A page that was loaded as a document keeps the browser's own order, and a focus that is somewhere stays there.
 */
export function FocusedHeading({ children, stage }: FocusedHeadingProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const before = useRef<string | null>(null);
  useEffect(() => {
    const isFirst = before.current === null;
    before.current = stage;
    if (document.activeElement !== document.body && document.activeElement !== null) return;
    const [loaded] = performance.getEntriesByType('navigation');
    if (isFirst && loaded !== undefined && new URL(loaded.name).pathname === window.location.pathname) return;
    heading.current?.focus({ preventScroll: !isFirst });
  }, [stage]);
  return (
    <h1 ref={heading} tabIndex={-1} className="text-xl font-semibold outline-offset-4">
      {children}
    </h1>
  );
}
