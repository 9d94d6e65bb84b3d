'use client';

import { usePathname } from 'next/navigation';
import { useLayoutEffect, useRef } from 'react';
import { formatNumber } from '@/lib/domain/format';
import { Link } from './link';

export interface TabLink {
  href: string;
  label: string;
  /** how many, beside the label */
  count?: number;
}

/** Tabs that are pages: each has its URL, the back button works, and they are links to a screen reader too. */
export function TabLinks({ tabs, label }: { tabs: readonly TabLink[]; label: string }) {
  const path = usePathname();
  const strip = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page is another current tab
  useLayoutEffect(() => {
    const nav = strip.current;
    if (!nav) return;
    const current = nav.querySelector<HTMLElement>('[aria-current]');
    // Not `scrollIntoView`, which would move the page as well.
    if (current) nav.scrollLeft = current.offsetLeft - (nav.clientWidth - current.offsetWidth) / 2;
    const mark = () => markHiddenEdges(nav);
    mark();
    const observer = new ResizeObserver(mark);
    observer.observe(nav);
    nav.addEventListener('scroll', mark, { passive: true });
    return () => {
      observer.disconnect();
      nav.removeEventListener('scroll', mark);
    };
  }, [path]);
  return (
    <nav
      ref={strip}
      aria-label={label}
      className="fade-edges relative -mx-4 mb-4 flex print:hidden overflow-x-auto border-b border-line px-4 sm:mx-0 sm:mb-6 sm:px-0"
    >
      {tabs.map((tab) => (
        <Link
          key={tab.href}
          href={tab.href}
          aria-current={path === tab.href ? 'page' : undefined}
          className="tap -mb-px flex shrink-0 items-center gap-1.5 border-b-2 border-transparent px-3 py-2 text-sm whitespace-nowrap text-soft first:pl-0 hover:text-ink focus-visible:-outline-offset-2 aria-[current=page]:border-signal aria-[current=page]:text-ink"
        >
          {tab.label}
          {tab.count === undefined ? null : <span className="text-xs text-faint">{formatNumber(tab.count)}</span>}
        </Link>
      ))}
    </nav>
  );
}

/** Tabs beyond an edge fade there, so that a phone shows that there are more. */
function markHiddenEdges(nav: HTMLElement): void {
  nav.toggleAttribute('data-more-before', nav.scrollLeft > 4);
  nav.toggleAttribute('data-more-after', nav.scrollLeft + nav.clientWidth < nav.scrollWidth - 4);
}
