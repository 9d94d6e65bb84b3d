import type { PlanInput } from '../domain/action.ts';
import type { FailurePolicy, GuardJudgement, PlanDraft, Refusal } from '../domain/plan.ts';
import { type PlannedStore, storeSite } from '../facts/views/containerd/planned-store.ts';
import { nothingToDo, stepsOf, wholeStep } from './candidates.ts';
import { count, estimateOf, frame } from './frame.ts';
import { unknownLeases } from './leaked-lease.ts';
import { isNamed } from './names-param.ts';

/** What has ended and containerd has not collected yet: it is made to collect it, and nothing that holds anything is deleted. */
export function planCollection(
  action: { id: string; onFailure: FailurePolicy },
  input: PlanInput<Readonly<Record<string, unknown>> & { names: string[] | 'all' }>,
  store: PlannedStore,
  guards: GuardJudgement[],
): PlanDraft | Refusal {
  const { namespace } = store.facts;
  const ended = store.view.leases.filter(
    (row) => row.state === 'expired' && row.namespace === namespace && isNamed(input.params.names, row.id),
  );
  const skipped = unknownLeases(input.params.names, store);
  if (ended.length === 0)
    return nothingToDo(action.id, 'No lease has ended that containerd has not collected.', skipped);
  const leases = count(ended.length, 'lease');
  const site = storeSite(store.facts);
  const step = wholeStep(
    { kind: 'store', id: 'containerd', label: "containerd's store", owner: null },
    'collect-garbage',
    {
      namespace,
      ids: ended.map(({ id }) => id),
    },
  );
  return frame(action, input, {
    title: `Have containerd collect ${leases} past ${ended.length === 1 ? 'its' : 'their'} end`,
    summary: `containerd has no clock: what ended stays until something is deleted. A lease that holds nothing is made and deleted, so that it collects ${leases} now.`,
    steps: stepsOf([step]),
    skipped,
    guards,
    estimate: estimateOf({
      freedBytes: { state: 'unknown', reason: 'not-collected', detail: 'containerd decides what it collects.' },
      objects: ended.length,
      seconds: 5,
      how: 'measured on the filesystem before and after',
    }),
    confirmation: 'click',
    undo: { possible: false, excuse: 'It deletes only what had ended by itself.' },
    ...(site === null ? {} : { store: site }),
  });
}
