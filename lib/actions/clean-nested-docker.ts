import { z } from 'zod';
import type { Action, PlanInput } from '../domain/action.ts';
import { known } from '../domain/fact.ts';
import type { GuardJudgement, PlanDraft, PlanTarget, Refusal } from '../domain/plan.ts';
import type { Leak, VolumeRow } from '../domain/storage-report.ts';
import { sizesFrom } from '../facts/views/leaks/leak.ts';
import { nestedDockerRoots } from '../facts/views/leaks/nested-docker.ts';
import { type Candidate, judgeAll, refusal, stepsOf } from './candidates.ts';
import { count, estimateOf, frame } from './frame.ts';
import { containersComplete } from './guards/containers-complete.ts';
import { dockerCli } from './guards/docker-cli.ts';
import { judge, pass, refuse } from './guards/guard.ts';
import { identityKnown } from './guards/identity-known.ts';
import { ownObject } from './guards/own-object.ts';
import { protectedObject } from './guards/protected-object.ts';
import { rootShell } from './guards/root-shell.ts';
import { withAmount } from './labels.ts';
import { volumeName } from './ops/engine-object.ts';

const params = z.strictObject({ volume: volumeName, keepLabel: z.string().max(200).default('protected') });
type Params = z.output<typeof params>;

/**
 * A volume that was the data root of a docker:dind (docs/reference/docker-on-disk.md#subvolumes-below-a-volume): mounts it left are
 * unmounted, its subvolumes are deleted deepest first, then Docker removes the volume. The action names one volume; what the nested Docker
 * kept in it is not judged.
 */
const action: Action<typeof params> = {
  id: 'clean-nested-docker',
  title: 'Remove a volume with nested Docker data',
  about: 'For volumes left by docker:dind that Docker itself cannot delete completely.',
  words: ['dind', 'docker in docker', 'anonymous', 'subvolumes', 'cleanup', 'free', 'full', 'leak', 'prune', 'delete'],
  label: (amount, { volume }) =>
    withAmount(`Remove volume ${volume?.slice(0, 12) ?? 'with nested Docker data'}`, amount),
  group: 'free',
  effect: () => 'frees-now',
  consequence: () => 'No way back: images, containers and volumes of the Docker in it are lost.',
  scope: 'objects',
  needs: [
    'platform',
    'engine',
    'volumes',
    'volumesOnDisk',
    'containers',
    'containersOnDisk',
    'mounts',
    'namespaceMounts',
    'btrfs',
  ],
  params,
  onFailure: 'stop',
  plan,
};
export default action;

function plan(input: PlanInput<Params>): PlanDraft | Refusal {
  const { report, params: asked, facts } = input;
  const volume =
    report.volumes.state === 'known' ? report.volumes.value.find(({ name }) => name === asked.volume) : undefined;
  // From the volumes alone: it needs no proof about layers, so what blocks that proof does not block this.
  const roots = nestedDockerRoots(facts, sizesFrom(input.measurements));
  const leak = roots.state === 'known' ? roots.value.find((each) => each.name === asked.volume) : undefined;
  const guards = [
    ...judgeAll([rootShell, dockerCli, identityKnown, containersComplete], input),
    ...volumeGuards(volume, leak, input),
  ];
  if (guards.some(({ state }) => state !== 'pass') || volume === undefined) return refusal(action.id, guards);
  const disk =
    facts.sections.volumesOnDisk.state === 'known'
      ? facts.sections.volumesOnDisk.value.find(({ name }) => name === asked.volume)
      : undefined;
  return draft({ input, guards, volume, leak, dataPath: disk?.dataPath ?? volume.mountpoint });
}

function volumeGuards(
  volume: VolumeRow | undefined,
  leak: Leak | undefined,
  input: PlanInput<Params>,
): GuardJudgement[] {
  const { report, params: asked } = input;
  if (volume === undefined) {
    const why =
      report.volumes.state === 'unknown' ? report.volumes.detail : `There is no volume ${asked.volume} on this host.`;
    return [{ guardId: 'volume', ...refuse(why) }];
  }
  const labelled = { kind: 'volume', ids: [volume.name], labels: volume.labels, keepLabel: asked.keepLabel };
  return [
    judge(ownObject, input, { list: 'volumeNames', id: volume.name }),
    judge(protectedObject, input, labelled),
    { guardId: 'nested-docker', ...holdsDocker(volume) },
    { guardId: 'volume-free', ...isFree(volume, leak) },
  ];
}

function holdsDocker({ nestedDocker }: VolumeRow) {
  if (nestedDocker.state === 'unknown')
    return refuse(`The contents of the volume are unknown (${nestedDocker.detail})`);
  return nestedDocker.value === null
    ? refuse('This volume holds no nested Docker data. Use prune-volumes with its name.')
    : pass(
        `It holds nested Docker data: ${nestedDocker.value.driver}, ${count(nestedDocker.value.subvolumes, 'subvolume')}.`,
      );
}

function isFree(volume: VolumeRow, leak: Leak | undefined) {
  if (volume.usedBy.length > 0) return refuse(`Used by ${volume.usedBy.join(', ')}. Remove that first.`);
  if (leak === undefined) {
    return refuse('excuse' in volume.deletable ? volume.deletable.excuse : 'It was not found unused. Scan again.');
  }
  if (leak.state !== 'orphan') return refuse(leak.proof.at(-1)?.checked ?? 'It may be in use.');
  return pass(leak.proof.map(({ source, checked }) => `${source}: ${checked}`).join(' '));
}

interface Parts {
  input: PlanInput<Params>;
  guards: GuardJudgement[];
  volume: VolumeRow;
  leak: Leak | undefined;
  dataPath: string;
}

function draft({ input, guards, volume, leak, dataPath }: Parts): PlanDraft {
  const target: PlanTarget = { kind: 'volume', id: volume.name, label: volume.name, owner: null };
  const common = { name: volume.name, dataPath };
  const nested = leak?.nested ?? [];
  const candidates: Candidate[] = [
    { target, bytes: known(0), op: 'clear-nested-mounts', args: common, guards: [] },
    ...nested.map(
      (each): Candidate => ({
        target: { kind: 'subvolume', id: each.uuid, label: each.path, owner: `volume ${volume.name}` },
        bytes: known(0),
        op: 'delete-nested-subvolume',
        args: {
          ...common,
          id: each.id,
          uuid: each.uuid,
          path: topPathOf(each.uuid, input),
          hostPath: each.path,
          planned: insideOf(each.path, nested),
        },
        guards: [],
      }),
    ),
    { target, bytes: volume.bytes, op: 'remove-volume', args: { ...common, emptied: true }, guards: [] },
  ];
  const inner = nested.length === 0 ? '' : ` and ${count(nested.length, 'nested subvolume')}`;
  return frame(action, input, {
    title: `Remove volume ${volume.name.slice(0, 12)}${inner}`,
    summary: `A Docker inside a container kept its data in this volume. Unmounts what it left mounted, deletes its subvolumes deepest first, and then has Docker remove the volume. If anything uses the volume, nothing is changed.`,
    steps: stepsOf(candidates),
    skipped: [],
    guards,
    estimate: estimateOf({
      freedBytes: volume.bytes,
      objects: 1 + nested.length,
      seconds: Math.ceil(3 + nested.length * 0.1),
    }),
    confirmation: 'host-name',
    undo: { possible: false, excuse: 'The data in a removed volume cannot be restored.' },
  });
}

function topPathOf(uuid: string, { facts }: PlanInput<Params>): string {
  const { btrfs } = facts.sections;
  const all = btrfs.state === 'known' ? btrfs.value.flatMap((each) => each.subvolumes) : [];
  return all.find((each) => each.uuid === uuid)?.path ?? '';
}

function insideOf(path: string, nested: Leak['nested']): string[] {
  return nested.filter((each) => each.path.startsWith(`${path}/`)).map(({ id }) => String(id));
}
