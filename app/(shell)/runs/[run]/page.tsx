import type { Metadata } from 'next';
import { currentActor, requirePageActor } from '@/app/guarded';
import { pageTitle } from '@/app/page-title';
import { cardOf, foundOr404 } from '@/app/reads';
import { DemoBadge } from '@/components/hosts/demo-badge';
import { FactsList } from '@/components/hosts/facts-list';
import { outputLine, withLines } from '@/components/runs/journal-words';
import { LiveOutput } from '@/components/runs/live-output';
import { remainingWords } from '@/components/runs/remaining';
import { CancelButton, Elapsed, UndoButton } from '@/components/runs/run-controls';
import { RunSteps } from '@/components/runs/run-steps';
import { runWords } from '@/components/runs/run-words';
import { SpaceLine } from '@/components/runs/space-line';
import { BytesFact } from '@/components/ui/bytes-value';
import { InlineText } from '@/components/ui/inline-text';
import { Link } from '@/components/ui/link';
import { Notice } from '@/components/ui/notice';
import { ProgressBar } from '@/components/ui/progress-bar';
import { LocalTime } from '@/components/ui/relative-time';
import { SeverityMark } from '@/components/ui/severity-mark';
import { hasRole } from '@/lib/access/actor';
import { counted, formatNumber } from '@/lib/domain/format';
import { printableName } from '@/lib/domain/names';
import { isFinal, type Run } from '@/lib/domain/run';
import { application } from '@/lib/usecases/core/application';
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
  const { hostId, title } = foundOr404(() => readRun(app, actor, id));
  return pageTitle(`${cardOf({ app, actor }, hostId)?.name ?? 'A host'}: ${title}`);
}

const openStates = new Set(['waiting', 'intended']);
const newestLines = 200;

export default async function RunPage({ params }: RunPageProps) {
  const context = await requirePageActor();
  const { run: runId } = await params;
  const run = foundOr404(() => readRun(context.app, context.actor, runId));
  const journal = readJournalAfter(context.app, context.actor, run.id, Math.max(0, run.lastSeq - newestLines));
  const hostName = cardOf(context, run.hostId)?.name ?? 'a removed host';
  const ended = isFinal(run.state);
  const done = run.steps.filter((step) => !openStates.has(step.state)).length;
  const remaining = remainingWords(run, context.app.now().getTime());
  const mayChange = hasRole(context.actor, 'operator');
  return (
    <>
      <p className="mb-1 text-sm text-soft">
        Run on{' '}
        <Link href={`/hosts/${run.hostId}`} className="underline">
          {hostName}
        </Link>
        , from{' '}
        <Link href={`/plans/${run.planId}`} className="underline">
          its plan
        </Link>{' '}
        {run.isDemo ? <DemoBadge /> : null}
      </p>
      <header className="mb-6 flex flex-wrap items-start justify-between gap-4">
        <div className="min-w-0">
          <h1 className="text-xl font-semibold">{run.title}</h1>
          <p role="status" className="mt-1 flex items-center gap-2 text-sm">
            <SeverityMark kind={runWords[run.state].mark} decorative />
            <span className="font-medium">{runWords[run.state].word}</span>
            <span className="text-faint">
              <Elapsed since={run.startedAt} until={run.endedAt} />
            </span>
          </p>
        </div>
        <div className="flex gap-2">
          {!ended && mayChange ? <CancelButton runId={run.id} asked={run.cancelRequested} /> : null}
          {ended && mayChange && 'until' in run.undo ? <UndoButton runId={run.id} title={run.title} /> : null}
        </div>
      </header>
      <div className="grid gap-x-12 gap-y-8 xl:grid-cols-[minmax(0,1fr)_24rem]">
        <div className="order-2 flex min-w-0 flex-col gap-8 xl:order-1">
          <section aria-labelledby="steps">
            <h2 id="steps" className="mb-2 text-lg font-semibold">
              Steps
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
              <ProgressBar fraction={run.steps.length > 0 ? done / run.steps.length : null} label="Steps done" />
              <p className="text-soft">
                {formatNumber(done)} of {counted(run.steps.length, 'step')}
                {remaining ? `, ${remaining}` : ''}.{' '}
                {run.isDemo
                  ? 'Simulated: nothing runs on any machine.'
                  : 'It runs on the host: closing this page does not stop it.'}
              </p>
            </div>
          )}
          {run.said ? (
            <Notice kind={run.state === 'succeeded' ? 'info' : 'critical'} title={runWords[run.state].word}>
              <InlineText text={run.said} />
            </Notice>
          ) : null}
          <RunFacts run={run} />
          <SpaceLine space={run.space} />
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

function RunFacts({ run }: { run: Run }) {
  return (
    <FactsList
      lines={[
        {
          name: run.isDemo ? 'Freed, simulated' : 'Freed, measured',
          value: (
            <b className="font-semibold">
              <BytesFact fact={run.freedBytes.measured} />
            </b>
          ),
        },
        { name: 'Estimated', value: <BytesFact fact={run.freedBytes.estimated} exact={false} /> },
        {
          name: 'Undo',
          value:
            'excuse' in run.undo ? (
              run.undo.excuse
            ) : run.undo.until ? (
              <>
                until <LocalTime at={run.undo.until} />
              </>
            ) : (
              'possible'
            ),
        },
        ...('until' in run.undo && run.undo.until && run.state === 'succeeded'
          ? [
              {
                name: 'Space is freed',
                value: (
                  <>
                    <LocalTime at={run.undo.until} />, or{' '}
                    <Link href={`/hosts/${run.hostId}/quarantine`} className="underline">
                      earlier if you choose
                    </Link>
                  </>
                ),
              },
            ]
          : []),
        {
          name: 'Started',
          value: (
            <>
              <LocalTime at={run.startedAt} /> by {run.startedBy}
            </>
          ),
        },
        ...(run.endedAt ? [{ name: 'Ended', value: <LocalTime at={run.endedAt} /> }] : []),
        ...(run.directory
          ? [
              {
                name: 'Journal on the host',
                value: (
                  <>
                    <code className="text-xs break-all">{run.directory}</code>
                    {run.isVolatile ? ' (gone after a reboot)' : ''}
                  </>
                ),
              },
            ]
          : []),
      ]}
    />
  );
}
