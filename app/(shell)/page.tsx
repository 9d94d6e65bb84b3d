import { Plus } from 'lucide-react';
import type { Metadata } from 'next';
import { batchTitle } from '@/components/batches/batch-words';
import { historySeries } from '@/components/charts/history-series';
import { FleetGrowth } from '@/components/history/growth-list';
import { hostFilters, hostOrders } from '@/components/hosts/host-order';
import { HostRow, type HostTrend } from '@/components/hosts/host-row';
import { HostSelection } from '@/components/hosts/host-selection';
import { HostTable } from '@/components/hosts/host-table';
import { OverviewControls } from '@/components/hosts/overview-controls';
import { OverviewTotals } from '@/components/hosts/overview-totals';
import { overviewWords } from '@/components/hosts/overview-words';
import { BarLegend } from '@/components/ledger/bar-legend';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { Link } from '@/components/ui/link';
import { PageHeading } from '@/components/ui/page-heading';
import { hasRole } from '@/lib/access/actor';
import { isWorking, type ListedBatch } from '@/lib/domain/batch';
import { isDemoHost } from '@/lib/domain/demo-host';
import type { ShownForecast } from '@/lib/domain/forecast';
import { counted } from '@/lib/domain/format';
import type { HostCard } from '@/lib/domain/report';
import { listBatches } from '@/lib/usecases/batches/batches';
import { readHistory } from '@/lib/usecases/findings/findings';
import { readForecast } from '@/lib/usecases/forecast/forecasts';
import { readFleetGrowth } from '@/lib/usecases/history/owner-history';
import { readFreed, totalsOf } from '@/lib/usecases/hosts/overview';
import { readShelf } from '@/lib/usecases/quarantine/shelf';
import { type PageContext, requirePageActor } from '../guarded';
import { overviewOf } from '../reads';

export const metadata: Metadata = { title: overviewWords.overview };

/** Beyond this many hosts a card each is too much to scroll. */
const mostCards = 12;

/** Each is a query of some milliseconds, after each scan. */
const mostGrowthHosts = 50;

/** Fewer are scrolled through on a phone sooner than filtered, and the worst one is to be in sight there. */
const worthFiltering = 6;

interface OverviewPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function OverviewPage({ searchParams }: OverviewPageProps) {
  const context = await requirePageActor();
  const { cards: hosts, totals } = overviewOf(context);
  const { show, sort } = await searchParams;
  const filter = hostFilters.find(({ id }) => id === show) ?? hostFilters[0];
  const order = hostOrders.find(({ id }) => id === sort) ?? hostOrders[0];
  const real = hosts.filter((host) => !isDemoHost(host));
  const shown = hosts.filter((host) => filter?.keeps(host) ?? true).sort(order?.compare);
  const add = hasRole(context.actor, 'admin') ? <AddHostLink /> : null;
  if (hosts.length === 0) {
    return (
      <>
        <PageHeading title={overviewWords.overview} />
        <EmptyState
          title={overviewWords.noHosts}
          action={hasRole(context.actor, 'admin') ? <AddHostLink kind="primary" /> : null}
        >
          {overviewWords.addFirst}
          <p className="mt-2">
            {overviewWords.noAccess}{' '}
            <Link href="/diagnose" className="underline">
              {overviewWords.paste}
            </Link>
            {overviewWords.or}{' '}
            <Link href="/hosts/new" className="underline">
              {overviewWords.lookAround}
            </Link>
            .
          </p>
        </EmptyState>
      </>
    );
  }
  const isSelectable = hasRole(context.actor, 'operator') && hosts.length > 1 && shown.length > 0;
  const isShort = hosts.length < worthFiltering && shown.length === hosts.length;
  const list =
    shown.length > mostCards ? (
      <HostTable hosts={shown} isSelectable={isSelectable} />
    ) : (
      <div className="flex flex-col gap-3">
        {shown.map((host) => (
          <HostRow
            key={host.id}
            host={host}
            shelf={readShelf(context.app, context.actor, host)}
            trend={trendOf(context, host)}
            mayPlan={hasRole(context.actor, 'operator')}
            mayChange={hasRole(context.actor, 'admin')}
            isSelectable={isSelectable}
          />
        ))}
        <BarLegend hosts={shown} />
      </div>
    );
  return (
    <>
      <PageHeading
        title={overviewWords.overview}
        action={
          <>
            <Button asChild kind="quiet" className="max-sm:hidden">
              <Link href="/whois">{overviewWords.lookUp}</Link>
            </Button>
            {add}
          </>
        }
      />
      <OverviewTotals
        totals={real.length > 0 ? totals : totalsOf(hosts)}
        freedBytes={readFreed(context.app, context.actor).totalBytes}
        demoHosts={hosts.length - real.length}
        isDemo={real.length === 0}
      />
      {real.length > 0 ? null : (
        <details className="mb-3 max-w-prose text-sm text-soft sm:mb-6">
          <summary className="tap inline-flex cursor-pointer items-center underline decoration-dotted underline-offset-4">
            {overviewWords.demoOnly}
          </summary>
          <p className="mt-1">
            {overviewWords.aboutDemo}{' '}
            <Link href="/settings/hosts" className="underline">
              {overviewWords.settings}
            </Link>{' '}
            {overviewWords.whenDone}
          </p>
        </details>
      )}
      <OpenCleanups batches={listBatches(context.app, context.actor)} />
      {hosts.length > 1 ? (
        <div className={isShort ? 'max-sm:hidden' : undefined}>
          <OverviewControls hosts={hosts} show={filter?.id ?? 'all'} sort={order?.id ?? 'worst'} />
        </div>
      ) : null}
      {shown.length === 0 ? <p className="text-soft">{overviewWords.noMatch}</p> : null}
      {isSelectable ? (
        <HostSelection shown={shown.length} isShort={isShort}>
          {list}
        </HostSelection>
      ) : (
        list
      )}
      <FleetGrowth
        hosts={
          await readFleetGrowth(context.app, context.actor, (real.length > 0 ? real : hosts).slice(0, mostGrowthHosts))
        }
      />
    </>
  );
}

/** What waits for a person, or goes on: it must be found again after its page was closed. */
function OpenCleanups({ batches }: { batches: readonly ListedBatch[] }) {
  const open = batches.filter((batch) => batch.state === 'proposed' || isWorking(batch)).slice(0, 3);
  if (open.length === 0) return null;
  return (
    <ul className="mb-4 text-sm">
      {open.map((batch) => (
        <li key={batch.id}>
          <Link href={`/cleanup/${batch.id}`} className="tap inline-flex items-center underline">
            {batchTitle(batch)} ({counted(batch.items.length, 'host')})
          </Link>
        </li>
      ))}
    </ul>
  );
}

const monthSteps = { stepSeconds: 21_600 };

function trendOf({ app, actor }: PageContext, host: HostCard): HostTrend {
  const { series } = readHistory(app, actor, host.id, {
    from: null,
    to: null,
    only: ['data-root.used'],
    ...monthSteps,
  });
  const { used } = historySeries(series);
  return { used, daysUntilFull: daysUntilFull(readForecast(app, actor, host.id), app.now().getTime()) };
}

/** Of half of all futures; null where it cannot be told, or is not within a year. */
function daysUntilFull(forecast: ShownForecast | null, nowMs: number): number | null {
  if (forecast?.usual.state !== 'known' || forecast.usual.isFlat || forecast.usual.days.likely === null) return null;
  return Math.max(0, Math.round(forecast.day + forecast.usual.days.likely - nowMs / 86_400_000));
}

function AddHostLink({ kind = 'plain' }: { kind?: 'primary' | 'plain' }) {
  return (
    <Button asChild kind={kind}>
      <Link href="/hosts/new">
        <Plus aria-hidden />
        {overviewWords.addHost}
      </Link>
    </Button>
  );
}
