import type { Metadata } from 'next';
import { currentActor, requirePageActor } from '@/app/guarded';
import { pageTitle } from '@/app/page-title';
import { foundOr404 } from '@/app/reads';
import { BatchItems } from '@/components/batches/batch-items';
import { batchPageWords } from '@/components/batches/batch-page-words';
import { batchTitle } from '@/components/batches/batch-words';
import { CancelBatchButton } from '@/components/batches/cancel-batch-button';
import { StartBatchForm } from '@/components/batches/start-batch-form';
import { BytesValue } from '@/components/ui/bytes-value';
import { Link } from '@/components/ui/link';
import { Notice } from '@/components/ui/notice';
import { PageHeading } from '@/components/ui/page-heading';
import { RelativeTime } from '@/components/ui/relative-time';
import { hasRole } from '@/lib/access/actor';
import { batchKindOf, type ShownBatch } from '@/lib/domain/batch';
import { bytesSumOf, formatBytes } from '@/lib/domain/bytes';
import { counted } from '@/lib/domain/format';
import { listUnreadableBatches, readBatch } from '@/lib/usecases/batches/batches';
import { application } from '@/lib/usecases/core/application';

interface BatchPageProps {
  params: Promise<{ batch: string }>;
}

export async function generateMetadata({ params }: BatchPageProps): Promise<Metadata> {
  const actor = await currentActor();
  if (actor === null) return {};
  const { batch: id } = await params;
  if (unreadableOf(application(), actor, id) !== null) return pageTitle(batchPageWords.several);
  return pageTitle(batchTitle(foundOr404(() => readBatch(application(), actor, id))));
}

/** Why what is stored of it cannot be read, and what to do; null: it can, or there is none. */
function unreadableOf(...[app, actor, id]: Parameters<typeof readBatch>): string | null {
  return listUnreadableBatches(app, actor).find((each) => each.id === id)?.said ?? null;
}

/** The review before, the progress during, the result after: one page, which can be closed and opened again. */
export default async function BatchPage({ params }: BatchPageProps) {
  const { app, actor } = await requirePageActor();
  const { batch: id } = await params;
  const unreadable = unreadableOf(app, actor, id);
  if (unreadable !== null)
    return (
      <>
        <PageHeading title={batchPageWords.several} />
        <Notice kind="warning" title={unreadable} />
      </>
    );
  const batch = foundOr404(() => readBatch(app, actor, id));
  const mayRun = hasRole(actor, 'operator');
  const { state, items, kind } = batch;
  const part = items.filter((item) => item.plan !== null);
  const freed = bytesSumOf(items.flatMap(({ run }) => (run ? [run.freedBytes] : [])));
  return (
    <>
      <PageHeading title={batchTitle(batch)}>
        {batchPageWords.plannedBy(batchKindOf[kind].about, batch.createdBy)} <RelativeTime at={batch.createdAt} />
        {batch.startedAt ? (
          <>
            {batchPageWords.startedBy(batch.startedBy ?? '')} <RelativeTime at={batch.startedAt} />
          </>
        ) : null}
        .
      </PageHeading>
      <Result batch={batch} />
      <dl className="mb-4 flex flex-wrap gap-x-8 gap-y-2 text-sm">
        <div>
          <dt className="text-soft">{amountWords(batch)}</dt>
          <dd className="text-lg font-semibold">
            <Amount items={part} />
          </dd>
        </div>
        {batch.startedAt ? (
          <div>
            <dt className="text-soft">
              {batchPageWords.freedSoFar(
                part.every(({ isDemo }) => isDemo) ? batchPageWords.simulated : batchPageWords.measured,
              )}
            </dt>
            <dd className="text-lg font-semibold">
              <BytesValue bytes={freed.bytes} atLeast={freed.atLeast} />
            </dd>
          </div>
        ) : null}
      </dl>
      <BatchItems items={items} />
      {state === 'proposed' && mayRun ? <Start batch={batch} /> : null}
      {(state === 'planning' || state === 'running') && mayRun ? (
        <div className="mt-4">
          <CancelBatchButton
            batchId={id}
            asked={batch.cancelRequested}
            label={state === 'running' ? batchPageWords.stopNext : batchPageWords.stopPlanning}
          />
        </div>
      ) : null}
      <p className="mt-6 text-sm">
        <Link
          href={`/cleanup?${new URLSearchParams({ hosts: items.map(({ hostId }) => hostId).join(','), kind })}`}
          className="underline"
        >
          {state === 'proposed' ? batchPageWords.change : batchPageWords.planAgain}
        </Link>
      </p>
    </>
  );
}

/** Before the start it is to come, afterwards it is what was planned. */
function amountWords({ startedAt, items }: ShownBatch): string {
  const isLater = items.some(({ plan }) => plan?.freesNow === false);
  if (startedAt !== null) return isLater ? batchPageWords.plannedQuarantine : batchPageWords.plannedFree;
  return isLater ? batchPageWords.toQuarantine : batchPageWords.toFree;
}

function Amount({ items }: { items: ShownBatch['items'] }) {
  const sum = bytesSumOf(items.flatMap(({ plan }) => (plan ? [plan.bytes] : [])));
  return <BytesValue bytes={sum.bytes} atLeast={sum.atLeast} exact={false} />;
}

function Result({ batch: { state, said, items, kind } }: { batch: ShownBatch }) {
  if (state === 'planning' || state === 'proposed') return null;
  const done = items.filter((item) => item.state === 'done').length;
  const left = items.filter((item) => item.state === 'not-reached').length;
  const untouched = left > 0 ? batchPageWords.untouched(left) : '';
  if (state === 'running') {
    return (
      <p role="status" className="mb-4">
        {batchPageWords.goesOn(done)}
      </p>
    );
  }
  return (
    <div role="status" className="mb-4">
      {state === 'succeeded' ? (
        <Notice kind="pass" title={batchPageWords.doneOn(done)}>
          {kind === 'quarantine-leaked' ? batchPageWords.freedLater : batchPageWords.freedMeasured}
        </Notice>
      ) : (
        <Notice kind={state === 'interrupted' ? 'warning' : 'critical'} title={said ?? batchPageWords.noEnd}>
          {batchPageWords.stopped(done, untouched)}
        </Notice>
      )}
    </div>
  );
}

function Start({ batch: { id, items, kind } }: { batch: ShownBatch }) {
  const planned = items.flatMap(({ hostName, state, plan }) =>
    state === 'planned' && plan ? [{ hostName, plan }] : [],
  );
  const expiresAt = planned.map(({ plan }) => plan.expiresAt).sort()[0];
  return (
    <section aria-label={batchPageWords.start} className="mt-6">
      <StartBatchForm
        batchId={id}
        actionLabel={batchPageWords.action(batchKindOf[kind].title, planned.length)}
        hosts={planned.map(({ hostName, plan }) => ({
          name: hostName,
          asksForName: plan.asksForName,
          loses: `${counted(plan.objects, 'object')}, ${plan.bytes.state === 'known' ? formatBytes(plan.bytes.value) : batchPageWords.notMeasured}`,
        }))}
      />
      <p className="mt-3 max-w-prose text-sm text-soft">
        {batchPageWords.oneByOne}
        {expiresAt ? (
          <>
            {' '}
            {batchPageWords.expire} <RelativeTime at={expiresAt} />.
          </>
        ) : null}
      </p>
    </section>
  );
}
