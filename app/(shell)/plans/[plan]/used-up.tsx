import { PlanAgain } from '@/components/plans/plan-again';
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
      <Notice kind="critical" title="The run did not start. Nothing was changed." action={again}>
        {run.said}
      </Notice>
    );
  if (run !== null)
    return (
      <Notice
        kind="info"
        title="This plan has been used"
        action={
          <Button asChild kind="primary">
            <Link href={`/runs/${run.id}`}>Open its run</Link>
          </Button>
        }
      >
        {run.startedBy} started it <RelativeTime at={run.startedAt} />. A plan can be used only once.
      </Notice>
    );
  return (
    <Notice
      kind="info"
      title={plan.state === 'expired' ? 'This plan has expired' : 'This plan has been used'}
      action={again}
    >
      {plan.state === 'expired' ? 'The host may have changed since. Nothing was changed by this plan.' : null}
    </Notice>
  );
}
