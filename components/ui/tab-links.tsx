'use client';

import { usePathname } from 'next/navigation';
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
  return (
    <nav aria-label={label} className="-mx-4 mb-6 flex overflow-x-auto border-b border-line px-4 sm:mx-0 sm:px-0">
      {tabs.map((tab) => (
        <Link
          key={tab.href}
          href={tab.href}
          aria-current={path === tab.href ? 'page' : undefined}
          className="tap -mb-px flex items-center gap-1.5 border-b-2 border-transparent px-3 py-2 text-sm whitespace-nowrap text-soft first:pl-0 hover:text-ink focus-visible:-outline-offset-2 aria-[current=page]:border-signal aria-[current=page]:text-ink"
        >
          {tab.label}
          {tab.count === undefined ? null : <span className="text-xs text-faint">{formatNumber(tab.count)}</span>}
        </Link>
      ))}
    </nav>
  );
}
