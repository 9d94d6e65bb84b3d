import { z } from 'zod';
import type { Action, ConsequenceContext, PlanInput, UndoRequest } from '../domain/action.ts';
import { known } from '../domain/fact.ts';
import { formatMoment } from '../domain/format.ts';
import type { GuardJudgement, PlanDraft, PlannedStep, Refusal, SkippedObject } from '../domain/plan.ts';
import type { Run } from '../domain/run.ts';
import type { LeaseRow } from '../facts/views/containerd/lease-row.ts';
import { type PlannedStore, plannedStore, storeSite } from '../facts/views/containerd/planned-store.ts';
import { type Candidate, docker, judgeAll, nothingToDo, refusal, sortOut, stepsOf, wholeStep } from './candidates.ts';
import { planCollection } from './ended-leases.ts';
import { addDays, count, estimateOf, frame } from './frame.ts';
import { judge } from './guards/guard.ts';
import { identityKnown } from './guards/identity-known.ts';
import { leaseProven } from './guards/lease-proven.ts';
import { otherRootGone } from './guards/other-root-gone.ts';
import { protectedObject } from './guards/protected-object.ts';
import { rootShell } from './guards/root-shell.ts';
import { storeOurs } from './guards/store-ours.ts';
import { storeReachable } from './guards/store-reachable.ts';
import { leaseStepArguments, leaseTarget, madeHold, unknownLeases } from './leaked-lease.ts';
import { isNamed, namesParam } from './names-param.ts';
import { quarantineConsequence } from './quarantine-consequence.ts';
import { planStrays } from './stray-subvolumes.ts';

const params = z
  .strictObject({
    mode: z.enum(['quarantine', 'delete', 'collect', 'strays']).default('quarantine'),
    names: namesParam,
    /** whether a person says that the data root which other leases belong to is gone for good */
    otherDataRoot: z.enum(['kept', 'gone']).default('kept'),
  })
  .refine(({ mode, otherDataRoot }) => mode === 'quarantine' || otherDataRoot === 'kept', {
    path: ['otherDataRoot'],
    message: 'leases of another data root can only be quarantined',
  });
type Params = z.output<typeof params>;

/** Leases of another data root are kept this long at least: that is how long a disk that was only not mounted may be missed. */
const otherRootDays = 30;

/**
 * Frees what dead leases keep in containerd's store (docs/reference/containerd-on-disk.md#how-dead-leases-are-freed): a hold replaces each, which is the undo; in
 * `delete` the holds end in the same run. `collect` deletes nothing that holds anything: it makes containerd collect what has ended. `strays`: subvolumes that
 * its btrfs snapshotter forgot.
 */
const action: Action<typeof params> = {
  id: 'remove-leaked-leases',
  title: 'Remove dead containerd leases',
  about: 'Frees what leases without an owner keep in containerd’s store: held first, or deleted in one run.',
  words: [
    'leak',
    'containerd',
    'lease',
    'snapshot',
    'quarantine',
    'cleanup',
    'free',
    'full',
    'disk space',
    'prune',
    'delete',
  ],
  label: (amount, { mode }) => {
    if (mode === 'collect') return 'Let containerd collect what has ended';
    if (mode === 'strays') return 'Delete what containerd forgot';
    return mode === 'delete' ? `Free ${amount ?? 'dead leases'} now` : `Quarantine ${amount ?? 'dead leases'}`;
  },
  group: 'free',
  effect: ({ mode = 'quarantine' }) => (mode === 'quarantine' ? 'frees-later' : 'frees-now'),
  consequence,
  modes: [{ mode: 'delete' }, { mode: 'quarantine' }, { mode: 'collect' }, { mode: 'strays' }],
  scope: 'objects',
  onlyLeaked: true,
  defaults: { names: 'all' },
  undo: restoreRequest,
  needs: ['platform', 'engine', 'dataRoot', 'daemonProcesses', 'containerd', 'containersOnDisk', 'namespaceMounts'],
  params,
  onFailure: 'continue',
  plan,
};
export default action;

function consequence(context: ConsequenceContext): string {
  if (context.params.mode === 'collect') return 'containerd does it itself; nothing that is in use is touched.';
  if (context.params.mode === 'strays') return 'No way back. containerd has no record of them.';
  return quarantineConsequence(context);
}

function plan(input: PlanInput<Params>): PlanDraft | Refusal {
  const { mode, otherDataRoot } = input.params;
  const own = mode === 'collect' ? [] : [storeOurs, ...(otherDataRoot === 'gone' ? [otherRootGone] : [])];
  const guards = judgeAll([rootShell, identityKnown, storeReachable, ...own], input);
  const store = plannedStore(input);
  if (guards.some(({ state }) => state !== 'pass') || store.state === 'unknown') return refusal(action.id, guards);
  if (mode === 'strays') return planStrays(action, input, store.value, guards);
  return mode === 'collect' ? planCollection(action, input, store.value, guards) : freeing(input, store.value, guards);
}

/** What has a verdict of its own. The others are in use or end by themselves, and are told only where they are named. */
const leaked: ReadonlySet<LeaseRow['state']> = new Set(['dead', 'other-data-root', 'too-young', 'unconfirmed']);

function freeing(input: PlanInput<Params>, store: PlannedStore, guards: GuardJudgement[]): PlanDraft | Refusal {
  const { names, otherDataRoot } = input.params;
  const asked = store.view.leases.filter(({ id, state }) => (names === 'all' ? leaked.has(state) : isNamed(names, id)));
  const days = otherDataRoot === 'gone' ? Math.max(otherRootDays, input.graceDays) : input.graceDays;
  const until = addDays(input.now, days);
  const { chosen, skipped } = sortOut(asked.map((row) => candidate(row, store, input, until)));
  skipped.push(...unknownLeases(names, store));
  if (chosen.length === 0) {
    const none = names === 'all' ? 'No lease is dead on this host.' : 'None of the named leases is dead on this host.';
    const why =
      asked.length === 0 ? none : 'None of the leases without an owner can be removed now; each has its reason.';
    return nothingToDo(action.id, why, skipped);
  }
  return draft({ input, store, chosen, skipped, guards, until });
}

function candidate(row: LeaseRow, store: PlannedStore, input: PlanInput<Params>, until: string): Candidate {
  const args = leaseStepArguments(row, store, until);
  const isOtherRootGone = input.params.otherDataRoot === 'gone';
  const identified: GuardJudgement = {
    guardId: 'identity',
    state: args === null ? 'unknown' : 'pass',
    said: args === null ? 'What identifies it on the host was not read. Scan again.' : 'What it holds was read.',
  };
  return {
    target: leaseTarget(row.id),
    bytes: row.aloneBytes,
    op: 'hold-lease',
    args: args ?? {},
    guards: [
      judge(leaseProven, input, { row, isOtherRootGone }),
      judge(protectedObject, input, { kind: 'containerd-lease', ids: [row.id], labels: {}, keepLabel: null }),
      identified,
    ],
  };
}

interface Parts {
  input: PlanInput<Params>;
  store: PlannedStore;
  chosen: Candidate[];
  skipped: SkippedObject[];
  guards: GuardJudgement[];
  until: string;
}

function draft({ input, store, chosen, skipped, guards, until }: Parts): PlanDraft {
  const isDelete = input.params.mode === 'delete';
  const ids = new Set(chosen.map(({ target }) => target.id));
  const nodes = store.view.leases
    .filter(({ id }) => ids.has(id))
    .map((row) => store.view.graph.nodeOf('lease', row.namespace, row.id));
  // What two of them share counts too.
  const bytes = store.view.sizes.together(nodes);
  const leases = count(chosen.length, 'dead lease');
  const checks = 'checks that Docker lists every container and image as before';
  const site = storeSite(store.facts);
  const isOther = input.params.otherDataRoot === 'gone';
  return frame(action, input, {
    title: isDelete ? `Delete ${leases}` : `Quarantine ${leases}`,
    summary: isDelete
      ? `Replaces ${leases} of containerd by holds, ${checks}, and then ends the holds: containerd deletes what nothing else keeps. If the check fails, they are restored.`
      : `Replaces ${leases} of containerd by holds that keep the same, and ${checks}. Their space is freed when the holds end: on ${formatMoment(until)}, or earlier if you choose. Until then they can be restored.`,
    warnings: isOther
      ? [
          'Leases of another data root are among them. If that data root is only not mounted, its containers lose their data when the holds end. Restore them before that.',
        ]
      : [],
    steps: steps(chosen, isDelete),
    skipped,
    guards,
    estimate: estimateOf({
      freedBytes: isDelete ? bytes : known(0),
      exact: false,
      freesNow: isDelete,
      setAside: isDelete ? null : { bytes, purgeAt: until },
      seconds: Math.ceil(3 + chosen.length * 0.4),
      objects: chosen.length,
      how: isDelete ? 'as containerd recorded it; what others keep too stays' : 'a hold frees nothing until it ends',
    }),
    confirmation: isDelete || isOther ? 'host-name' : 'click',
    undo: isDelete
      ? {
          possible: false,
          excuse: 'What they kept is deleted for good in this run. A quarantine would keep it for some days.',
        }
      : { possible: true, until, actionId: 'restore-quarantine' },
    ...(site === null ? {} : { store: site }),
  });
}

/** If something breaks, it breaks with the first one, and the rest is not started (docs/reference/guard-lessons.md#g7). */
function steps(chosen: readonly Candidate[], isDelete: boolean): PlannedStep[] {
  const check = (when: 'before' | 'canary' | 'after'): Candidate => wholeStep(docker, 'compare-lists', { when });
  const [first, ...rest] = chosen;
  const holds = first === undefined || rest.length === 0 ? [...chosen] : [first, check('canary'), ...rest];
  const ends = isDelete
    ? chosen.flatMap((each): Candidate[] => {
        const args = madeHold(each.args);
        const target = { ...each.target, kind: 'quarantine-entry' as const };
        return args === null ? [] : [{ ...each, op: 'end-hold', args, target }];
      })
    : [];
  const all = stepsOf([check('before'), ...holds, check('after'), ...ends]);
  // In a run that deletes, the bytes are at the step that frees them.
  return all.map((step) => (step.op === 'hold-lease' && isDelete ? { ...step, bytes: known(0) } : step));
}

/** The new plan skips, with a reason, what has ended since. */
function restoreRequest(run: Run): UndoRequest | { excuse: string } {
  const ids = run.steps
    .filter((step) => step.target.kind === 'containerd-lease' && step.state === 'done')
    .map((step) => step.target.id);
  if (ids.length === 0) return { excuse: 'This run quarantined nothing, so there is nothing to restore.' };
  return { actionId: 'restore-quarantine', params: { entries: ids.join(',') } };
}
