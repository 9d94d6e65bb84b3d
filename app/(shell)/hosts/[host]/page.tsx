import { ChevronRight } from 'lucide-react';
import type { Metadata } from 'next';
import { requirePageActor } from '@/app/guarded';
import { ChecksSummary } from '@/components/findings/checks-summary';
import { FindingChanges } from '@/components/findings/finding-changes';
import { FindingList } from '@/components/findings/finding-list';
import { MutedFindings } from '@/components/findings/muted-findings';
import { hostPageWords } from '@/components/hosts/host-page-words';
import { NotScanned } from '@/components/hosts/not-scanned';
import { SaysHero } from '@/components/says/says-hero';
import { Notice } from '@/components/ui/notice';
import { LocalTime } from '@/components/ui/relative-time';
import { SectionNotice } from '@/components/ui/section-notice';
import { hasRole } from '@/lib/access/actor';
import { listFindings, readFindingHistory } from '@/lib/usecases/findings/findings';
import { type HostPageProps, hostTitle, readHostPage } from './host-page';

const mostChanges = 200;

export function generateMetadata({ params }: HostPageProps): Promise<Metadata> {
  return hostTitle(params, 'health');
}

export default async function HealthPage({ params }: HostPageProps) {
  const context = await requirePageActor();
  const { card, report, mayPlan } = await readHostPage(context, params);
  if (!report) return <NotScanned host={card} />;
  const open = listFindings(context.app, context.actor, card.id);
  const muted = open.flatMap(({ finding, muted: mute }) => (mute ? [{ finding, muted: mute }] : []));
  const since = new Map(open.map(({ finding, openSince }) => [finding.key, openSince]));
  const changes = readFindingHistory(context.app, context.actor, card.id, { limit: mostChanges });
  const mutedKeys = new Set(muted.map(({ finding }) => finding.key));
  const findings = report.findings.filter((finding) => !mutedKeys.has(finding.key));
  const shownKeys = new Set(report.findings.map(({ key }) => key));
  // An old title of a finding that is still open contradicts what stands above it.
  const titleNow = new Map(report.findings.map(({ key, title }) => [key, title]));
  // Not seen is not closed: its check could not run this time.
  const unseen = open.filter(({ finding, muted: mute }) => !mute && !shownKeys.has(finding.key));
  const unknowns = report.checks.filter((check) => check.status === 'unknown' || check.status === 'error').length;
  return (
    <>
      <SaysHero report={report} leaked={card.leaked.state === 'known' ? card.leaked.value : null} />
      {report.refusals.map((refusal) => (
        <Notice key={refusal.code} kind="warning" title={hostPageWords.nothingRemoved} className="mb-4">
          {refusal.excuse}
        </Notice>
      ))}
      <SectionNotice what={hostPageWords.leakedLayers} section={report.sections.leaks} />
      <section aria-labelledby="findings" className="mb-6 sm:mb-10">
        <h2 id="findings" className="sr-only">
          {hostPageWords.findings}
        </h2>
        {findings.length === 0 ? (
          <Notice kind={unknowns > 0 ? 'unknown' : 'pass'} title={hostPageWords.noProblems}>
            {unknowns > 0 ? hostPageWords.couldNotRun(unknowns) : null}
          </Notice>
        ) : (
          <FindingList
            findings={findings}
            hostId={card.id}
            mayPlan={mayPlan}
            mayChangeReach={hasRole(context.actor, 'admin')}
            since={since}
            changes={changes}
            checkTitles={new Map(report.checks.map(({ id, title }) => [id, title]))}
          />
        )}
        {unseen.length > 0 ? (
          <Notice kind="unknown" title={hostPageWords.notCheckedNow} className="mt-4">
            <ul>
              {unseen.map(({ finding, openSince }) => (
                <li key={finding.key}>
                  {hostPageWords.since(finding.title)} <LocalTime at={openSince} />)
                </li>
              ))}
            </ul>
          </Notice>
        ) : null}
        <MutedFindings muted={muted} hostId={card.id} mayPlan={mayPlan} />
      </section>
      <section aria-labelledby="checks">
        <h2 id="checks" className="mb-2 text-lg font-semibold">
          {hostPageWords.otherChecks}
        </h2>
        <ChecksSummary judged={report.checks} />
      </section>
      {changes.length > 0 ? (
        <details className="group mt-6">
          <summary className="tap flex items-center gap-2.5 py-2">
            <ChevronRight aria-hidden className="size-4 text-faint transition-transform group-open:rotate-90" />
            <h2 className="text-lg font-semibold">{hostPageWords.changes}</h2>
            <span className="text-sm text-faint">{changes.length}</span>
          </summary>
          <FindingChanges
            changes={changes.map((change) => ({ ...change, title: titleNow.get(change.key) ?? change.title }))}
          />
        </details>
      ) : null}
    </>
  );
}
