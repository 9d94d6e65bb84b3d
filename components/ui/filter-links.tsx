import { formatNumber } from '@/lib/domain/format';
import { Link } from './link';

export interface FilterLink {
  href: string;
  label: string;
  count?: number;
  current: boolean;
}

/** Filter chips that are links, so that a filtered list has a URL. */
export function FilterLinks({ links, label }: { links: readonly FilterLink[]; label: string }) {
  return (
    <nav aria-label={label} className="flex flex-wrap gap-1.5">
      {links.map((link) => (
        <Link
          key={link.href}
          href={link.href}
          scroll={false}
          aria-current={link.current ? 'true' : undefined}
          className="tap inline-flex items-center gap-1.5 rounded-full px-3 py-1 text-sm text-soft shadow-[inset_0_0_0_1px_var(--color-line)] hover:bg-hover aria-[current=true]:bg-signal-wash aria-[current=true]:font-medium aria-[current=true]:text-signal-deep aria-[current=true]:shadow-[inset_0_0_0_1px_var(--color-signal)]"
        >
          {link.label}
          {link.count === undefined ? null : <span className="text-xs text-faint">{formatNumber(link.count)}</span>}
        </Link>
      ))}
    </nav>
  );
}
