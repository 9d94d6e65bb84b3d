import type { PlanInput } from '../domain/action.ts';
import type { DriverDirectory } from '../domain/layer-facts.ts';
import type { StepArguments } from '../domain/plan.ts';
import type { Leak } from '../domain/storage-report.ts';
import { layerName } from './ops/layer-arguments.ts';

/** The arguments by which the script finds and recognises a leaked directory; null where facts do not say enough. */
export function layerStepArguments(leak: Leak, input: PlanInput<unknown>): StepArguments | null {
  const { driverDirectories, btrfs } = input.facts.sections;
  if (driverDirectories.state === 'unknown' || !layerName.safeParse(leak.name).success) return null;
  const entry = driverDirectories.value.entries.find(({ name }) => name === leak.name);
  if (entry === undefined || entry.kind !== 'directory') return null;
  const isBtrfs = driverDirectories.value.driver === 'btrfs';
  const subvolumes = btrfs.state === 'known' ? btrfs.value.flatMap((each) => each.subvolumes) : [];
  const own = leak.subvolume === null ? undefined : subvolumes.find(({ uuid }) => uuid === leak.subvolume?.uuid);
  if (isBtrfs && own === undefined) return null;
  return {
    name: leak.name,
    inode: entry.inode,
    birthSeconds: statxBirth(entry),
    link: entry.link,
    subvolumeId: own?.id ?? null,
    uuid: own?.uuid ?? null,
    subvolumePath: own?.path ?? null,
    nested: leak.nested
      .map(({ id }) => id)
      .sort((one, other) => one - other)
      .map(String),
    isRemoving: leak.kind === 'stale-removing-layer',
  };
}

/** A subvolume's own creation time is not what stat prints for it (docker-on-disk 0.4), so it is not compared by stat. */
function statxBirth(entry: DriverDirectory): number | null {
  return entry.birthSource === 'statx' && entry.birthSeconds !== null ? Math.floor(entry.birthSeconds) : null;
}

/** overlay2: what lies on others goes first, so that nothing that stays ever misses its lower layer. */
export function dependentsFirst(leaks: readonly Leak[], input: PlanInput<unknown>): Leak[] {
  const directories = input.facts.sections.driverDirectories;
  if (directories.state === 'unknown') return [...leaks];
  const height = new Map(directories.value.entries.map(({ name, lower }) => [name, lower?.length ?? 0]));
  return [...leaks].sort((one, other) => (height.get(other.name) ?? 0) - (height.get(one.name) ?? 0));
}
