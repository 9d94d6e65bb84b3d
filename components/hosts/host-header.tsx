import type { HostCard } from '@/lib/domain/report';
import { RelativeTime } from '../ui/relative-time';
import { SeverityMark } from '../ui/severity-mark';
import { conditionOf } from './host-state-mark';
import { driverWords } from './host-words';
import { ScanButton } from './scan-button';

export function HostHeader({ host }: { host: HostCard }) {
  const condition = conditionOf(host);
  return (
    <header className="mb-4 flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
      <div className="min-w-0">
        <p className="flex items-center gap-2 text-sm text-soft">
          <SeverityMark kind={condition.mark} decorative />
          {condition.word}
          {host.collectedAt ? (
            <span className="text-faint">
              · scanned <RelativeTime at={host.collectedAt} />
            </span>
          ) : null}
        </p>
        <h1 className="mt-0.5 text-2xl font-semibold tracking-tight break-words">{host.name}</h1>
        <p className="mt-0.5 text-sm text-soft">
          {[host.platformTitle, host.engineVersion ? `Docker ${host.engineVersion}` : null, driverWords(host)]
            .filter(Boolean)
            .join(' · ')}
        </p>
      </div>
      <ScanButton hostId={host.id} hostName={host.name} scanning={host.state.state === 'scanning'} />
    </header>
  );
}
