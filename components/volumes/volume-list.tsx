import { Box, ShieldCheck } from 'lucide-react';
import type { Offer } from '@/lib/domain/answers/offer';
import type { Report } from '@/lib/domain/report';
import type { VolumeRow } from '@/lib/domain/storage-report';
import { OfferButton } from '../plans/offer-button';
import { ProtectButton } from '../plans/protect-button';
import { Badge } from '../ui/badge';
import { BytesFact } from '../ui/bytes-value';
import { UnknownValue } from '../ui/unknown-value';
import { hasProtectedLabel, isKnownUnused, usersWords, volumeWords } from './volume-words';

interface VolumeListProps {
  report: Report;
  volumes: readonly VolumeRow[];
  mayPlan: boolean;
  /** names of protected volumes */
  protectedNames: ReadonlySet<string>;
}

/** Every volume with its users and the reason why it cannot be deleted, because that is what people come here for. */
export function VolumeList({ report, volumes, mayPlan, protectedNames }: VolumeListProps) {
  // What findings offer for one volume stands beside that volume too.
  const offers = new Map(
    report.findings.flatMap(({ remedies }) =>
      remedies.flatMap((offer) => (offer.params.volume === undefined ? [] : [[offer.params.volume, offer] as const])),
    ),
  );
  return (
    <ul className="flex flex-col">
      {volumes.map((volume) => (
        <VolumeLine
          key={volume.name}
          hostId={report.host.id}
          volume={volume}
          mayPlan={mayPlan}
          isProtected={protectedNames.has(volume.name)}
          offer={offers.get(volume.name) ?? null}
        />
      ))}
    </ul>
  );
}

interface VolumeLineProps {
  hostId: string;
  volume: VolumeRow;
  mayPlan: boolean;
  isProtected: boolean;
  offer: Offer | null;
}

function VolumeLine({ hostId, volume, mayPlan, isProtected, offer }: VolumeLineProps) {
  const nested = volume.nestedDocker.state === 'known' ? volume.nestedDocker.value : null;
  const labels = Object.entries(volume.labels);
  return (
    <li
      id={volume.name}
      className="grid scroll-mt-20 gap-x-6 gap-y-1 border-b border-line py-3 text-sm target:bg-signal-wash last:border-b-0 max-md:grid-cols-[minmax(0,1fr)_auto] md:grid-cols-[minmax(0,1fr)_minmax(0,20rem)_6rem]"
    >
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span className="min-w-0 font-medium break-all" title={volume.mountpoint}>
            {volume.anonymous ? `${volume.name.slice(0, 12)}…` : volume.name}
          </span>
          {volume.anonymous ? <Badge>{volumeWords.anonymous}</Badge> : null}
          {volume.driver === 'local' ? null : <Badge>{volume.driver}</Badge>}
          {nested ? (
            <Badge tone={isKnownUnused(volume) ? 'leak' : 'plain'}>
              <Box aria-hidden className="size-3" />
              {volumeWords.nested(nested)}
            </Badge>
          ) : null}
          {isProtected || hasProtectedLabel(volume) ? (
            <Badge tone="good">
              <ShieldCheck aria-hidden className="size-3" />
              {volumeWords.isProtected}
            </Badge>
          ) : null}
        </p>
        <p className="mt-0.5 text-soft">
          {usersWords(volume)}
          {volume.knownAs ? ` · ${volume.knownAs}` : ''}
        </p>
        {labels.length > 0 ? (
          <p className="mt-0.5 font-mono text-xs break-all text-faint">
            {labels.map(([name, value]) => (
              <span key={name} className="mr-3 inline-block">
                {value ? `${name}=${value}` : name}
              </span>
            ))}
          </p>
        ) : null}
      </div>
      <div className="flex min-w-0 flex-col items-start gap-1.5 text-soft max-md:col-span-2 max-md:row-start-2 [&>*]:max-w-full">
        {volume.nestedDocker.state === 'unknown' ? (
          <span>
            {volumeWords.nestedDocker}{' '}
            <UnknownValue reason={volume.nestedDocker.reason} detail={volume.nestedDocker.detail} />
          </span>
        ) : null}
        {'ok' in volume.deletable ? <span>{volumeWords.deletable}</span> : <span>{volume.deletable.excuse}</span>}
        {offer && mayPlan ? <OfferButton hostId={hostId} offer={offer} size="small" /> : null}
        {mayPlan ? <ProtectButton hostId={hostId} object={`volume:${volume.name}`} isProtected={isProtected} /> : null}
      </div>
      <div className="text-right max-md:col-start-2 max-md:row-start-1">
        <BytesFact fact={volume.bytes} className="font-medium" />
      </div>
    </li>
  );
}
