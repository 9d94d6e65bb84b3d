import { z } from 'zod';
import type { Action, ConsequenceContext, PlanInput, UndoRequest } from '../domain/action.ts';
import { known } from '../domain/fact.ts';
import { formatDay, formatShortDay } from '../domain/format.ts';
import type {
  GuardJudgement,
  PlanDraft,
  PlannedStep,
  PlanTarget,
  Refusal,
  SkippedObject,
  StepArguments,
  Verdict,
} from '../domain/plan.ts';
import type { Run } from '../domain/run.ts';
import type { Leak } from '../domain/storage-report.ts';
import { unreferencedCounts, unreferencedSentence, unreferencedTotal } from '../domain/unreferenced.ts';
import { layerLeakKinds } from '../facts/views/leaked.ts';
import { type Candidate, judgeAll, nothingToDo, refusal, skip, sortOut, stepsOf, sumOfBytes } from './candidates.ts';
import { addDays, count, estimateOf, frame } from './frame.ts';
import { dockerCli } from './guards/docker-cli.ts';
import { dockerStoppable, quotasKept } from './guards/docker-stoppable.ts';
import { judge, notKnown, pass, refuse } from './guards/guard.ts';
import { identityKnown } from './guards/identity-known.ts';
import { leakProven } from './guards/leak-proven.ts';
import { protectedObject } from './guards/protected-object.ts';
import { rootShell } from './guards/root-shell.ts';
import { storageProvable } from './guards/storage-provable.ts';
import {
  deadMountArguments,
  dependentsFirst,
  directoryArguments,
  layerStepArguments,
  releaseArguments,
} from './leaked-layer.ts';
import { isNamed, missingNames, namesParam } from './names-param.ts';
import { withAllThatGoes } from './released-chains.ts';

const params = z.strictObject({
  mode: z.enum(['quarantine', 'delete']).default('quarantine'),
  names: namesParam,
  /** writable layers of lost containers can only be removed while Docker is stopped; the run starts it again */
  stopDocker: z.enum(['no', 'yes']).default('no'),
});
type Params = z.output<typeof params>;

/**
 * Quarantines leaked layer directories, or deletes them in the same run after checking that every image and container still has its
 * directories. The first object is moved alone, as a canary (docs/reference/guard-lessons.md#g7). On overlay2, dependents come first.
 */
const action: Action<typeof params> = {
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
  params,
  onFailure: 'continue',
  plan,
};
export default action;

function consequence({ params: { mode, stopDocker }, freesAt, nearlyFull }: ConsequenceContext): string {
  const stops = stopDocker === 'yes' ? 'Docker and its containers stop for a moment. ' : '';
  if (mode === 'delete') return `${stops}No way back.`;
  if (freesAt === null) return `${stops}Frees nothing until it is purged; can be restored until then.`;
  const day = formatShortDay(freesAt);
  return nearlyFull
    ? `${stops}Frees nothing tonight: the space is freed on ${day}. Can be restored until then.`
    : `${stops}Frees nothing until ${day}; can be restored until then.`;
}

function plan(input: PlanInput<Params>): PlanDraft | Refusal {
  const stopping = input.params.stopDocker === 'yes' ? [dockerStoppable, quotasKept] : [];
  const guards = judgeAll([rootShell, dockerCli, identityKnown, storageProvable, ...stopping], input);
  if (guards.some(({ state }) => state !== 'pass') || input.report.leaks.state === 'unknown') {
    return refusal(action.id, guards);
  }
  const leaks = input.report.leaks.value.filter((leak) => layerLeakKinds.has(leak.kind));
  const asked = leaks.filter((leak) => isNamed(input.params.names, leak.name));
  const sorted = sortOut(dependentsFirst(asked, input).map((leak) => candidate(leak, input)));
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
  return draft({ input, chosen, skipped, guards });
}

function candidate(leak: Leak, input: PlanInput<Params>): Candidate {
  const method = removalMethod(leak, input);
  const labelled = { kind: 'layer', ids: [leak.name], labels: {}, keepLabel: null };
  return {
    target: { kind: 'layer', id: leak.name, label: leak.path, owner: null },
    bytes: leak.bytes,
    op: method.op,
    args: method.args ?? {},
    guards: [
      judge(leakProven, input, leak),
      judge(protectedObject, input, labelled),
      { guardId: 'way-out', ...method.verdict },
    ],
  };
}

interface RemovalMethod {
  op: string;
  args: StepArguments | null;
  verdict: Verdict;
}

/**
 * The removal method of its class (docs/reference/docker-on-disk.md#leak-classes): deleting some by hand breaks a running engine.
 */
function removalMethod(leak: Leak, input: PlanInput<Params>): RemovalMethod {
  const { mode, stopDocker } = input.params;
  if (leak.kind === 'unreachable-layer') {
    const args = releaseArguments(leak, input);
    if (mode === 'quarantine') {
      const said =
        'This layer is still in Docker’s records, so it cannot be quarantined: only Docker can delete it, for good.';
      return { op: 'release-chain', args, verdict: refuse(said) };
    }
    return {
      op: 'release-chain',
      args,
      verdict: recognised(args, 'Docker adopts and then releases the layer; if anything uses it, Docker keeps it.'),
    };
  }
  if (leak.kind === 'leaked-container-layer') {
    const args = deadMountArguments(leak, input);
    if (stopDocker !== 'yes') {
      const said =
        'Docker holds it in memory, so it can only be removed while Docker and its containers are stopped for a moment.';
      return { op: 'set-aside-dead-mount', args, verdict: refuse(said) };
    }
    return { op: 'set-aside-dead-mount', args, verdict: recognised(args, 'Moved while this run has Docker stopped.') };
  }
  const args = layerStepArguments(leak, input);
  if (!leak.removableLive)
    return { op: 'set-aside-layer', args, verdict: refuse('It can only be removed while Docker is stopped.') };
  return { op: 'set-aside-layer', args, verdict: recognised(args, 'Can be quarantined while Docker runs.') };
}

function recognised(args: StepArguments | null, said: string): Verdict {
  return args === null ? notKnown('What identifies it on the host was not read. Scan again.') : pass(said);
}

function unknownNames(input: PlanInput<Params>, leaks: readonly Leak[]): SkippedObject[] {
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
  input: PlanInput<Params>;
  chosen: Candidate[];
  skipped: SkippedObject[];
  guards: GuardJudgement[];
}

function draft({ input, chosen, skipped, guards }: Parts): PlanDraft {
  const isDelete = input.params.mode === 'delete';
  const bytes = sumOfBytes(chosen);
  const purgeAt = addDays(input.now, input.graceDays);
  const objects = count(chosen.length, 'leaked layer');
  const stopsDocker = chosen.some(({ op }) => op === 'set-aside-dead-mount');
  return frame(action, input, {
    title: isDelete ? deleteTitle(chosen) : `Quarantine ${objects}`,
    summary: isDelete
      ? `${deleteSummary(chosen)}${inAll(input, chosen.length)}`
      : `Moves ${objects} into a quarantine folder on the same disk and checks that every image and container still has its directories. Their space is freed when they are purged: on ${formatDay(purgeAt)}, or earlier if you choose. Until then they can be restored.${inAll(input, chosen.length)}`,
    warnings: stopsDocker ? ['Docker and every container stop for a moment. What was running is started again.'] : [],
    steps: steps(chosen, input),
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

/** Where more is unreferenced than this plan takes: how it adds up. Each skipped object has its own reason besides. */
function inAll({ report: { layers, leaks } }: PlanInput<Params>, chosen: number): string {
  if (layers.state === 'unknown' || leaks.state === 'unknown') return '';
  const counts = unreferencedCounts(layers.value, leaks.value);
  return unreferencedTotal(counts) > chosen ? ` ${unreferencedSentence(counts)}` : '';
}

/** The number of the finding leads, and what only Docker can delete comes after it: `Delete 7 leaked layers and 3 through Docker`. */
function deleteTitle(chosen: readonly Candidate[]): string {
  const { moved, released } = ways(chosen);
  if (moved === 0) return `Delete ${count(released, 'leaked layer')}`;
  return `Delete ${count(moved, 'leaked layer')}${released > 0 ? ` and ${released} through Docker` : ''}`;
}

/** Only an unreferenced directory can be moved. What is in Docker's records Docker deletes itself, and that cannot be undone. */
function deleteSummary(chosen: readonly Candidate[]): string {
  const { moved, released } = ways(chosen);
  const sentences: string[] = [];
  if (moved > 0)
    sentences.push(
      `Quarantines ${count(moved, 'leaked layer')}, checks that every image and container still has its directories, and then deletes them. If the check fails, they are restored.`,
    );
  if (released > 0)
    sentences.push(
      `Has Docker delete ${count(released, 'layer')} that it still has on record but nothing uses; what Docker finds in use it keeps.`,
    );
  return sentences.join(' ');
}

function deleteExcuse(chosen: readonly Candidate[]): string {
  const { moved, released } = ways(chosen);
  const byDocker = 'Layers in Docker’s records are deleted by Docker for good; they cannot be quarantined.';
  const byBilge = 'They are deleted for good in this run. A quarantine would keep them for some days.';
  if (moved === 0) return byDocker;
  return released === 0 ? byBilge : `${byBilge} ${byDocker}`;
}

function ways(chosen: readonly Candidate[]): { moved: number; released: number } {
  const released = chosen.filter(({ op }) => op === 'release-chain').length;
  return { moved: chosen.length - released, released };
}

/** A check, the canary and a check, the rest and a check, and only then what cannot be undone. */
function steps(chosen: Candidate[], input: PlanInput<Params>): PlannedStep[] {
  const isDelete = input.params.mode === 'delete';
  const target: PlanTarget = { kind: 'data-root', id: 'references', label: 'images and containers', owner: null };
  const check = (when: 'before' | 'canary' | 'after'): Candidate => ({
    target,
    bytes: known(0),
    op: 'check-references',
    args: { when },
    guards: [],
  });
  const aside = chosen.filter(({ op }) => op === 'set-aside-layer');
  const dead = chosen
    .filter(({ op }) => op === 'set-aside-dead-mount')
    .map((each) => [each, ...initLayer(each, input)])
    // Pairs first: then a batch, which holds an even number, never splits one.
    .sort((one, other) => other.length - one.length)
    .flat();
  const released = chosen.filter(({ op }) => op === 'release-chain');
  const moved = [...aside, ...dead];
  const purges = isDelete ? moved.map((each) => ({ ...each, op: 'purge-entry', args: withoutEntry(each.args) })) : [];
  // If something breaks, it breaks with the first one, and the rest is not started (docs/reference/guard-lessons.md#g7).
  const hasCanary = aside.length > 0 && moved.length > 1;
  const inTurn = hasCanary ? [...moved.slice(0, 1), check('canary'), ...moved.slice(1)] : moved;
  const checked = moved.length === 0 ? [] : [check('before'), ...inTurn, check('after')];
  const all = stepsOf([...checked, ...purges, ...released]);
  const canary = all[1];
  if (canary !== undefined && hasCanary) canary.endsBatch = true;
  // In a run that deletes, the bytes are at the step that frees them.
  return all.map((step) => (step.op.startsWith('set-aside') && isDelete ? { ...step, bytes: known(0) } : step));
}

/** The init layer is moved and restored with the writable layer, as a step of its own. */
function initLayer(dead: Candidate, input: PlanInput<Params>): Candidate[] {
  const name = dead.args.other;
  const args = typeof name === 'string' ? directoryArguments(name, input) : null;
  if (typeof name !== 'string' || args === null) return [];
  const { entry = null, name: other = null } = dead.args;
  const target = { ...dead.target, id: name, label: name };
  // The leak's size is that of both.
  return [{ ...dead, target, bytes: known(0), args: { ...args, entry, other, role: 'init' } }];
}

function withoutEntry({ entry: _entry, other: _other, role: _role, ...args }: StepArguments): StepArguments {
  return args;
}

/** The names are those that were quarantined according to the journal. The new plan skips, with a reason, what was purged since. */
function restoreRequest(run: Run): UndoRequest | { excuse: string } {
  const names = run.steps
    .filter((step) => step.target.kind === 'layer' && step.state === 'done')
    .map((step) => step.target.id);
  if (names.length === 0) return { excuse: 'This run quarantined nothing, so there is nothing to restore.' };
  return { actionId: 'restore-quarantine', params: { entries: names.join(',') } };
}
