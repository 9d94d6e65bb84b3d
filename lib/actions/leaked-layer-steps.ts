import type { PlanInput } from '../domain/action.ts';
import { known } from '../domain/fact.ts';
import type { PlannedStep, PlanTarget, StepArguments } from '../domain/plan.ts';
import type { InPieces } from '../domain/slices.ts';
import { type Candidate, stepsInPieces } from './candidates.ts';
import { directoryArguments } from './leaked-layer.ts';
import type { LeakedLayersParams } from './leaked-layer-methods.ts';

/** A check, the canary and a check, the rest and a check, and only then what cannot be undone. */
export function* leakedLayerSteps(
  chosen: readonly Candidate[],
  input: PlanInput<LeakedLayersParams>,
): InPieces<PlannedStep[]> {
  const isDelete = input.params.mode === 'delete';
  const target: PlanTarget = { kind: 'data-root', id: 'references', label: 'images and containers', owner: null };
  const check = (when: 'before' | 'canary' | 'after'): Candidate => ({
    target,
    bytes: known(0),
    op: 'check-references',
    args: { when },
    guards: [],
  });
  yield;
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
  const all = yield* stepsInPieces([...checked, ...purges, ...released]);
  const canary = all[1];
  if (canary !== undefined && hasCanary) canary.endsBatch = true;
  // In a run that deletes, the bytes are at the step that frees them.
  return all.map((step) => (step.op.startsWith('set-aside') && isDelete ? { ...step, bytes: known(0) } : step));
}

/** The init layer is moved and restored with the writable layer, as a step of its own. */
function initLayer(dead: Candidate, input: PlanInput<LeakedLayersParams>): Candidate[] {
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
