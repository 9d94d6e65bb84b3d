import type { Metadata } from 'next';
import { requirePageActor } from '@/app/guarded';
import { ChecksSummary } from '@/components/findings/checks-summary';
import { FindingChanges } from '@/components/findings/finding-changes';
import { FindingView } from '@/components/findings/finding-view';
import { MutedFindings } from '@/components/findings/muted-findings';
import { NotScanned } from '@/components/hosts/not-scanned';
import { Notice } from '@/components/ui/notice';
import { LocalTime } from '@/components/ui/relative-time';
import { SectionNotice } from '@/components/ui/section-notice';
import { counted } from '@/lib/domain/format';
import { listFindings, readFindingHistory } from '@/lib/usecases/findings/findings';
import { type HostPageProps, hostTitle, readHostPage } from './host-page';

const mostChanges = 200;
const newestChanges = 6;

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
  // Not seen is not closed: its check could not run this time.
  const unseen = open.filter(({ finding, muted: mute }) => !mute && !shownKeys.has(finding.key));
  const unknowns = report.checks.filter((check) => check.status === 'unknown' || check.status === 'error').length;
  return (
    <>
      {report.refusals.map((refusal) => (
        <Notice key={refusal.code} kind="warning" title="Bilge removes nothing here" className="mb-4">
          {refusal.excuse}
        </Notice>
      ))}
      <SectionNotice what="Leaked layers" section={report.sections.leaks} />
      <section aria-labelledby="findings" className="mb-10">
        <h2 id="findings" className="sr-only">
          Findings
        </h2>
        {findings.length === 0 ? (
          <Notice kind={unknowns > 0 ? 'unknown' : 'pass'} title="No problems found">
            {unknowns > 0 ? `${counted(unknowns, 'check')} could not run; the reason is listed below.` : null}
          </Notice>
        ) : (
          <div className="flex flex-col gap-3">
            {findings.map((finding) => (
              <FindingView
                key={finding.key}
                finding={finding}
                hostId={card.id}
                mayPlan={mayPlan}
                openSince={since.get(finding.key) ?? null}
                changes={changes.filter(({ key }) => key === finding.key)}
              />
            ))}
          </div>
        )}
        {unseen.length > 0 ? (
          <Notice kind="unknown" title="Open before, not checked this time" className="mt-4">
            <ul>
              {unseen.map(({ finding, openSince }) => (
                <li key={finding.key}>
                  {finding.title} (since <LocalTime at={openSince} />)
                </li>
              ))}
            </ul>
          </Notice>
        ) : null}
        <MutedFindings muted={muted} hostId={card.id} mayPlan={mayPlan} />
      </section>
      <section aria-labelledby="checks">
        <h2 id="checks" className="mb-2 text-lg font-semibold">
          All other checks
        </h2>
        <ChecksSummary judged={report.checks} />
      </section>
      {changes.length > 0 ? (
        <section aria-labelledby="changes" className="mt-10">
          <h2 id="changes" className="mb-1 text-lg font-semibold">
            Recent changes
          </h2>
          <FindingChanges changes={changes.slice(0, newestChanges)} />
          {changes.length > newestChanges ? (
            <details>
              <summary className="tap inline-flex items-center text-sm underline">
                {changes.length - newestChanges} earlier
              </summary>
              <FindingChanges changes={changes.slice(newestChanges)} />
            </details>
          ) : null}
        </section>
      ) : null}
    </>
  );
}
