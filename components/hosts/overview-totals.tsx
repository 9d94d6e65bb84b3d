import type { ReactNode } from 'react';
import { counted } from '@/lib/domain/format';
import type { OverviewTotals as Totals } from '@/lib/domain/report';
import { BytesValue } from '../ui/bytes-value';
import { hostWords } from './host-words';
import { ReclaimableAmount } from './reclaimable-amount';

interface OverviewTotalsProps {
  totals: Totals;
  freedBytes: number;
  /** demo hosts beside the real ones, which count in no total; or all of them, and then they are counted and marked */
  demoHosts: number;
  isDemo: boolean;
}

/** Sums of what is known, and beside them how many hosts are unknown. Small on a phone: the worst host and its button come first there. */
export function OverviewTotals({ totals, freedBytes, demoHosts, isDemo }: OverviewTotalsProps) {
  const { hosts, reachable, leakedBytes, leakedIsExact, leakUnknownHosts, critical, warning, reclaimable } = totals;
  const which = isDemo ? counted(hosts, 'demo host') : counted(hosts, 'host');
  const without = !isDemo && demoHosts > 0 ? hostWords.without(demoHosts) : '';
  return (
    <dl className="mb-4 grid grid-cols-3 gap-x-3 gap-y-3 sm:mb-8 sm:gap-x-6 sm:gap-y-5 xl:grid-cols-6">
      <Total
        title={hostWords.leakedNow(leakedIsExact ? '' : hostWords.atLeast)}
        note={`${leakUnknownHosts > 0 ? hostWords.unknownOf(leakUnknownHosts, which) : hostWords.onHosts(which)}${without}`}
        hatched={leakedBytes > 0}
      >
        <BytesValue bytes={leakedBytes} />
      </Total>
      <Total title={hostWords.reclaimableTitle(bound(reclaimable))} note={hostWords.ifRun(without)}>
        <ReclaimableAmount reclaimable={reclaimable} isBare />
      </Total>
      <Total
        title={hostWords.inQuarantine(totals.quarantinedIsExact ? '' : hostWords.atLeast)}
        note={totals.quarantinedBytes > 0 ? hostWords.freedOnDate(without) : hostWords.nothingInQuarantine(without)}
      >
        <BytesValue bytes={totals.quarantinedBytes} />
      </Total>
      {isDemo ? null : (
        <Total title={hostWords.freedByBilge} note={hostWords.measured(without)}>
          <BytesValue bytes={freedBytes} />
        </Total>
      )}
      <Total title={hostWords.findings} note={`${counted(warning, 'warning')}${without}`}>
        {hostWords.critical(critical)}
      </Total>
      <Total
        title={hostWords.reachable}
        note={`${reachable === hosts ? hostWords.allHosts(isDemo ? hostWords.demoKind : '') : hostWords.unreachableCount(hosts - reachable)}${without}`}
      >
        {hostWords.reachableOf(reachable, hosts)}
      </Total>
    </dl>
  );
}

/** In the title: beside a large number it would not fit. */
function bound({ atLeast, exact }: Totals['reclaimable']): string {
  return atLeast ? hostWords.atLeast : exact ? '' : hostWords.about;
}

interface TotalProps {
  title: string;
  note: string;
  hatched?: boolean;
  children: ReactNode;
}

function Total({ title, note, hatched = false, children }: TotalProps) {
  return (
    <div>
      <dt className="text-xs text-soft sm:text-sm">{title}</dt>
      <dd className="mt-0.5">
        <span className="font-semibold tracking-tight sm:text-2xl">{children}</span>
        {hatched ? <span aria-hidden className="hatch mt-1 block h-1.5 w-16 rounded-sm" /> : null}
        <span className="mt-1 block text-xs text-faint max-sm:sr-only">{note}</span>
      </dd>
    </div>
  );
}
