import type { ReactNode } from 'react';
import { counted } from '@/lib/domain/format';
import type { HostCard } from '@/lib/domain/report';
import { BytesValue } from '../ui/bytes-value';

/** Sums of what is known, and beside them how many hosts are unknown. */
export function OverviewTotals({ hosts, freedBytes }: { hosts: readonly HostCard[]; freedBytes: number }) {
  let leakedBytes = 0;
  let leakExact = true;
  let leakUnknown = 0;
  let quarantinedBytes = 0;
  let reclaimableBytes = 0;
  for (const host of hosts) {
    if (host.leaked.state === 'known') {
      leakedBytes += host.leaked.value.bytes;
      leakExact &&= host.leaked.value.exact;
    } else leakUnknown += 1;
    reclaimableBytes += host.reclaimableBytes ?? 0;
    for (const row of host.ledger) {
      if (row.row === 'quarantine' && row.bytes.state === 'known') quarantinedBytes += row.bytes.value;
    }
  }
  const reachable = hosts.filter((host) => host.state.state === 'reachable' || host.state.state === 'scanning').length;
  const critical = hosts.reduce((sum, host) => sum + host.findings.critical, 0);
  const warning = hosts.reduce((sum, host) => sum + host.findings.warning, 0);
  return (
    <dl className="mb-8 grid grid-cols-2 gap-x-6 gap-y-5 sm:grid-cols-3 xl:grid-cols-6">
      <Total
        title={leakExact && leakUnknown === 0 ? 'Leaked now' : 'Leaked now, at least'}
        note={
          leakUnknown > 0
            ? `${leakUnknown} of ${counted(hosts.length, 'host')} unknown`
            : `on ${counted(hosts.length, 'host')}`
        }
        hatched={leakedBytes > 0}
      >
        <BytesValue bytes={leakedBytes} />
      </Total>
      <Total title="Reclaimable" note="if every cleanup is run">
        <BytesValue bytes={reclaimableBytes} exact={reclaimableBytes === 0} />
      </Total>
      <Total title="In quarantine" note="freed on its date">
        <BytesValue bytes={quarantinedBytes} />
      </Total>
      <Total title="Freed by Bilge" note="so far, measured">
        <BytesValue bytes={freedBytes} />
      </Total>
      <Total title="Findings" note={counted(warning, 'warning')}>
        {critical} critical
      </Total>
      <Total
        title="Reachable"
        note={reachable === hosts.length ? 'all hosts' : `${hosts.length - reachable} unreachable`}
      >
        {reachable} of {hosts.length}
      </Total>
    </dl>
  );
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
      <dt className="text-sm text-soft">{title}</dt>
      <dd className="mt-0.5">
        <span className="text-2xl font-semibold tracking-tight">{children}</span>
        {hatched ? <span aria-hidden className="hatch mt-1 block h-1.5 w-16 rounded-sm" /> : null}
        <span className="mt-1 block text-xs text-faint">{note}</span>
      </dd>
    </div>
  );
}
