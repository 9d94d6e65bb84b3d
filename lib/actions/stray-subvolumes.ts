import type { PlanInput } from '../domain/action.ts';
import { unknown } from '../domain/fact.ts';
import type { FailurePolicy, GuardJudgement, PlanDraft, PlanTarget, Refusal } from '../domain/plan.ts';
import { type PlannedStore, storeSite } from '../facts/views/containerd/planned-store.ts';
import { type StrayDirectory, strayDirectories } from '../facts/views/containerd/stray-directories.ts';
import { type Candidate, nothingToDo, skip, sortOut, stepsOf, wholeStep } from './candidates.ts';
import { count, estimateOf, frame } from './frame.ts';
import { judge } from './guards/guard.ts';
import { strayProven } from './guards/stray-proven.ts';
import { isNamed, missingNames } from './names-param.ts';

/**
 * What containerd's btrfs snapshotter forgot, and what stands in the way of its collector (docs/reference/containerd-on-disk.md#the-blocked-collector-of-btrfs):
 * the subvolumes are deleted, and what waited behind them is freed by containerd.
 */
export function planStrays(
  action: { id: string; onFailure: FailurePolicy },
  input: PlanInput<Readonly<Record<string, unknown>> & { names: string[] | 'all' }>,
  store: PlannedStore,
  guards: GuardJudgement[],
): PlanDraft | Refusal {
  const { btrfs } = input.facts.sections;
  const { names } = input.params;
  const all = strayDirectories(store.facts, btrfs.state === 'known' ? btrfs.value : null);
  const asked = all.filter(({ path }) => isNamed(names, path));
  const { chosen, skipped } = sortOut(asked.map((stray) => candidate(stray, store, input)));
  skipped.push(
    ...missingNames(names, new Set(all.map(({ path }) => path))).map((name) =>
      skip({ target: target(name, name), bytes: notMeasured }, 'not-found', 'No stray directory has that name.'),
    ),
  );
  if (chosen.length === 0) {
    const none = 'containerd forgot no subvolume on this host.';
    return nothingToDo(
      action.id,
      asked.length === 0 ? none : 'None of the stray directories can be deleted now.',
      skipped,
    );
  }
  const blocking = asked.filter(
    ({ state, path }) => state === 'blocks-collector' && chosen.some(({ args }) => args.path === path),
  );
  const waiting = blocking.flatMap(({ original }) => original ?? []);
  const strays = count(chosen.length, 'stray subvolume');
  const site = storeSite(store.facts);
  const collect = wholeStep(
    { kind: 'store', id: 'containerd', label: "containerd's store", owner: null },
    'collect-snapshots',
    { namespace: store.facts.namespace, waiting },
  );
  return frame(action, input, {
    title: `Delete ${strays}`,
    summary: `Deletes ${strays} that containerd’s btrfs snapshotter forgot.${waiting.length === 0 ? '' : ' Then it has containerd collect: an empty snapshot is made and removed, and all that was removed before and stayed on the disk is freed.'}`,
    steps: stepsOf(waiting.length === 0 ? chosen : [...chosen, collect]),
    skipped,
    guards,
    estimate: estimateOf({
      freedBytes: notMeasured,
      objects: chosen.length,
      seconds: 3 + chosen.length,
      how: 'measured on the filesystem before and after',
    }),
    confirmation: 'host-name',
    undo: { possible: false, excuse: 'A subvolume that was deleted cannot be restored.' },
    ...(site === null ? {} : { store: site }),
  });
}

const notMeasured = unknown('not-collected', 'Subvolumes share data, so what comes free is known afterwards.');

function candidate(stray: StrayDirectory, { facts }: PlannedStore, input: PlanInput<unknown>): Candidate {
  const { path, uuid, original, state, snapshotter } = stray;
  const own = state === 'blocks-collector' ? original : null;
  const hostPath = `${facts.root}/io.containerd.snapshotter.v1.${snapshotter}/${path}`;
  return {
    target: target(path, hostPath),
    bytes: notMeasured,
    op: 'delete-stray',
    args: { path, uuid, original: own },
    guards: [judge(strayProven, input, { stray })],
  };
}

function target(id: string, label: string): PlanTarget {
  return { kind: 'subvolume', id, label, owner: null };
}
