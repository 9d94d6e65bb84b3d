import { z } from 'zod';
import type { Action, PlanInput } from '../domain/action.ts';
import type { GuardJudgement, PlanDraft, Refusal } from '../domain/plan.ts';
import type { BtrfsSubvolume } from '../domain/storage-facts.ts';
import { type Candidate, judgeAll, refusal, stepsOf, wholeStep } from './candidates.ts';
import { count, frame, freesNothing } from './frame.ts';
import { pass, refuse } from './guards/guard.ts';
import { identityKnown } from './guards/identity-known.ts';
import { onBtrfs } from './guards/on-btrfs.ts';
import { rootShell } from './guards/root-shell.ts';

const params = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,40}$/)
    .optional(),
});
type Params = z.output<typeof params>;

/**
 * A snapshot stops at subvolumes (docs/reference/guard-lessons.md#g29). With the btrfs driver it would hold every layer as an empty
 * directory, so each layer gets a snapshot of its own beside that of the data root.
 */
const action: Action<typeof params> = {
  id: 'snapshot-data-root',
  title: "Snapshot Docker's data root",
  about:
    'Makes read-only btrfs snapshots of the data root and every layer in it. They keep their space in use until they are deleted.',
  words: ['backup', 'btrfs snapshot', 'save'],
  label: () => 'Snapshot the data root',
  group: 'maintain',
  effect: () => 'maintains',
  consequence: () => 'Frees nothing: deleted data keeps its space as long as the snapshot exists.',
  scope: 'objects',
  needs: ['platform', 'engine', 'dataRoot', 'btrfs'],
  params,
  onFailure: 'compensate',
  plan,
};
export default action;

function plan(input: PlanInput<Params>): PlanDraft | Refusal {
  const guards = [...judgeAll([rootShell, identityKnown, onBtrfs], input)];
  const found = parts(input);
  guards.push(found.judgement);
  if (guards.some(({ state }) => state !== 'pass')) return refusal(action.id, guards);
  const name = input.params.name ?? input.now.slice(0, 19).replaceAll(/[:T]/g, '-');
  const steps = stepsOf(found.subvolumes.map((each) => candidate(each, name, found.root)));
  return frame(action, input, {
    title: `Snapshot ${found.root}`,
    summary: `Makes ${count(steps.length, 'read-only snapshot')} in ${found.root}/.bilge-snapshots/${name}. Data of running containers is as after a power cut. What is deleted from now on is not freed until the snapshots are deleted.`,
    warnings: ['Snapshots keep space in use: a cleanup frees nothing that they hold.'],
    steps,
    skipped: [],
    guards,
    estimate: freesNothing({
      objects: steps.length,
      seconds: 2 + steps.length,
      how: 'a snapshot frees nothing',
    }),
    confirmation: 'click',
    undo: { possible: false, excuse: 'Delete the snapshots to undo this.' },
  });
}

interface Parts {
  root: string;
  subvolumes: { hostPath: string; uuid: string; target: string }[];
  judgement: GuardJudgement;
}

function parts({ facts }: PlanInput<Params>): Parts {
  const guardId = 'snapshot-whole';
  const { dataRoot, btrfs, engine } = facts.sections;
  const nothing = { root: '', subvolumes: [] };
  if (dataRoot.state === 'unknown' || btrfs.state === 'unknown' || engine.state === 'unknown') {
    return {
      ...nothing,
      judgement: {
        guardId,
        state: 'unknown',
        said: 'The subvolumes of the data root could not be read. Scan again with root on the host.',
      },
    };
  }
  const root = dataRoot.value.path;
  const all = btrfs.value.flatMap((each) => each.subvolumes);
  const own =
    all.find((each) => each.hostPath === root) ??
    (dataRoot.value.inode === 256
      ? topLevel(
          btrfs.value.map(({ mountPoint }) => mountPoint),
          root,
        )
      : undefined);
  if (own === undefined) {
    const said = `${root} is not a subvolume of its own, so a snapshot would include everything around it. Move Docker's data root into a subvolume first.`;
    return { ...nothing, judgement: { guardId, ...refuse(said) } };
  }
  const layers = engine.value.storageDriver === 'btrfs' ? all.flatMap((each) => layerOf(each, root)) : [];
  const subvolumes = [{ hostPath: root, uuid: own.uuid, target: 'root' }, ...layers];
  return {
    root,
    subvolumes,
    judgement: {
      guardId,
      ...pass(`${root} is a subvolume of its own, with ${count(layers.length, 'layer subvolume')}.`),
    },
  };
}

/** The data root may be the top level of its filesystem (id 5), which no listing shows. */
function topLevel(mountPoints: readonly string[], root: string): { uuid: string } | undefined {
  if (!mountPoints.includes(root)) return undefined;
  return { uuid: '-' };
}

function layerOf({ hostPath, uuid, path }: BtrfsSubvolume, root: string): Parts['subvolumes'] {
  const name = /(?:^|\/)btrfs\/subvolumes\/([^/]+)$/.exec(hostPath ?? path)?.[1];
  if (name === undefined || (hostPath !== null && !hostPath.startsWith(`${root}/btrfs/subvolumes/`))) return [];
  return [{ hostPath: `${root}/btrfs/subvolumes/${name}`, uuid, target: `layers/${name}` }];
}

function candidate(each: Parts['subvolumes'][number], name: string, root: string): Candidate {
  return wholeStep({ kind: 'snapshot', id: each.uuid, label: each.hostPath, owner: null }, 'snapshot-subvolume', {
    source: each.hostPath,
    target: `${root}/.bilge-snapshots/${name}/${each.target}`,
    uuid: each.uuid,
  });
}
