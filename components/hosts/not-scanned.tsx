import type { HostCard } from '@/lib/domain/report';
import { EmptyState } from '../ui/empty-state';
import { hostWords } from './host-words';
import { ScanButton } from './scan-button';

export function NotScanned({ host }: { host: HostCard }) {
  return (
    <EmptyState
      title={hostWords.notScannedTitle(host.name)}
      action={<ScanButton hostId={host.id} hostName={host.name} scanning={host.state.state === 'scanning'} />}
    >
      {hostWords.aboutScan}
    </EmptyState>
  );
}
