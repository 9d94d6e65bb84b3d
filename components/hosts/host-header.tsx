import type { HostCard } from '@/lib/domain/report';
import { BytesValue } from '../ui/bytes-value';
import { RelativeTime } from '../ui/relative-time';
import { SeverityMark } from '../ui/severity-mark';
import { conditionOf } from './host-state-mark';
import { driverWords } from './host-words';
import { ScanButton } from './scan-button';

export function HostHeader({ host, freedBytes }: { host: HostCard; freedBytes: number }) {
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
        {host.reclaimableBytes !== null || freedBytes > 0 ? (
          <p className="mt-0.5 text-sm text-soft">
            {host.reclaimableBytes === null ? null : (
              <>
                <BytesValue bytes={host.reclaimableBytes} exact={false} className="font-medium text-ink" /> can come
                back
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
