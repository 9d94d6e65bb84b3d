import type { HostCard } from '@/lib/domain/report';
import { FilterLinks } from '../ui/filter-links';
import { Link } from '../ui/link';
import { hostFilters, hostOrders } from './host-order';
import { hostWords } from './host-words';

interface OverviewControlsProps {
  hosts: readonly HostCard[];
  show: string;
  sort: string;
}

/** Filter and order are links, so a filtered overview has a URL. */
export function OverviewControls({ hosts, show, sort }: OverviewControlsProps) {
  const href = (next: { show?: string; sort?: string }): string => {
    const query = new URLSearchParams();
    const wanted = { show, sort, ...next };
    if (wanted.show !== 'all') query.set('show', wanted.show);
    if (wanted.sort !== 'worst') query.set('sort', wanted.sort);
    return query.size > 0 ? `/?${query}` : '/';
  };
  return (
    <div className="mb-4 flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
      <FilterLinks
        label={hostWords.which}
        links={hostFilters.map(({ id, label, keeps }) => ({
          href: href({ show: id }),
          label,
          count: hosts.filter(keeps).length,
          current: id === show,
        }))}
      />
      <nav aria-label={hostWords.order} className="flex flex-wrap gap-x-3 text-sm">
        {hostOrders.map(({ id, label }) => (
          <Link
            key={id}
            href={href({ sort: id })}
            scroll={false}
            aria-current={id === sort ? 'true' : undefined}
            className="tap inline-flex items-center text-soft hover:text-ink aria-[current=true]:font-medium aria-[current=true]:text-ink aria-[current=true]:underline"
          >
            {label}
          </Link>
        ))}
      </nav>
    </div>
  );
}
