import { ChevronRight, ExternalLink } from 'lucide-react';
import type { OfferedFinding } from '@/lib/domain/finding';
import { FillBars } from '../charts/fill-bars';
import { OfferButton } from '../plans/offer-button';
import { Button } from '../ui/button';
import { BytesValue } from '../ui/bytes-value';
import { InlineText } from '../ui/inline-text';
import { LocalTime } from '../ui/relative-time';
import { SeverityMark, wordOf } from '../ui/severity-mark';
import { EvidenceView } from './evidence-view';
import { type FindingChangeLine, FindingChanges } from './finding-changes';
import { MuteDialog } from './mute-dialog';

interface FindingViewProps {
  finding: OfferedFinding;
  /** null: pasted output, where there is no host to act on */
  hostId: string | null;
  mayPlan: boolean;
  /** ISO time since which it is open; null where that is unknown */
  openSince?: string | null;
  /** its history, newest first */
  changes?: readonly FindingChangeLine[];
}

/** What, why it matters, the evidence, what to do: in that order, because that is the order of the questions. */
export function FindingView({ finding, hostId, mayPlan, openSince = null, changes = [] }: FindingViewProps) {
  return (
    <article id={finding.key} className="sheet scroll-mt-20 p-4 target:ring-2 target:ring-signal sm:p-5">
      <div className="flex items-start gap-3">
        <SeverityMark kind={finding.severity} decorative className="mt-1.5" />
        <div className="min-w-0 flex-1">
          <p className="text-xs text-faint">
            {wordOf(finding.severity)} · {finding.subject.label}
            {openSince ? (
              <>
                {' '}
                · open since <LocalTime at={openSince} />
              </>
            ) : null}
          </p>
          <h3 className="text-lg font-semibold">{finding.title}</h3>
          <div className="mt-2 flex max-w-prose flex-col gap-2 text-base text-soft">
            {finding.detail.split(/\n{2,}/).map((paragraph) => (
              <p key={paragraph} className="whitespace-pre-line">
                <InlineText text={paragraph} />
              </p>
            ))}
          </div>
          {finding.fills && finding.fills.length > 0 ? <FillBars fills={finding.fills} /> : null}
          <div className="mt-4 flex flex-wrap items-start gap-x-3 gap-y-2">
            {mayPlan && hostId !== null
              ? finding.remedies.map((remedy, index) => (
                  <OfferButton
                    key={JSON.stringify([remedy.actionId, remedy.params])}
                    hostId={hostId}
                    offer={remedy}
                    kind={index === 0 ? 'primary' : 'plain'}
                  />
                ))
              : null}
            {finding.docs ? (
              <Button asChild kind="quiet">
                <a href={`/checks/${finding.checkId}`} target="_blank" rel="noreferrer">
                  <ExternalLink aria-hidden />
                  About this check
                </a>
              </Button>
            ) : null}
            {mayPlan && hostId !== null ? (
              <MuteDialog hostId={hostId} findingKey={finding.key} title={finding.title} />
            ) : null}
            {finding.reclaimable && finding.reclaimable.bytes > 0 ? (
              <span className="text-sm text-faint">
                <BytesValue bytes={finding.reclaimable.bytes} exact={finding.reclaimable.exact} /> reclaimable
              </span>
            ) : null}
          </div>
          {finding.evidence.rows.length > 0 || finding.evidence.command ? (
            <details className="group mt-4">
              <summary className="tap inline-flex items-center gap-1.5 rounded-sm text-sm text-soft hover:text-ink">
                <ChevronRight aria-hidden className="size-4 transition-transform group-open:rotate-90" />
                Evidence
                <span className="text-xs text-faint">{finding.evidence.rows.length}</span>
              </summary>
              <div className="pt-2">
                <EvidenceView evidence={finding.evidence} title={finding.title} />
              </div>
            </details>
          ) : null}
          {changes.length > 1 ? (
            <details className="group mt-2">
              <summary className="tap inline-flex items-center gap-1.5 rounded-sm text-sm text-soft hover:text-ink">
                <ChevronRight aria-hidden className="size-4 transition-transform group-open:rotate-90" />
                History
                <span className="text-xs text-faint">{changes.length}</span>
              </summary>
              <FindingChanges changes={changes} withTitles={false} />
            </details>
          ) : null}
        </div>
      </div>
    </article>
  );
}
