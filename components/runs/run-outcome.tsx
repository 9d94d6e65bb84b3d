import type { RunAfterwards } from '@/lib/domain/afterwards';
import { quarantinedNoun } from '@/lib/domain/afterwards-words';
import type { Offer } from '@/lib/domain/answers/offer';
import type { Run } from '@/lib/domain/run';
import { OfferButton } from '../plans/offer-button';
import { Button } from '../ui/button';
import { InlineText } from '../ui/inline-text';
import { Link } from '../ui/link';
import type { OutcomeWords } from './outcome-words';
import { UndoButton } from './run-controls';
import { RunLinks } from './run-links';
import { runPageWords } from './run-page-words';

interface RunOutcomeProps {
  run: Pick<Run, 'id' | 'hostId' | 'title' | 'actionId' | 'state' | 'undo' | 'steps'>;
  words: OutcomeWords;
  afterwards: RunAfterwards;
  hostName: string;
  /** frees what this run quarantined; null where nothing of it is left, or the person may not */
  free: Offer | null;
  /** the consequence of restoring; null likewise */
  restore: Offer | null;
}

/** The end of a run: what is true now, and what one would do next, each with what it means. */
export function RunOutcome({ run, words, afterwards, hostName, free, restore }: RunOutcomeProps) {
  const left = afterwards.quarantined?.count ?? 0;
  const isWaiting = free?.blocked?.kind === 'not-judged' || restore?.blocked?.kind === 'not-judged';
  return (
    <section aria-labelledby="outcome" className="sheet mb-6 flex flex-col gap-3 p-4">
      <h2 id="outcome" className="text-lg font-semibold">
        {words.title}
      </h2>
      {words.detail === null ? null : <p className="max-w-prose text-sm text-soft">{words.detail}</p>}
      <RunLinks afterwards={afterwards} actionId={run.actionId} />
      {left > 0 && isWaiting ? (
        <p className="max-w-prose text-sm text-soft print:hidden">{runPageWords.staysQuarantined}</p>
      ) : null}
      <div className="flex flex-wrap items-start gap-x-6 gap-y-4 print:hidden">
        {free === null || isWaiting ? null : <OfferButton hostId={run.hostId} offer={free} kind="primary" />}
        {restore === null || left === 0 || isWaiting ? null : restore.blocked ? (
          <OfferButton hostId={run.hostId} offer={restore} />
        ) : (
          <div className="flex flex-col items-start gap-1">
            <UndoButton runId={run.id} title={run.title} count={left} noun={quarantinedNoun(run)} />
            <p className="max-w-prose text-sm text-soft">
              <InlineText text={restore.consequence} dates="short-day" />
            </p>
          </div>
        )}
        {left > 0 && (free === null || free.blocked) ? (
          <Button asChild>
            <Link href={`/hosts/${run.hostId}/quarantine`}>{runPageWords.openQuarantine}</Link>
          </Button>
        ) : null}
        {left > 0 ? null : (
          <>
            <Button asChild kind="primary">
              <Link href={`/hosts/${run.hostId}`}>{runPageWords.back(hostName)}</Link>
            </Button>
            <Button asChild>
              <Link href={`/hosts/${run.hostId}/actions`}>{runPageWords.whatElse}</Link>
            </Button>
          </>
        )}
      </div>
    </section>
  );
}
