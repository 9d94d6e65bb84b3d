import type { Widget } from '@/lib/domain/answers/host.ts';
import type { Overview } from '@/lib/usecases/hosts/overview.ts';

/**
 * What another dashboard shows. Sizes in bytes. `leakedBytes` is "at least" where `leakedIsExact` is false: a leak was not
 * measured yet, or a host's leak is unknown (`leakUnknownHosts` of them); a 0 then does not mean that nothing leaked.
 */
export function widgetOf({ totals }: Overview, reclaimedBytes: number): Widget {
  return {
    hosts: totals.hosts,
    critical: totals.critical,
    warning: totals.warning,
    leakedBytes: totals.leakedBytes,
    leakedIsExact: totals.leakedIsExact,
    leakUnknownHosts: totals.leakUnknownHosts,
    reclaimableBytes: totals.reclaimable.totalBytes,
    reclaimableIsExact: !totals.reclaimable.atLeast,
    reclaimedBytes,
  };
}
