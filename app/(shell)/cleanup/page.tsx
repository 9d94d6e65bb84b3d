import type { Metadata } from 'next';
import { requirePageActor } from '@/app/guarded';
import { overviewOf } from '@/app/reads';
import { batchPageWords } from '@/components/batches/batch-page-words';
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
import { listBatches, listUnreadableBatches } from '@/lib/usecases/batches/batches';
import { previewBatch } from '@/lib/usecases/batches/preview-batch';

export const metadata: Metadata = { title: batchPageWords.several };

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
      <PageHeading title={batchPageWords.several}>{batchPageWords.about}</PageHeading>
      {hosts.length === 0 ? (
        <EmptyState
          title={batchPageWords.noHosts}
          action={
            <Button asChild>
              <Link href="/">{batchPageWords.choose}</Link>
            </Button>
          }
        >
          {batchPageWords.tick}
        </EmptyState>
      ) : null}
      {asked.length > hosts.length ? (
        <Notice kind="warning" title={batchPageWords.gone(asked.length - hosts.length)} className="mb-4" />
      ) : null}
      {isTooMany ? (
        <Notice kind="warning" title={batchPageWords.atMost(mostBatchHosts)} className="mb-4">
          {batchPageWords.chosen(hosts.length)}
        </Notice>
      ) : null}
      {previews.length > 0 ? (
        <>
          <div className="mb-2">
            <FilterLinks
              label={batchPageWords.what}
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
                <p className="max-w-prose text-sm text-soft">{batchPageWords.aboutPlans}</p>
              </>
            ) : (
              <p className="text-sm text-soft">{batchPageWords.operatorOnly}</p>
            )}
          </div>
        </>
      ) : null}
      <Earlier
        batches={listBatches(context.app, context.actor).slice(0, 20)}
        unreadable={listUnreadableBatches(context.app, context.actor)}
      />
    </>
  );
}

interface EarlierProps {
  batches: ReturnType<typeof listBatches>;
  unreadable: ReturnType<typeof listUnreadableBatches>;
}

function Earlier({ batches, unreadable }: EarlierProps) {
  if (batches.length + unreadable.length === 0) return null;
  return (
    <section aria-labelledby="earlier" className="mt-10">
      <h2 id="earlier" className="mb-2 text-lg font-semibold">
        {batchPageWords.earlier}
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
        {unreadable.map(({ id, said }) => (
          <li key={id} className="max-w-prose break-words border-b border-line py-2 text-warning last:border-b-0">
            {said}
          </li>
        ))}
      </ul>
    </section>
  );
}
