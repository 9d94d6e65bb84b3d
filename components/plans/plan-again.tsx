'use client';

import type { Remedy } from '@/lib/domain/finding';
import { Button } from '../ui/button';
import { Notice } from '../ui/notice';
import { applyWords } from './apply-words';
import { proposeWords } from './propose-words';
import { usePropose } from './use-propose';

/** The next step where a plan can no longer be used: the same from a fresh scan. */
export function PlanAgain({ hostId, remedy }: { hostId: string; remedy: Remedy }) {
  const { busy, problem, propose } = usePropose(hostId);
  return (
    <div className="flex flex-col items-start gap-2">
      <Button onClick={() => propose(remedy, 'again')} disabled={busy !== null} aria-busy={busy !== null}>
        {busy === null ? applyWords.again : proposeWords.checking}
      </Button>
      {problem === null ? null : <NoPlan>{problem}</NoPlan>}
    </div>
  );
}

/** Read out when it appears, and in the way of nothing. */
export function NoPlan({ children }: { children: string }) {
  return (
    <div role="alert">
      <Notice kind="warning" title={applyWords.noNewPlan}>
        {children}
      </Notice>
    </div>
  );
}
