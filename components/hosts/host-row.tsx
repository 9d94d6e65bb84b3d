import type { Shelf } from '@/lib/domain/answers/shelf';
import { formatBytes } from '@/lib/domain/bytes';
import { isDemoHost } from '@/lib/domain/demo-host';
import type { HostCard } from '@/lib/domain/report';
import { fillWords, heldBackBytes, heldBackWords, usableBytes } from '@/lib/domain/space';
import type { FilesystemUsage } from '@/lib/domain/storage-facts';
import type { TimedValue } from '../charts/history-series';
import { Sparkline } from '../charts/sparkline';
import { offerKey } from '../findings/group-findings';
import { LedgerBar } from '../ledger/ledger-bar';
import { leakedRowsOfCard } from '../ledger/ledger-rows';
import { OfferButton } from '../plans/offer-button';
import { QuarantineShelf } from '../quarantine/quarantine-shelf';
import { Link } from '../ui/link';
import { RelativeTime } from '../ui/relative-time';
import { SeverityMark } from '../ui/severity-mark';
import { UnknownValue } from '../ui/unknown-value';
import { ChangeReachLink } from './change-reach-link';
import { DemoBadge } from './demo-badge';
import { HostCheckbox } from './host-selection';
import { conditionOf } from './host-state-mark';
import { driverWords, hostWords } from './host-words';
import { LeakedWords } from './leaked-bytes';
import { ReclaimableAmount } from './reclaimable-amount';

interface HostRowProps {
  host: HostCard;
  /** may this person ask for plans */
  mayPlan: boolean;
  /** may this person change how hosts are reached */
  mayChange?: boolean;
  /** can it be ticked, to be cleaned up with others */
  isSelectable?: boolean;
  /** what is quarantined there; null where nothing is */
  shelf: Shelf | null;
  /** used bytes of the last 30 days, and when it will be full */
  trend: HostTrend;
}

export interface HostTrend {
  used: readonly TimedValue[];
  daysUntilFull: number | null;
}

/** A host of the overview: where its space went, its worst finding, and the one button that helps most. */
export function HostRow({ host, mayPlan, mayChange = false, isSelectable = false, shelf, trend }: HostRowProps) {
  const condition = conditionOf(host);
  return (
    <article className="sheet grid gap-x-8 gap-y-4 p-4 sm:p-5 xl:grid-cols-[14rem_minmax(0,1fr)_20rem]">
      <div className="min-w-0">
        <h2 className="flex items-center gap-2 text-lg font-semibold">
          {isSelectable ? <HostCheckbox hostId={host.id} hostName={host.name} /> : null}
          <SeverityMark kind={condition.mark} decorative />
          <Link href={`/hosts/${host.id}`} className="relative -my-2.5 min-w-0 truncate py-2.5 hover:underline">
            {host.name}
          </Link>
          <span className="sr-only">, {condition.word}</span>
        </h2>
        <p className="mt-1 truncate text-sm text-soft" title={host.platformTitle ?? undefined}>
          {isDemoHost(host) ? (
            <>
              <DemoBadge />{' '}
            </>
          ) : null}
          {host.platformTitle ?? host.url}
        </p>
        <p className="text-sm text-faint">{driverWords(host)}</p>
      </div>
      <HostSpace host={host} trend={trend} />
      <div className="flex min-w-0 flex-col items-start gap-2.5 text-sm">
        {host.state.state === 'unreachable' ? <NotReachable host={host} mayChange={mayChange} /> : null}
        {host.worst ? (
          <p className="flex items-start gap-2">
            <SeverityMark kind={host.worst.severity} className="mt-0.5" />
            <Link href={`/hosts/${host.id}#${host.worst.key}`} className="relative -my-3 py-3 hover:underline">
              {host.worst.title}
            </Link>
          </p>
        ) : host.state.state === 'unreachable' ? null : (
          <p className="text-soft">{quietWords(host)}</p>
        )}
        {shelf ? <QuarantineShelf hostId={host.id} shelf={shelf} ways={null} /> : null}
        {mayPlan && host.state.state !== 'unreachable'
          ? host.offers.map((offer, index) => (
              <OfferButton
                key={offerKey(offer)}
                hostId={host.id}
                offer={offer}
                kind={index === 0 ? 'primary' : 'plain'}
              />
            ))
          : null}
      </div>
    </article>
  );
}

/** What is shown of it stays, and says of when it is. */
function NotReachable({ host: { id, state, collectedAt }, mayChange }: { host: HostCard; mayChange: boolean }) {
  return (
    <div>
      <p className="text-soft">
        <span className="font-medium text-ink">{hostWords.notReachable} </span>
        {state.problem?.userMessage}
        {collectedAt ? (
          <>
            {' '}
            {hostWords.shownFrom} <RelativeTime at={collectedAt} />.
          </>
        ) : null}
      </p>
      {mayChange ? <ChangeReachLink hostId={id} /> : null}
    </div>
  );
}

function HostSpace({ host, trend }: { host: HostCard; trend: HostTrend }) {
  const filesystem = host.dataRootFilesystem;
  return (
    <div className="min-w-0">
      {filesystem && host.ledger.length > 0 ? (
        <LedgerBar
          leakedRows={leakedRowsOfCard(host)}
          rows={host.ledger}
          filesystem={filesystem}
          label={hostWords.filesystemOn(host.name)}
        />
      ) : (
        <div className="outline-unknown flex h-5.5 items-center px-2 text-xs text-faint">
          {host.collectedAt ? hostWords.spaceUnknown : hostWords.notScanned}
        </div>
      )}
      <div className="mt-2 flex flex-wrap items-center gap-x-5 gap-y-1 text-sm">
        <span className="inline-flex items-center gap-1.5">
          {host.leaked.state === 'unknown' ? (
            <>
              {hostWords.leaks} <UnknownValue reason={host.leaked.reason} detail={host.leaked.detail} />
            </>
          ) : (
            <LeakedWords leaked={host.leaked.value} />
          )}
        </span>
        {filesystem ? (
          <span className="text-soft" title={basisWords(filesystem)}>
            {fillWords(filesystem)}
          </span>
        ) : null}
        {host.reclaimable && (host.reclaimable.totalBytes > 0 || host.reclaimable.atLeast) ? (
          <span className="text-soft">
            <ReclaimableAmount reclaimable={host.reclaimable} /> {hostWords.reclaimable}
          </span>
        ) : null}
        {trend.daysUntilFull === null ? null : (
          <span className={trend.daysUntilFull < 30 ? 'font-medium text-warning' : 'text-soft'}>
            {hostWords.fullIn(trend.daysUntilFull)}
          </span>
        )}
        {host.collectedAt ? (
          <span className="text-faint">
            {host.asleep ? `${hostWords.asleepFrom} ` : `${hostWords.scanned} `}
            <RelativeTime at={host.collectedAt} />
          </span>
        ) : null}
        {filesystem ? (
          <span className="ml-auto max-sm:hidden">
            <Sparkline
              points={trend.used}
              capacity={usableBytes(filesystem)}
              label={hostWords.trend(host.name, formatBytes(usableBytes(filesystem)))}
            />
          </span>
        ) : null}
      </div>
    </div>
  );
}

/** What the bar draws besides; undefined where that is nothing. */
function basisWords(filesystem: FilesystemUsage): string | undefined {
  const held = heldBackBytes(filesystem);
  return held === 0
    ? undefined
    : hostWords.basis(
        formatBytes(filesystem.totalBytes),
        formatBytes(held),
        heldBackWords(filesystem.type).title.toLowerCase(),
      );
}

function quietWords(host: HostCard): string {
  if (!host.collectedAt) return hostWords.notScannedYet;
  if (host.leaked.state === 'unknown') return hostWords.quietUnknown(host.leaked.detail);
  return hostWords.quiet;
}
