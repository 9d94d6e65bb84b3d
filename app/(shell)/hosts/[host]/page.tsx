import type { Metadata } from 'next';
import { requirePageActor } from '@/app/guarded';
import { ChecksSummary } from '@/components/findings/checks-summary';
import { FindingView } from '@/components/findings/finding-view';
import { MutedFindings } from '@/components/findings/muted-findings';
import { NotScanned } from '@/components/hosts/not-scanned';
import { Notice } from '@/components/ui/notice';
import { SectionNotice } from '@/components/ui/section-notice';
import { listFindings } from '@/lib/usecases/findings';
import { type HostPageProps, hostTitle, readHostPage } from './host-page';

export function generateMetadata({ params }: HostPageProps): Promise<Metadata> {
  return hostTitle(params, 'health');
}

export default async function HealthPage({ params }: HostPageProps) {
  const context = await requirePageActor();
  const { card, report, mayPlan } = await readHostPage(context, params);
  if (!report) return <NotScanned host={card} />;
  const muted = listFindings(context.app, context.actor, card.id).flatMap(({ finding, muted: mute }) =>
    mute ? [{ finding, muted: mute }] : [],
  );
  const mutedKeys = new Set(muted.map(({ finding }) => finding.key));
  const findings = report.findings.filter((finding) => !mutedKeys.has(finding.key));
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
          <Notice kind={unknowns > 0 ? 'unknown' : 'pass'} title="Nothing found that needs you">
            {unknowns > 0 ? `${unknowns} checks could not know; they are listed below with the reason.` : null}
          </Notice>
        ) : (
          <div className="flex flex-col gap-3">
            {findings.map((finding) => (
              <FindingView key={finding.key} finding={finding} hostId={card.id} mayPlan={mayPlan} />
            ))}
          </div>
        )}
        <MutedFindings muted={muted} hostId={card.id} mayPlan={mayPlan} />
      </section>
      <section aria-labelledby="checks">
        <h2 id="checks" className="mb-2 text-lg font-semibold">
          Everything else that was checked
        </h2>
        <ChecksSummary judged={report.checks} />
      </section>
    </>
  );
}
