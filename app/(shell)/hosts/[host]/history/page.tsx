import type { Metadata } from 'next';
import { requirePageActor } from '@/app/guarded';
import { HistoryChart } from '@/components/charts/history-chart';
import { endingNow, historySeries, restartsIn } from '@/components/charts/history-series';
import { ForecastLines } from '@/components/history/forecast-lines';
import { GrowthList } from '@/components/history/growth-list';
import { historyWords } from '@/components/history/history-words';
import { NotScanned } from '@/components/hosts/not-scanned';
import { RunList } from '@/components/runs/run-list';
import { BytesValue } from '@/components/ui/bytes-value';
import { EmptyState } from '@/components/ui/empty-state';
import { FilterLinks } from '@/components/ui/filter-links';
import { cellLooks, PlainTable, rowLooks } from '@/components/ui/plain-table';
import { filesystemOfDataRoot } from '@/lib/domain/data-root-filesystem';
import { isDemoHost } from '@/lib/domain/demo-host';
import { ledgerTitles } from '@/lib/domain/ledger-titles';
import { readHistory } from '@/lib/usecases/findings/findings';
import { readForecast } from '@/lib/usecases/forecast/forecasts';
import { readGrowth } from '@/lib/usecases/history/owner-history';
import { readFates } from '@/lib/usecases/runs/afterwards';
import { listRuns } from '@/lib/usecases/runs/runs';
import { type HostPageProps, hostTitle, readHostPage } from '../host-page';

export function generateMetadata({ params }: HostPageProps): Promise<Metadata> {
  return hostTitle(params, 'history');
}

const dayMs = 86_400_000;
/** at most some hundred points each: no screen shows more */
const ranges = [
  { id: 'week', label: historyWords.week, days: 7, stepSeconds: 1800 },
  { id: 'month', label: historyWords.month, days: 30, stepSeconds: 7200 },
  { id: 'year', label: historyWords.year, days: 365, stepSeconds: 86_400 },
] as const;

export default async function HistoryPage({ params, searchParams }: HostPageProps) {
  const context = await requirePageActor();
  const { card, report } = await readHostPage(context, params);
  if (!report) return <NotScanned host={card} />;
  const { range: wanted } = await searchParams;
  const range = ranges.find(({ id }) => id === wanted) ?? ranges[1];
  const now = context.app.now().getTime();
  const from = new Date(now - range.days * dayMs).toISOString();
  const { series } = readHistory(context.app, context.actor, card.id, {
    from,
    to: null,
    stepSeconds: range.stepSeconds,
    only: ['ledger.', 'data-root.', 'daemon.started'],
  });
  const disk = filesystemOfDataRoot(report.filesystems);
  const history = endingNow(historySeries(series), {
    atMs: Date.parse(report.collectedAt),
    ledger: report.ledger.filter(({ filesystem }) => filesystem === disk?.id),
  });
  const growth = readGrowth(context.app, context.actor, card.id, range.days);
  const moments = history.used;
  const runs = listRuns(context.app, context.actor, { hostId: card.id, limit: 100 });
  const first = Math.min(...history.rows.flatMap(({ points }) => points.slice(0, 1).map((point) => point.atMs)));
  return (
    <>
      <FilterLinks
        label={historyWords.howFar}
        links={ranges.map(({ id, label }) => ({
          href: `/hosts/${card.id}/history?range=${id}`,
          label,
          current: id === range.id,
        }))}
      />
      {isDemoHost(card) ? <p className="mt-4 max-w-prose text-sm text-soft">{historyWords.demo}</p> : null}
      <div className="mt-6">
        {moments.length < 2 ? (
          <EmptyState title={historyWords.none}>{historyWords.aboutNone}</EmptyState>
        ) : (
          <>
            <HistoryChart
              series={history}
              fromMs={Math.max(first, now - range.days * dayMs)}
              toMs={now}
              filesystem={disk}
              runs={[
                ...restartsIn(series).map((atMs) => ({
                  id: `restart ${atMs}`,
                  title: historyWords.restarted,
                  atMs,
                  kind: 'restart' as const,
                })),
                ...runs.map((run) => ({ id: run.id, title: run.title, atMs: Date.parse(run.startedAt) })),
              ].filter(({ atMs }) => atMs >= first)}
            />
            <details className="mt-4">
              <summary className="tap inline-flex items-center text-sm underline">{historyWords.table}</summary>
              <PlainTable
                caption={historyWords.tableCaption}
                columns={[
                  { title: historyWords.kind },
                  { title: historyWords.first, numeric: true },
                  { title: historyWords.last, numeric: true },
                ]}
              >
                {history.rows.map(({ row, points }) => (
                  <tr key={row} className={rowLooks}>
                    <th scope="row" className={`${cellLooks} text-left font-normal`}>
                      {ledgerTitles[row].title}
                    </th>
                    <td className={`${cellLooks} text-right`}>
                      <BytesValue bytes={points[0]?.value ?? 0} />
                    </td>
                    <td className={`${cellLooks} text-right`}>
                      <BytesValue bytes={points.at(-1)?.value ?? 0} />
                    </td>
                  </tr>
                ))}
              </PlainTable>
            </details>
          </>
        )}
      </div>
      <p className="mt-4 text-sm">
        <a
          className="underline"
          href={`/api/v1/hosts/${card.id}/history/export?from=${encodeURIComponent(from)}&step=${range.stepSeconds}&owners=1`}
        >
          {historyWords.download}
        </a>
      </p>
      <ForecastLines forecast={readForecast(context.app, context.actor, card.id)} />
      {growth ? <GrowthList growth={growth} /> : null}
      {runs.length > 0 ? (
        <section aria-labelledby="runs" className="mt-10">
          <h2 id="runs" className="mb-2 text-lg font-semibold">
            {historyWords.runs}
          </h2>
          <RunList
            runs={runs}
            hostNames={new Map([[card.id, card.name]])}
            fates={readFates(context.app, context.actor, runs)}
          />
        </section>
      ) : null}
    </>
  );
}
