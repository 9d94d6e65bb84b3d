import type { Metadata } from 'next';
import { requirePageActor } from '@/app/guarded';
import { overviewOf } from '@/app/reads';
import { BatchPreviewList } from '@/components/batches/batch-preview-list';
import { batchTitle } from '@/components/batches/batch-words';
import { PlanBatchButton } from '@/components/batches/plan-batch-button';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { FilterLinks } from '@/components/ui/filter-links';
import { Link } from '@/components/ui/link';
import { Notice } from '@/components/ui/notice';
import { PageHeading } from '@/components/ui/page-heading';
import { RelativeTime } from '@/components/ui/relative-time';
import { hasRole } from '@/lib/access/actor';
import { type BatchKind, batchKindOf, batchKinds, mostBatchHosts } from '@/lib/domain/batch';
import { counted } from '@/lib/domain/format';
import { listBatches } from '@/lib/usecases/batches/batches';
import { previewBatch } from '@/lib/usecases/batches/preview-batch';

export const metadata: Metadata = { title: 'Clean up several hosts' };

interface CleanupPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** What would be done on the chosen hosts, by their last scans; the choice stands in the address. */
export default async function CleanupPage({ searchParams }: CleanupPageProps) {
  const context = await requirePageActor();
  const { hosts: wanted, kind: wantedKind } = await searchParams;
  const kind: BatchKind = batchKinds.find((each) => each === wantedKind) ?? 'quarantine-leaked';
  const known = new Set(overviewOf(context).cards.map(({ id }) => id));
  const asked = [...new Set([wanted ?? []].flat().flatMap((each) => each.split(',')))].filter((each) => each !== '');
  const hosts = asked.filter((id) => known.has(id));
  const isTooMany = hosts.length > mostBatchHosts;
  const previews =
    hosts.length === 0 || isTooMany ? [] : await previewBatch(context.app, context.actor, { hosts, kind });
  const href = (next: BatchKind): string => `/cleanup?${new URLSearchParams({ hosts: hosts.join(','), kind: next })}`;
  return (
    <>
      <PageHeading title="Clean up several hosts">
        A plan for each host, run one after the other. It stops at the first surprise.
      </PageHeading>
      {hosts.length === 0 ? (
        <EmptyState
          title="No hosts are chosen"
          action={
            <Button asChild>
              <Link href="/">Choose hosts on the overview</Link>
            </Button>
          }
        >
          Tick the hosts there, then “Clean up”.
        </EmptyState>
      ) : null}
      {asked.length > hosts.length ? (
        <Notice
          kind="warning"
          title={`${counted(asked.length - hosts.length, 'host')} no longer exist`}
          className="mb-4"
        />
      ) : null}
      {isTooMany ? (
        <Notice kind="warning" title={`At most ${mostBatchHosts} hosts at once`} className="mb-4">
          {hosts.length} are chosen. Do it in parts.
        </Notice>
      ) : null}
      {previews.length > 0 ? (
        <>
          <div className="mb-2">
            <FilterLinks
              label="What to do on all of them"
              links={batchKinds.map((each) => ({
                href: href(each),
                label: batchKindOf[each].title,
                current: each === kind,
              }))}
            />
          </div>
          <p className="mb-4 max-w-prose text-sm text-soft">{batchKindOf[kind].about}</p>
          <BatchPreviewList previews={previews} />
          <div className="mt-4 flex flex-col items-start gap-2">
            {hasRole(context.actor, 'operator') ? (
              <>
                <PlanBatchButton hosts={previews.map(({ host }) => host.id)} kind={kind} />
                <p className="max-w-prose text-sm text-soft">
                  Scans each host first. Nothing is changed until you have read the plans and started them.
                </p>
              </>
            ) : (
              <p className="text-sm text-soft">An operator can make the plans.</p>
            )}
          </div>
        </>
      ) : null}
      <Earlier batches={listBatches(context.app, context.actor).slice(0, 20)} />
    </>
  );
}

function Earlier({ batches }: { batches: ReturnType<typeof listBatches> }) {
  if (batches.length === 0) return null;
  return (
    <section aria-labelledby="earlier" className="mt-10">
      <h2 id="earlier" className="mb-2 text-lg font-semibold">
        Earlier
      </h2>
      <ul className="text-sm">
        {batches.map((batch) => (
          <li key={batch.id} className="flex flex-wrap gap-x-3 border-b border-line py-2 last:border-b-0">
            <Link href={`/cleanup/${batch.id}`} className="tap inline-flex items-center underline">
              {batchTitle(batch)}
            </Link>
            <span className="text-soft">{counted(batch.items.length, 'host')}</span>
            <span className="text-faint">
              <RelativeTime at={batch.createdAt} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
