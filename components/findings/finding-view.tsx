import { ChevronRight, ExternalLink } from 'lucide-react';
import type { Offer } from '@/lib/domain/answers/offer';
import type { OfferedFinding, Severity } from '@/lib/domain/finding';
import { FillBars } from '../charts/fill-bars';
import { ChangeReachLink } from '../hosts/change-reach-link';
import { OfferButton } from '../plans/offer-button';
import { Button } from '../ui/button';
import { BytesValue } from '../ui/bytes-value';
import { classNames } from '../ui/class-names';
import { Folded } from '../ui/folded';
import { InlineText } from '../ui/inline-text';
import { LocalTime } from '../ui/relative-time';
import { SeverityMark, wordOf } from '../ui/severity-mark';
import { EvidenceView } from './evidence-view';
import { type FindingChangeLine, FindingChanges } from './finding-changes';
import { findingWords } from './finding-words';
import { firstSentence } from './first-sentence';
import { offerKey } from './group-findings';
import { MuteDialog } from './mute-dialog';

interface FindingViewProps {
  finding: OfferedFinding;
  /** null: pasted output, where there is no host to act on */
  hostId: string | null;
  mayPlan: boolean;
  /** may this person change how the host is reached */
  mayChangeReach?: boolean;
  /** ISO time since which it is open; null where that is unknown */
  openSince?: string | null;
  /** its history, newest first */
  changes?: readonly FindingChangeLine[];
  /** keys of offers (group-findings.ts) that stand above this finding already */
  offeredAbove?: ReadonlySet<string> | undefined;
  /** unfolded from the start */
  isOpen?: boolean;
  /** a row of a card about several objects: the card says what is the same for all */
  isRow?: boolean;
}

/**
 * One row that unfolds: mark, title, one line, the first button. Unfolded, the order is that of the questions: what, why it matters,
 * the evidence, what to do. A link to its key unfolds it (components/findings/open-linked).
 */
export function FindingView({ finding, isOpen = false, isRow = false, ...rest }: FindingViewProps) {
  return (
    <article
      id={finding.key}
      className={classNames(
        'scroll-mt-20 target:ring-2 target:ring-signal short:scroll-mt-2',
        isRow ? 'border-t border-line' : 'sheet',
      )}
    >
      <div className="flex flex-col sm:flex-row">
        <details className="group peer min-w-0 flex-1" open={isOpen}>
          <summary className="grid min-h-11 grid-cols-[1rem_minmax(0,1fr)_1rem] gap-x-3 rounded-md px-3 py-2.5 hover:bg-hover focus-visible:-outline-offset-2 sm:p-4">
            <SeverityMark kind={finding.severity} decorative className="mt-1" />
            <h3 className={isRow ? 'font-medium' : 'font-semibold'}>{finding.title}</h3>
            <ChevronRight aria-hidden className="mt-1 size-4 text-faint transition-transform group-open:rotate-90" />
            {isRow ? (
              <span className="sr-only">{wordOf(finding.severity)}</span>
            ) : (
              <span
                className={classNames(
                  'col-start-2 line-clamp-2 text-sm text-soft group-open:hidden',
                  finding.severity !== 'critical' && 'max-sm:line-clamp-1',
                )}
              >
                <SeverityWord severity={finding.severity} /> <InlineText text={firstSentence(finding.detail)} />
              </span>
            )}
          </summary>
          <div className="px-3 pb-3 sm:pr-4 sm:pb-4 sm:pl-11">
            <Unfolded finding={finding} {...rest} />
          </div>
        </details>
        <Acts finding={finding} {...rest} />
      </div>
    </article>
  );
}

/** A colour and a shape are not enough: the word stands before the one line. */
export function SeverityWord({ severity }: { severity: Severity }) {
  return <b className={classNames('font-medium', severityTones[severity])}>{wordOf(severity)}:</b>;
}

const severityTones: Record<Severity, string> = {
  critical: 'text-critical',
  warning: 'text-warning',
  info: 'text-info',
};

/** Without the first button, which stands outside: a control inside a summary would be hit by folding. */
function Unfolded({ finding, hostId, openSince = null, changes = [], mayPlan }: FindingViewProps) {
  return (
    <>
      <p className="text-xs text-faint">
        {wordOf(finding.severity)} · {finding.subject.label}
        {openSince ? (
          <>
            {' '}
            {findingWords.openSince} <LocalTime at={openSince} />
          </>
        ) : null}
        {finding.reclaimable && finding.reclaimable.bytes > 0 ? (
          <>
            {' · '}
            <BytesValue bytes={finding.reclaimable.bytes} exact={finding.reclaimable.exact} />{' '}
            {findingWords.reclaimable}
          </>
        ) : null}
      </p>
      <div className="mt-2 flex max-w-prose flex-col gap-2 text-base text-soft">
        {finding.detail.split(/\n{2,}/).map((paragraph) => (
          <p key={paragraph} className="whitespace-pre-line">
            <InlineText text={paragraph} />
          </p>
        ))}
      </div>
      {finding.fills && finding.fills.length > 0 ? <FillBars fills={finding.fills} /> : null}
      {finding.evidence.rows.length > 0 || finding.evidence.command ? (
        <Folded className="mt-2" summary={findingWords.evidence} count={finding.evidence.rows.length}>
          <div className="pt-2">
            <EvidenceView evidence={finding.evidence} title={finding.title} />
          </div>
        </Folded>
      ) : null}
      {changes.length > 1 ? (
        <Folded className="mt-2" summary={findingWords.history} count={changes.length}>
          <div className="pt-2">
            <FindingChanges changes={changes} withTitles={false} />
          </div>
        </Folded>
      ) : null}
      <div className="mt-2 -ml-3 flex flex-wrap items-center gap-1">
        {finding.docs ? (
          <Button asChild kind="quiet">
            <a href={`/checks/${finding.checkId}`} target="_blank" rel="noreferrer">
              <ExternalLink aria-hidden />
              {findingWords.about}
            </a>
          </Button>
        ) : null}
        {mayPlan && hostId !== null ? (
          <MuteDialog hostId={hostId} findingKey={finding.key} title={finding.title} />
        ) : null}
      </div>
    </>
  );
}

/**
 * In sight while folded: the first thing that can be done, with the other ways of the same act (now, or by the quarantine, or out of it), so that
 * no one takes the one for the only one. What else there is, and what is blocked with its reason, comes with the rest.
 */
function Acts({ finding, hostId, mayPlan, mayChangeReach = false, offeredAbove }: FindingViewProps) {
  if (!mayPlan || hostId === null || finding.remedies.length === 0) return null;
  const first = finding.remedies.find(({ blocked }) => blocked === null);
  const isInSight = (offer: Offer) => {
    if (first === undefined || offer.blocked !== null) return false;
    if (offer.actionId !== first.actionId && offer.effect !== 'restores') return false;
    return offer === first || !offeredAbove?.has(offerKey(offer));
  };
  const button = (offer: Offer) => (
    <OfferButton key={offerKey(offer)} hostId={hostId} offer={offer} kind={offer === first ? 'primary' : 'plain'} />
  );
  const others = finding.remedies.filter((offer) => !isInSight(offer));
  return (
    <div
      className={classNames(
        'flex flex-col items-start gap-2 px-3 pb-2.5 max-sm:pl-10 max-sm:[&_p]:text-xs sm:w-80 sm:py-4 sm:pr-4 sm:pl-0 peer-open:[&>[data-more]]:flex',
        // On a phone a note asks for nothing until it is unfolded.
        first === undefined
          ? 'hidden peer-open:flex'
          : finding.severity === 'info' && 'max-sm:hidden max-sm:peer-open:flex',
      )}
    >
      {finding.remedies.filter(isInSight).map(button)}
      {others.length > 0 ? (
        <div data-more className="hidden flex-col gap-3">
          {others.map(button)}
          {mayChangeReach && others.some(({ blocked }) => blocked?.kind === 'unreachable') ? (
            <ChangeReachLink hostId={hostId} />
          ) : null}
        </div>
      ) : null}
    </div>
  );
}
