import type { Action, ConsequenceContext, PlanInput, UndoRequest } from '../domain/action.ts';
import { known } from '../domain/fact.ts';
import { formatMoment } from '../domain/format.ts';
import type { GuardJudgement, PlanDraft, PlanTarget, Refusal, SkippedObject } from '../domain/plan.ts';
import type { Run } from '../domain/run.ts';
import { atOnce, filterInPieces, type InPieces, mapInPieces } from '../domain/slices.ts';
import type { Leak } from '../domain/storage-report.ts';
import { layerLeakKinds } from '../facts/views/leaked.ts';
import { type Candidate, judgeAll, nothingToDo, refusal, skip, sortOut, sumOfBytes } from './candidates.ts';
import { addDays, count, estimateOf, frame } from './frame.ts';
import { dockerCli } from './guards/docker-cli.ts';
import { dockerStoppable, quotasKept } from './guards/docker-stoppable.ts';
import { identityKnown } from './guards/identity-known.ts';
import { rootShell } from './guards/root-shell.ts';
import { storageProvable } from './guards/storage-provable.ts';
import { dependentsFirst } from './leaked-layer.ts';
import { type LeakedLayersParams, leakedLayerCandidate, leakedLayersParams } from './leaked-layer-methods.ts';
import { leakedLayerSteps } from './leaked-layer-steps.ts';
import { deleteExcuse, deleteSummary, deleteTitle, inAll } from './leaked-layer-words.ts';
import { isNamed, missingNames } from './names-param.ts';
import { quarantineConsequence } from './quarantine-consequence.ts';
import { withAllThatGoes } from './released-chains.ts';

/**
 * Quarantines leaked layer directories, or deletes them in the same run after checking that every image and container still has its
 * directories. The first object is moved alone, as a canary (docs/reference/guard-lessons.md#g7). On overlay2, dependents come first.
 */
const action: Action<typeof leakedLayersParams> = {
  id: 'remove-leaked-layers',
  title: 'Remove leaked layers',
  about: 'Removes layer directories that nothing in Docker references: quarantined first, or deleted in one run.',
  words: [
    'leak',
    'orphan',
    'unreferenced',
    'quarantine',
    'set',
    'aside',
    'cleanup',
    'free',
    'full',
    'disk space',
    'prune',
    'delete',
  ],
  label: (amount, { mode }) =>
    mode === 'delete' ? `Free ${amount ?? 'leaked layers'} now` : `Quarantine ${amount ?? 'leaked layers'}`,
  group: 'free',
  effect: ({ mode }) => (mode === 'delete' ? 'frees-now' : 'frees-later'),
  consequence,
  modes: [{ mode: 'delete' }, { mode: 'quarantine' }],
  scope: 'objects',
  onlyLeaked: true,
  defaults: { names: 'all' },
  undo: restoreRequest,
  needs: ['platform', 'engine', 'dataRoot', 'driverDirectories', 'layerdb', 'buildkitSnapshots', 'namespaceMounts'],
  params: leakedLayersParams,
  onFailure: 'continue',
  plan: (input) => atOnce(planInPieces(input)),
  planInPieces,
};
export default action;

function consequence(context: ConsequenceContext): string {
  const stops = context.params.stopDocker === 'yes' ? 'Docker and its containers stop for a moment. ' : '';
  return `${stops}${quarantineConsequence(context)}`;
}

function* planInPieces(input: PlanInput<LeakedLayersParams>): InPieces<PlanDraft | Refusal> {
  const stopping = input.params.stopDocker === 'yes' ? [dockerStoppable, quotasKept] : [];
  const guards = judgeAll([rootShell, dockerCli, identityKnown, storageProvable, ...stopping], input);
  if (guards.some(({ state }) => state !== 'pass') || input.report.leaks.state === 'unknown') {
    return refusal(action.id, guards);
  }
  const leaks = input.report.leaks.value.filter((leak) => layerLeakKinds.has(leak.kind));
  const asked = yield* filterInPieces(leaks, (leak) => isNamed(input.params.names, leak.name));
  yield;
  const ordered = yield* dependentsFirst(asked, input);
  const sorted = sortOut(yield* mapInPieces(ordered, (leak) => leakedLayerCandidate(leak, input)));
  yield;
  const isReleased = ({ op }: Candidate) => op === 'release-chain';
  const released = withAllThatGoes(sorted.chosen.filter(isReleased), sorted.skipped, input);
  const chosen = [...sorted.chosen.filter((each) => !isReleased(each)), ...released.chosen];
  const skipped = [...sorted.skipped, ...released.skipped, ...unknownNames(input, leaks)];
  if (chosen.length === 0) {
    const why =
      asked.length === 0
        ? input.params.names === 'all'
          ? 'No layer is leaked on this host.'
          : 'None of the named layers is leaked on this host.'
        : 'None of the leaked layers can be removed now; each has its reason.';
    return nothingToDo(action.id, why, skipped);
  }
  yield;
  return yield* draft({ input, chosen, skipped, guards });
}

function unknownNames(input: PlanInput<LeakedLayersParams>, leaks: readonly Leak[]): SkippedObject[] {
  return missingNames(input.params.names, new Set(leaks.map(({ name }) => name))).map((name) => {
    const target: PlanTarget = { kind: 'layer', id: name, label: name, owner: null };
    const bytes = { state: 'unknown', reason: 'not-collected', detail: 'No leak has that name.' } as const;
    return skip(
      { target, bytes },
      'not-found',
      'No leaked layer has that name on this host; it may have been removed already.',
    );
  });
}

interface Parts {
  input: PlanInput<LeakedLayersParams>;
  chosen: Candidate[];
  skipped: SkippedObject[];
  guards: GuardJudgement[];
}

function* draft({ input, chosen, skipped, guards }: Parts): InPieces<PlanDraft> {
  const isDelete = input.params.mode === 'delete';
  const bytes = sumOfBytes(chosen);
  const purgeAt = addDays(input.now, input.graceDays);
  const objects = count(chosen.length, 'leaked layer');
  const stopsDocker = chosen.some(({ op }) => op === 'set-aside-dead-mount');
  return frame(action, input, {
    title: isDelete ? deleteTitle(chosen) : `Quarantine ${objects}`,
    summary: isDelete
      ? `${deleteSummary(chosen)}${inAll(input, chosen.length)}`
      : `Moves ${objects} into a quarantine folder on the same disk and checks that every image and container still has its directories. Their space is freed when they are purged: on ${formatMoment(purgeAt)}, or earlier if you choose. Until then they can be restored.${inAll(input, chosen.length)}`,
    warnings: stopsDocker ? ['Docker and every container stop for a moment. What was running is started again.'] : [],
    steps: yield* leakedLayerSteps(chosen, input),
    skipped,
    guards,
    estimate: estimateOf({
      freedBytes: isDelete ? bytes : known(0),
      exact: false,
      freesNow: isDelete,
      setAside: isDelete ? null : { bytes, purgeAt },
      seconds: Math.ceil(2 + chosen.length * 0.02 + (stopsDocker ? 40 : 0)),
      objects: chosen.length,
      how: isDelete
        ? 'sizes as measured; shared data is freed only once'
        : 'a quarantine frees nothing until it is purged',
    }),
    confirmation: isDelete || stopsDocker ? 'host-name' : 'click',
    undo: isDelete
      ? {
          possible: false,
          excuse: deleteExcuse(chosen),
        }
      : { possible: true, until: purgeAt, actionId: 'restore-quarantine' },
    stopsDocker,
  });
}

/** The names are those that were quarantined according to the journal. The new plan skips, with a reason, what was purged since. */
function restoreRequest(run: Run): UndoRequest | { excuse: string } {
  const names = run.steps
    .filter((step) => step.target.kind === 'layer' && step.state === 'done')
    .map((step) => step.target.id);
  if (names.length === 0) return { excuse: 'This run quarantined nothing, so there is nothing to restore.' };
  return { actionId: 'restore-quarantine', params: { entries: names.join(',') } };
}
