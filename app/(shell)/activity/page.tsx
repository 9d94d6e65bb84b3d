import type { Metadata } from 'next';
import { requirePageActor } from '@/app/guarded';
import { overviewOf } from '@/app/reads';
import { ActivityFilter, type ActivityQuery, endOf, startOf } from '@/components/account/activity-filter';
import { activityWords } from '@/components/account/activity-words';
import { activityAreas, auditWords } from '@/components/account/audit-words';
import { RunList } from '@/components/runs/run-list';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { Link } from '@/components/ui/link';
import { PageHeading } from '@/components/ui/page-heading';
import { cellLooks, PlainTable, rowLooks } from '@/components/ui/plain-table';
import { LocalTime } from '@/components/ui/relative-time';
import { hasRole } from '@/lib/access/actor';
import { listActivity } from '@/lib/usecases/accounts/activity';
import { activityFates } from '@/lib/usecases/accounts/activity-fates';
import { readFates } from '@/lib/usecases/runs/afterwards';
import { listRuns } from '@/lib/usecases/runs/runs';

export const metadata: Metadata = { title: activityWords.title };

const pageSize = 100;
const columns = [
  { title: activityWords.when },
  { title: activityWords.who },
  { title: activityWords.what },
  { title: activityWords.result },
];
/** On a phone a row is two lines, not four columns. */
const narrowCell = 'max-sm:px-0 max-sm:py-0';
const tones = { ok: 'plain', started: 'info', refused: 'warning', failed: 'critical' } as const;

interface ActivityPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function ActivityPage({ searchParams }: ActivityPageProps) {
  const context = await requirePageActor();
  const { app, actor } = context;
  const nameOf = new Map(overviewOf(context).cards.map((card) => [card.id, card.name]));
  const runs = listRuns(app, actor, { limit: 20 });
  const parameters = await searchParams;
  const query = queryOf(parameters, nameOf);
  const isFiltered = Object.values(query).some((value) => value !== '');
  const before = Number(parameters.before);
  const entries = hasRole(actor, 'operator')
    ? listActivity(app, actor, {
        limit: pageSize,
        before: Number.isSafeInteger(before) && before > 0 ? before : undefined,
        host: query.host || undefined,
        actor: query.actor || undefined,
        action: query.action || undefined,
        from: startOf(query.from) || undefined,
        to: endOf(query.to) || undefined,
      })
    : null;
  const last = entries?.at(-1);
  const fates = activityFates(app, actor, entries ?? []);
  return (
    <>
      <PageHeading title={activityWords.title}>{activityWords.about}</PageHeading>
      {runs.length > 0 ? (
        <section aria-labelledby="runs" className="mb-10">
          <h2 id="runs" className="mb-2 text-lg font-semibold">
            {activityWords.runs}
          </h2>
          <RunList runs={runs} hostNames={nameOf} fates={readFates(app, actor, runs)} />
        </section>
      ) : null}
      <h2 className="mb-2 text-lg font-semibold">{activityWords.all}</h2>
      {entries === null ? <EmptyState title={activityWords.operatorsOnly} /> : null}
      {entries ? <ActivityFilter query={query} hosts={[...nameOf].map(([id, name]) => ({ id, name }))} /> : null}
      {entries?.length === 0 ? <EmptyState title={isFiltered ? activityWords.noMatch : activityWords.none} /> : null}
      {entries && entries.length > 0 ? (
        <PlainTable caption={activityWords.title} columns={columns} className="max-sm:[&_thead]:sr-only">
          {entries.map((entry) => (
            <tr
              key={entry.id}
              className={`${rowLooks} max-sm:grid max-sm:grid-cols-[minmax(0,1fr)_auto] max-sm:gap-x-3 max-sm:gap-y-0.5 max-sm:py-2`}
            >
              <td className={`${cellLooks} ${narrowCell} whitespace-nowrap text-soft max-sm:order-3 max-sm:text-xs`}>
                <LocalTime at={entry.at} />
              </td>
              <td
                className={`${cellLooks} ${narrowCell} whitespace-nowrap max-sm:order-4 max-sm:text-right max-sm:text-xs max-sm:text-soft`}
              >
                {entry.actor}
              </td>
              <td className={`${cellLooks} ${narrowCell} max-sm:order-1 sm:min-w-64`}>
                {auditWords(entry.action, entry.result)}{' '}
                {entry.subject ? <b className="font-medium break-words">{entry.subject}</b> : null}
                {entry.hostId && nameOf.has(entry.hostId) ? (
                  <>
                    {' '}
                    {activityWords.on}{' '}
                    <Link href={`/activity?host=${entry.hostId}`} className="underline">
                      {nameOf.get(entry.hostId)}
                    </Link>
                  </>
                ) : null}
                {fates.has(entry.id) ? <span className="text-soft">, {fates.get(entry.id)}</span> : null}
                {typeof entry.detail.problem === 'string' ? (
                  <span className="block break-words text-faint">{entry.detail.problem}</span>
                ) : null}
              </td>
              <td className={`${cellLooks} ${narrowCell} max-sm:order-2 max-sm:text-right`}>
                <Badge tone={tones[entry.result]}>{entry.result}</Badge>
              </td>
            </tr>
          ))}
        </PlainTable>
      ) : null}
      <div className="mt-4 flex gap-2">
        {entries?.length === pageSize && last ? (
          <Button asChild>
            <Link href={`/activity?${new URLSearchParams({ ...given(query), before: String(last.id) })}`}>
              {activityWords.older}
            </Link>
          </Button>
        ) : null}
      </div>
    </>
  );
}

/** Invalid filters (a removed host, a day that does not exist) are ignored, not an error: the address bar is not a form. */
function queryOf(
  parameters: Record<string, string | string[] | undefined>,
  hosts: ReadonlyMap<string, string>,
): ActivityQuery {
  const text = (name: string): string => {
    const value = parameters[name];
    return typeof value === 'string' ? value.trim().slice(0, 200) : '';
  };
  const day = (name: string): string => {
    const value = text(name);
    return /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value)) ? value : '';
  };
  return {
    host: hosts.has(text('host')) ? text('host') : '',
    actor: text('actor'),
    action: activityAreas.some(([area]) => area === text('action')) ? text('action') : '',
    from: day('from'),
    to: day('to'),
  };
}

function given(query: ActivityQuery): Record<string, string> {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== ''));
}
