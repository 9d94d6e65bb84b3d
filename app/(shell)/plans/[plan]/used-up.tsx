import { PlanAgain } from '@/components/plans/plan-again';
import { planWords } from '@/components/plans/plan-words';
import { Button } from '@/components/ui/button';
import { Link } from '@/components/ui/link';
import { Notice } from '@/components/ui/notice';
import { RelativeTime } from '@/components/ui/relative-time';
import type { Plan } from '@/lib/domain/plan';
import type { Run } from '@/lib/domain/run';

interface UsedUpProps {
  plan: Plan;
  run: Run | null;
  mayApply: boolean;
}

/** What is true now, and the next step: the run that it was used for, or the same plan from a fresh scan. */
export function UsedUp({ plan, run, mayApply }: UsedUpProps) {
  const again = mayApply ? (
    <PlanAgain hostId={plan.hostId} remedy={{ actionId: plan.actionId, params: plan.params }} />
  ) : null;
  if (run?.state === 'refused')
    return (
      <Notice kind="critical" title={planWords.notStarted} action={again}>
        {run.said}
      </Notice>
    );
  if (run !== null)
    return (
      <Notice
        kind="info"
        title={planWords.used}
        action={
          <Button asChild kind="primary">
            <Link href={`/runs/${run.id}`}>{planWords.openRun}</Link>
          </Button>
        }
      >
        {planWords.startedBy(run.startedBy)} <RelativeTime at={run.startedAt} />
        {planWords.onlyOnce}
      </Notice>
    );
  return (
    <Notice kind="info" title={plan.state === 'expired' ? planWords.expired : planWords.used} action={again}>
      {plan.state === 'expired' ? planWords.hostChanged : null}
    </Notice>
  );
}
