import type { PlanInput } from '../domain/action.ts';
import type { DriverDirectory } from '../domain/layer-facts.ts';
import type { StepArguments } from '../domain/plan.ts';
import { type InPieces, mapInPieces, sortedInPieces } from '../domain/slices.ts';
import type { Leak } from '../domain/storage-report.ts';
import { chainDepths } from './chain-depths.ts';
import { directoryNamed, layerSubvolumes } from './found-by-name.ts';
import { layerName } from './ops/layer-arguments.ts';

/** The arguments by which the script finds and identifies a leaked directory; null if the facts are not enough. */
export function layerStepArguments(leak: Leak, input: PlanInput<unknown>): StepArguments | null {
  const args = directoryArguments(leak.name, input);
  if (args === null || (leak.subvolume !== null && leak.subvolume.uuid !== args.uuid)) return null;
  return { ...args, isRemoving: leak.kind === 'stale-removing-layer' };
}

export function directoryArguments(name: string, input: PlanInput<unknown>): StepArguments | null {
  const { driverDirectories } = input.facts.sections;
  if (driverDirectories.state === 'unknown' || !layerName.safeParse(name).success) return null;
  const entry = directoryNamed(driverDirectories.value, name);
  if (entry === undefined || entry.kind !== 'directory') return null;
  const { driver, path } = driverDirectories.value;
  const isBtrfs = driver === 'btrfs';
  const { own, nested } = isBtrfs ? layerSubvolumes(input.facts.sections, path, name) : { own: undefined, nested: [] };
  if (isBtrfs && own === undefined) return null;
  return {
    name,
    inode: entry.inode,
    birthSeconds: statxBirth(entry),
    link: entry.link,
    subvolumeId: own?.id ?? null,
    uuid: own?.uuid ?? null,
    subvolumePath: own?.path ?? null,
    nested: nested
      .map(({ id }) => id)
      .sort((one, other) => one - other)
      .map(String),
    isRemoving: false,
  };
}

/**
 * A subvolume's own creation time is not what stat prints for it (docs/reference/docker-on-disk.md#the-age-of-a-directory), so it is
 * not compared by stat.
 */
function statxBirth(entry: DriverDirectory): number | null {
  return entry.birthSource === 'statx' && entry.birthSeconds !== null ? Math.floor(entry.birthSeconds) : null;
}

/** overlay2: remove dependents first, so no remaining layer loses a lower layer. */
export function* dependentsFirst(leaks: readonly Leak[], input: PlanInput<unknown>): InPieces<Leak[]> {
  const directories = input.facts.sections.driverDirectories;
  if (directories.state === 'unknown') return [...leaks];
  const layers = input.facts.sections.layerdb;
  const depths = layers.state === 'known' ? yield* chainDepths(layers.value.chains) : new Map<string, number>();
  const height = (name: string) => directoryNamed(directories.value, name)?.lower?.length ?? 0;
  const ranked = yield* mapInPieces(leaks, (leak) => ({
    leak,
    rank: Math.max(height(leak.name), depths.get(leak.name) ?? 0),
  }));
  return (yield* sortedInPieces(ranked, (one, other) => other.rank - one.rank)).map(({ leak }) => leak);
}

/** The chain that keeps this directory, for Docker to release. */
export function releaseArguments(leak: Leak, input: PlanInput<unknown>): StepArguments | null {
  const { layerdb } = input.facts.sections;
  if (layerdb.state === 'unknown') return null;
  const chain = layerdb.value.chains.find(({ cacheId, isRemoving }) => cacheId === leak.name && !isRemoving);
  return chain === undefined ? null : { name: leak.name, chain: chain.name };
}

/** The entry below layerdb/mounts, and the init layer that belongs to it. */
export function deadMountArguments(leak: Leak, input: PlanInput<unknown>): StepArguments | null {
  const { layerdb } = input.facts.sections;
  const own = layerStepArguments(leak, input);
  if (layerdb.state === 'unknown' || own === null) return null;
  const mount = layerdb.value.mounts.find(({ mountId }) => mountId === leak.name);
  if (mount === undefined) return null;
  const init = mount.initId === null || !hasDirectory(mount.initId, input) ? null : mount.initId;
  if (init !== null && directoryArguments(init, input) === null) return null;
  return { ...own, entry: mount.name, other: init, role: 'layer' };
}

function hasDirectory(name: string, { facts }: PlanInput<unknown>): boolean {
  const { driverDirectories } = facts.sections;
  return driverDirectories.state === 'known' && driverDirectories.value.entries.some((each) => each.name === name);
}
