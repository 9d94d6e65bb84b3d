import type { HostCard } from '@/lib/domain/report';
import { BytesValue } from '../ui/bytes-value';
import { LocalTime, RelativeTime } from '../ui/relative-time';
import { SeverityMark } from '../ui/severity-mark';
import { DemoBadge } from './demo-badge';
import { conditionOf } from './host-state-mark';
import { driverWords } from './host-words';
import { ScanButton } from './scan-button';

interface HostHeaderProps {
  host: HostCard;
  freedBytes: number;
  /** of a demo host: when and on what it was recorded */
  demo: { recordedAt: string; about: string } | null;
}

export function HostHeader({ host, freedBytes, demo }: HostHeaderProps) {
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
        <div className="mt-0.5 flex flex-wrap items-center gap-x-2.5 gap-y-1">
          <h1 className="text-2xl font-semibold tracking-tight break-words">{host.name}</h1>
          {demo ? <DemoBadge /> : null}
        </div>
        <p className="mt-0.5 text-sm text-soft">
          {[host.platformTitle, host.engineVersion ? `Docker ${host.engineVersion}` : null, driverWords(host)]
            .filter(Boolean)
            .join(' · ')}
        </p>
        {demo ? (
          <p className="mt-1 max-w-prose text-sm text-soft">
            Recorded on <LocalTime at={demo.recordedAt} />. {demo.about} Nothing is connected: what you do here changes
            a simulated copy.
          </p>
        ) : null}
        {host.reclaimableBytes !== null || freedBytes > 0 ? (
          <p className="mt-0.5 text-sm text-soft">
            {host.reclaimableBytes === null ? null : (
              <>
                <BytesValue bytes={host.reclaimableBytes} exact={false} className="font-medium text-ink" /> reclaimable
              </>
            )}
            {host.reclaimableBytes !== null && freedBytes > 0 ? ' · ' : null}
            {freedBytes > 0 ? (
              <>
                <BytesValue bytes={freedBytes} className="font-medium text-ink" /> freed by Bilge so far
              </>
            ) : null}
          </p>
        ) : null}
      </div>
      <ScanButton hostId={host.id} hostName={host.name} scanning={host.state.state === 'scanning'} />
    </header>
  );
}
