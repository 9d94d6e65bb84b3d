import { PlanAgain } from '@/components/plans/plan-again';
import { planWords } from '@/components/plans/plan-words';
import { Button } from '@/components/ui/button';
import { Link } from '@/components/ui/link';
import { Notice } from '@/components/ui/notice';
import { RelativeTime } from '@/components/ui/relative-time';
import type { Plan } from '@/lib/domain/plan';
import type { TakenMeanwhile } from '@/lib/usecases/plans/taken-meanwhile';

/** Another run was first: what is true now, and the way on. Where nothing is left no new plan is offered, which would be refused. */
export function TakenNotice({ plan, taken }: { plan: Plan; taken: TakenMeanwhile }) {
  const { run, objects, of } = taken;
  const isAll = objects === of;
  return (
    <Notice
      kind="warning"
      title={isAll ? planWords.allTaken : planWords.someTaken(objects, of)}
      className="mb-3"
      action={
        <div className="flex flex-wrap gap-2">
          <Button asChild kind={isAll ? 'primary' : 'plain'}>
            <Link href={`/runs/${run.id}`}>{planWords.openThatRun}</Link>
          </Button>
          {isAll ? null : <PlanAgain hostId={plan.hostId} remedy={{ actionId: plan.actionId, params: plan.params }} />}
        </div>
      }
    >
      {planWords.startedBy(run.by)} <RelativeTime at={run.at} />
      {planWords.notByThis}
    </Notice>
  );
}
