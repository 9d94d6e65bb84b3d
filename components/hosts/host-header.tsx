import type { HostCard } from '@/lib/domain/report';
import { BytesValue } from '../ui/bytes-value';
import { LocalTime, RelativeTime } from '../ui/relative-time';
import { SeverityMark } from '../ui/severity-mark';
import { DemoBadge } from './demo-badge';
import { conditionOf } from './host-state-mark';
import { driverWords, hostWords } from './host-words';
import { ReclaimableAmount } from './reclaimable-amount';
import { ScanButton } from './scan-button';

interface HostHeaderProps {
  host: HostCard;
  freedBytes: number;
  /** of a demo host: when and on what it was recorded */
  demo: { recordedAt: string; about: string } | null;
}

/** Two lines, also on a phone: this stands above each page of a host, and what those say begins below it. */
export function HostHeader({ host, freedBytes, demo }: HostHeaderProps) {
  const condition = conditionOf(host);
  const about = [
    host.platformTitle,
    host.engineVersion ? hostWords.docker(host.engineVersion) : null,
    driverWords(host),
  ];
  return (
    <header className="mb-2 sm:mb-4">
      <div className="flex items-center gap-x-2.5">
        <SeverityMark kind={condition.mark} decorative className="size-5" />
        <h1 className="min-w-0 text-lg font-semibold tracking-tight break-words max-sm:line-clamp-2 sm:text-2xl">
          {host.name}
        </h1>
        {demo ? <DemoNote {...demo} /> : null}
        <p className="ml-auto max-w-[45%] shrink-0 text-right text-xs text-soft sm:mr-auto sm:ml-0 sm:text-left sm:text-sm">
          {condition.word}
          {host.collectedAt ? (
            <span className="text-faint max-sm:block">
              <span className="max-sm:hidden"> {hostWords.scannedAt} </span>
              <RelativeTime at={host.collectedAt} />
              {host.asleep ? (
                <span className="block">
                  {hostWords.asleepAt} <LocalTime at={host.collectedAt} />
                </span>
              ) : null}
            </span>
          ) : null}
        </p>
        <ScanButton hostId={host.id} hostName={host.name} scanning={host.state.state === 'scanning'} isCompact />
      </div>
      {/* Cut off to the right only: what is tapped on it reaches above and below the line. */}
      <p className="text-sm text-soft max-sm:overflow-x-clip max-sm:text-ellipsis max-sm:whitespace-nowrap">
        <Amounts reclaimable={host.reclaimable} freedBytes={freedBytes} />
        {about.filter(Boolean).join(' · ')}
      </p>
    </header>
  );
}

/** First on the line: a narrow window cuts off what stands last, and that is on the page about the host too. */
function Amounts({ reclaimable, freedBytes }: Pick<HostCard, 'reclaimable'> & { freedBytes: number }) {
  return (
    <>
      {reclaimable !== null && (reclaimable.totalBytes > 0 || reclaimable.atLeast) ? (
        <>
          <ReclaimableAmount reclaimable={reclaimable} className="font-medium text-ink" /> {
            hostWords.reclaimableAnd
          }{' '}
        </>
      ) : null}
      {freedBytes > 0 ? (
        <>
          <BytesValue bytes={freedBytes} className="font-medium text-ink" /> {hostWords.freedSoFar}{' '}
        </>
      ) : null}
    </>
  );
}

const demoNoteId = 'about-the-demo';

/** The badge opens what it means. The browser's own popover: no script, closed by Esc or a tap elsewhere. */
function DemoNote({ recordedAt, about }: { recordedAt: string; about: string }) {
  return (
    <>
      <button
        type="button"
        popoverTarget={demoNoteId}
        className="relative flex shrink-0 rounded-sm before:absolute before:-inset-x-2 before:-inset-y-3"
      >
        <DemoBadge />
      </button>
      <p id={demoNoteId} popover="auto" className="sheet m-auto max-w-sm p-4 text-sm text-soft shadow-float">
        {hostWords.recordedOn} <LocalTime at={recordedAt} />
        {hostWords.aboutRecording(about)}
      </p>
    </>
  );
}
