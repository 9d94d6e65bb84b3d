'use client';

import type { Offer } from '@/lib/domain/answers/offer';
import { Button } from '../ui/button';
import { classNames } from '../ui/class-names';
import { InlineText } from '../ui/inline-text';
import { applyWords } from './apply-words';
import { NoPlan } from './plan-again';
import { proposeWords } from './propose-words';
import { usePropose } from './use-propose';

interface PlanSwitchProps {
  hostId: string;
  /** this plan */
  current: Offer;
  /** the same objects in other modes */
  modes: readonly Offer[];
  /** with what this plan leaves out */
  wider: readonly { label: string; offer: Offer }[];
}

/** Now and for good, or quarantined: the other one without going back. Each choice is a plan of its own, from a fresh scan. */
export function PlanSwitch({ hostId, current, modes, wider }: PlanSwitchProps) {
  const { busy, problem, propose } = usePropose(hostId);
  if (modes.length + wider.length === 0) return null;
  // The same place for the same mode, whichever is chosen.
  const all = [current, ...modes].toSorted((one, other) => (one.effect < other.effect ? 1 : -1));
  return (
    <div className="mb-4 flex flex-col gap-2">
      {modes.length === 0 ? null : (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset is for inputs; these are buttons that lead to another plan
        <div role="group" aria-label={applyWords.modes} className="flex flex-col gap-2">
          {all.map((offer) => {
            const isCurrent = offer === current;
            return (
              <button
                key={offer.label}
                type="button"
                aria-pressed={isCurrent}
                disabled={busy !== null}
                onClick={() => (isCurrent ? undefined : propose(offer, offer.label))}
                className={classNames(
                  'tap rounded-md border px-3 py-2 text-left text-sm',
                  isCurrent ? 'border-signal bg-signal-wash' : 'border-edge bg-sheet hover:bg-hover',
                )}
              >
                <span className="block font-medium">
                  <span aria-hidden>{isCurrent ? '● ' : '○ '}</span>
                  {busy === offer.label ? proposeWords.checking : offer.label}
                </span>
                <span className="block text-soft">
                  <InlineText text={offer.consequence} dates="short-day" />
                </span>
              </button>
            );
          })}
        </div>
      )}
      {wider.map(({ label, offer }) => (
        <Button
          key={label}
          size="small"
          className="self-start whitespace-normal text-left"
          disabled={busy !== null}
          onClick={() => propose(offer, label)}
        >
          {busy === label ? proposeWords.checking : `${label}…`}
        </Button>
      ))}
      {problem === null ? null : <NoPlan>{problem}</NoPlan>}
    </div>
  );
}
