import type { Widget } from '@/lib/domain/answers/host.ts';
import { isDemoHost } from '@/lib/domain/demo-host.ts';
import type { Overview } from '@/lib/usecases/hosts/overview.ts';

/**
 * What another dashboard shows. Sizes in bytes. `leakedBytes` is "at least" where `leakedIsExact` is false: a leak was not
 * measured yet, or a host's leak is unknown (`leakUnknownHosts` of them); a 0 then does not mean that nothing leaked.
 */
export function widgetOf({ cards, totals }: Overview, reclaimedBytes: number): Widget {
  const leaks = cards.filter((card) => !isDemoHost(card)).map((card) => card.leaked);
  return {
    hosts: totals.hosts,
    critical: totals.critical,
    warning: totals.warning,
    leakedBytes: totals.leakedBytes,
    leakedIsExact: leaks.every((leaked) => leaked.state === 'known' && leaked.value.exact),
    leakUnknownHosts: totals.leakUnknownHosts,
    reclaimedBytes,
  };
}
