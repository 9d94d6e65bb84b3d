import type { HostCard } from '@/lib/domain/report';
import { EmptyState } from '../ui/empty-state';
import { ScanButton } from './scan-button';

export function NotScanned({ host }: { host: HostCard }) {
  return (
    <EmptyState
      title={`${host.name} has not been scanned yet`}
      action={<ScanButton hostId={host.id} hostName={host.name} scanning={host.state.state === 'scanning'} />}
    >
      A scan only reads: one connection, one script, names and small files. It changes nothing on the host.
    </EmptyState>
  );
}
