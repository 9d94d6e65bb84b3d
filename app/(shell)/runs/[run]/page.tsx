import type { Metadata } from 'next';
import { currentActor, requirePageActor } from '@/app/guarded';
import { pageTitle } from '@/app/page-title';
import { cardOf, foundOr404 } from '@/app/reads';
import { DemoBadge } from '@/components/hosts/demo-badge';
import { MigrationNotice } from '@/components/migrations/migration-notice';
import { outputLine, withLines } from '@/components/runs/journal-words';
import { LiveOutput } from '@/components/runs/live-output';
import { outcomeWords, runTitle } from '@/components/runs/outcome-words';
import { remainingWords } from '@/components/runs/remaining';
import { CancelButton, PrintButton } from '@/components/runs/run-controls';
import { RunFacts } from '@/components/runs/run-facts';
import { RunOutcome } from '@/components/runs/run-outcome';
import { runPageWords } from '@/components/runs/run-page-words';
import { Receipt } from '@/components/runs/run-receipt';
import { RunStatus } from '@/components/runs/run-status';
import { RunSteps } from '@/components/runs/run-steps';
import { runWords } from '@/components/runs/run-words';
import { SilentHost } from '@/components/runs/silent-host';
import { SpaceBars } from '@/components/runs/space-bars';
import { SpaceLine } from '@/components/runs/space-line';
import { InlineText } from '@/components/ui/inline-text';
import { Link } from '@/components/ui/link';
import { Notice } from '@/components/ui/notice';
import { FocusedHeading } from '@/components/ui/page-focus';
import { ProgressBar } from '@/components/ui/progress-bar';
import { hasRole } from '@/lib/access/actor';
import { printableName } from '@/lib/domain/names';
import { doneFraction } from '@/lib/domain/progress-words';
import { isBeingCompared } from '@/lib/domain/receipt-words';
import { isFinal } from '@/lib/domain/run';
import { application } from '@/lib/usecases/core/application';
import { hasMigrationReport } from '@/lib/usecases/migrations/migration-report';
import { readMigration } from '@/lib/usecases/migrations/migrations';
import { quarantineOffers } from '@/lib/usecases/quarantine/quarantine-offers';
import { readAfterwards } from '@/lib/usecases/runs/afterwards';
import { readLostContact } from '@/lib/usecases/runs/lost-contact';
import { readJournalAfter, readRun } from '@/lib/usecases/runs/runs';

interface RunPageProps {
  params: Promise<{ run: string }>;
}

/** Unauthenticated visitors get no title; they are redirected. */
export async function generateMetadata({ params }: RunPageProps): Promise<Metadata> {
  const actor = await currentActor();
  if (actor === null) return {};
  const { run: id } = await params;
  const app = application();
  const run = foundOr404(() => readRun(app, actor, id));
  return pageTitle(`${runTitle(run)}, ${cardOf({ app, actor }, run.hostId)?.name ?? runPageWords.removedHost}`);
}

const openStates = new Set(['waiting', 'intended']);
const newestLines = 200;
const mostNamed = 1000;

export default async function RunPage({ params }: RunPageProps) {
  const context = await requirePageActor();
  const { run: runId } = await params;
  const run = foundOr404(() => readRun(context.app, context.actor, runId));
  const journal = readJournalAfter(context.app, context.actor, run.id, Math.max(0, run.lastSeq - newestLines));
  const card = cardOf(context, run.hostId);
  const hostName = card?.name ?? runPageWords.removedHost;
  const ended = isFinal(run.state);
  const done = run.steps.filter((step) => !openStates.has(step.state)).length;
  const remaining = remainingWords(run, context.app.now().getTime());
  const mayChange = hasRole(context.actor, 'operator');
  const afterwards = readAfterwards(context.app, context.actor, run);
  const outcome = outcomeWords(run, afterwards);
  const lost = readLostContact(context.app, context.actor, run);
  const isSilent = !ended && !run.isDemo && (lost !== null || card?.state.state === 'unreachable');
  const { quarantined } = afterwards;
  const migration =
    ended && card !== null && run.checkpoint ? readMigration(context.app, context.actor, card.id) : null;
  const expected = card === null ? 'never' : isBeingCompared(run.endedAt, context.app.now()) ? 'now' : 'later';
  // More names than a plan can hold are freed on the page of the quarantine.
  const isLeft = quarantined !== null && quarantined.count > 0 && quarantined.count <= mostNamed;
  const offers =
    mayChange && isLeft && card ? quarantineOffers(context.app, context.actor, card.id, quarantined.names) : null;
  return (
    <>
      <p className="mb-1 text-sm text-soft">
        {runPageWords.runOn}{' '}
        <Link href={`/hosts/${run.hostId}`} className="underline">
          {hostName}
        </Link>
        {runPageWords.from}{' '}
        <Link href={`/plans/${run.planId}`} className="underline">
          {runPageWords.itsPlan}
        </Link>{' '}
        {run.isDemo ? <DemoBadge /> : null}
      </p>
      <header className="mb-6 flex flex-wrap items-start justify-between gap-4">
        <div className="min-w-0">
          <FocusedHeading stage={ended ? 'ended' : 'running'}>{run.title}</FocusedHeading>
          <RunStatus run={run} outcome={outcome?.title ?? null} />
        </div>
        <div className="flex gap-2 print:hidden">
          {!ended && mayChange ? <CancelButton runId={run.id} asked={run.cancelRequested} /> : null}
          {ended ? <PrintButton /> : null}
        </div>
      </header>
      {isSilent ? (
        <SilentHost
          hostId={run.hostId}
          hostName={hostName}
          since={lost?.since ?? null}
          said={lost?.said ?? null}
          mayChange={hasRole(context.actor, 'admin')}
        />
      ) : null}
      {outcome ? (
        <RunOutcome
          run={run}
          words={outcome}
          afterwards={afterwards}
          hostName={hostName}
          free={offers?.free ?? null}
          restore={offers?.restore ?? null}
        />
      ) : null}
      {migration ? <MigrationNotice hostId={run.hostId} migration={migration} mayPlan={mayChange} /> : null}
      {ended && hasMigrationReport(run) ? (
        <p className="mb-6 text-sm print:hidden">
          {runPageWords.migrationReport}{' '}
          <a href={`/api/v1/runs/${run.id}/migration-report/text`} download className="underline">
            text
          </a>
          {', '}
          <a
            href={`/api/v1/runs/${run.id}/migration-report`}
            download={runPageWords.migrationReportFile(run.id)}
            className="underline"
          >
            JSON
          </a>
        </p>
      ) : null}
      <div className="grid gap-x-12 gap-y-8 xl:grid-cols-[minmax(0,1fr)_24rem]">
        <div className="order-2 flex min-w-0 flex-col gap-8 xl:order-1">
          <section aria-labelledby="steps">
            <h2 id="steps" className="mb-2 text-lg font-semibold">
              {runPageWords.steps}
            </h2>
            <RunSteps steps={run.steps} />
          </section>
          <LiveOutput
            runId={run.id}
            lines={withLines([], journal.map(outputLine), newestLines)}
            lastSeq={journal.at(-1)?.seq ?? 0}
            ended={ended}
          />
        </div>
        <div className="order-1 flex min-w-0 flex-col gap-6 xl:order-2">
          {ended ? null : (
            <div className="flex flex-col gap-2 text-sm">
              <ProgressBar fraction={doneFraction(run.steps)} label={runPageWords.stepsDone} />
              <p className="text-soft">
                {runPageWords.progress(
                  done,
                  run.steps.length,
                  remaining ? `, ${remaining}` : '',
                  run.isDemo ? runPageWords.aboutSimulated : runPageWords.aboutHost,
                )}
              </p>
            </div>
          )}
          {run.said ? (
            <Notice kind={run.state === 'succeeded' ? 'info' : 'critical'} title={runWords[run.state].word}>
              <InlineText text={run.said} />
            </Notice>
          ) : null}
          {ended ? <SpaceBars run={run} /> : <SpaceLine space={run.space} />}
          {ended && run.unreadable === undefined ? (
            <Receipt receipt={run.receipt} endedAt={run.endedAt} expected={expected} />
          ) : null}
          <RunFacts run={run} isOver={quarantined !== null && quarantined.count === 0} />
          {run.notes.length > 0 ? (
            <ul className="flex flex-col gap-1 text-sm text-soft">
              {run.notes.map((note) => (
                <li key={note} className="break-words">
                  <InlineText text={printableName(note)} />
                </li>
              ))}
            </ul>
          ) : null}
        </div>
      </div>
    </>
  );
}
