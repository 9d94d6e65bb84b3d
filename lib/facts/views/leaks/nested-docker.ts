import { allKnown, type Fact, known } from '../../../domain/fact.ts';
import { counted } from '../../../domain/format.ts';
import type { HostFacts } from '../../../domain/host-facts.ts';
import type { VolumeOnDisk } from '../../../domain/layer-facts.ts';
import type { Leak, ProofStep } from '../../../domain/storage-report.ts';
import { isBelow } from '../paths.ts';
import { deepestFirst, type NestedSubvolume, subvolumesBelow } from '../rows/driver-subvolumes.ts';
import { areLeftBehind, type VolumeUse, volumeIdentity, volumeUse, volumeUseFacts } from '../rows/volume-use.ts';
import type { Sizes } from './leak.ts';

/**
 * Leak class (docs/reference/docker-on-disk.md#docker-inside-a-volume): a whole Docker inside a volume, left behind by docker:dind.
 *
 * The dind image declares a volume for its data root; each container that was made from it and removed without `-v` leaves one,
 * and on btrfs with nested subvolumes in it that `docker volume rm` cannot delete on kernels before 4.18. Whether its inner
 * layers are in use is the inner Docker's business: for the host the volume is one object, and it is named only when no container
 * uses it and nothing works in it. Mounts that a killed inner daemon left behind do not keep it; they are named in the proof,
 * because they must go first or the removal fails half way.
 */
export function nestedDockerRoots(facts: HostFacts, sizes: Sizes): Fact<Leak[]> {
  const { volumesOnDisk, btrfs } = facts.sections;
  if (volumesOnDisk.state === 'unknown') return volumesOnDisk;
  const nested = volumesOnDisk.value.filter((volume) => volume.nestedDrivers !== null);
  if (nested.length === 0) return known([]);
  const needed = allKnown(volumeUseFacts(facts), btrfs);
  if (needed.state === 'unknown') return needed;
  const [use] = needed.value;
  // Of a readable configuration the volumes are known, whatever its driver; of the others anything is possible.
  const unclear = use.hidden.filter(({ why }) => why !== 'other-driver').length;
  return known(
    nested.flatMap((volume) => {
      const found = volumeUse(volume.name, volume.dataPath, use);
      if (found.usedBy.length > 0 || volume.dataPath === null) return [];
      return [nestedRoot(volume, volume.dataPath, found, unclear, facts, sizes)];
    }),
  );
}

function nestedRoot(
  volume: VolumeOnDisk,
  dataPath: string,
  use: VolumeUse,
  hiddenContainers: number,
  facts: HostFacts,
  sizes: Sizes,
): Leak {
  const isFree =
    use.boundBy.length === 0 && hiddenContainers === 0 && areLeftBehind(dataPath, use.mountedBelow, use.heldBy);
  return {
    kind: 'nested-docker-root',
    name: volume.name,
    path: dataPath,
    subvolume: null,
    owner: { kind: 'volume', id: volume.name },
    bytes: sizes.of('volume', volume.name, volumeIdentity(volume)),
    proof: proof(volume, dataPath, use, hiddenContainers),
    nested: nestedSubvolumes(dataPath, facts) ?? [],
    state: isFree ? 'orphan' : 'unconfirmed',
    since: null,
    removableLive: isFree,
    identity: volumeIdentity(volume),
  };
}

/** Deepest first, by path prefix from the top of the filesystem; null where the volume is on no btrfs that was read. */
export function nestedSubvolumes(dataPath: string, facts: HostFacts): NestedSubvolume[] | null {
  const { mounts, btrfs } = facts.sections;
  if (mounts.state === 'unknown' || btrfs.state === 'unknown') return null;
  const below = subvolumesBelow(dataPath, mounts.value, btrfs.value);
  return below === null ? null : deepestFirst(below.subvolumes, below.prefix, dataPath);
}

/** What keeps it comes last: that is what a refusal says. */
function proof(volume: VolumeOnDisk, dataPath: string, use: VolumeUse, hiddenContainers: number): ProofStep[] {
  const drivers = volume.nestedDrivers?.join(', ') || 'no driver';
  const inside = use.mountedBelow.filter((mountPoint) => isBelow(mountPoint, dataPath));
  const outside = use.mountedBelow.filter((mountPoint) => !isBelow(mountPoint, dataPath));
  const steps: ProofStep[] = [
    { source: 'Content', checked: `A data root of another Docker lies in this volume (${drivers}).` },
    { source: 'Containers', checked: 'No container uses this volume: neither one that Docker lists nor one on disk.' },
    { source: 'Mounts', checked: mountsStep(inside) },
    { source: 'Processes', checked: processesStep(use), ...(use.heldBy.length > 0 ? { against: true as const } : {}) },
  ];
  if (outside.length > 0 && use.heldBy.length === 0) {
    const checked = `It is shown at ${outside.slice(0, 3).join(', ')}, which no Docker that died leaves behind. Unmount that first.`;
    steps.push({ source: 'Mounts elsewhere', checked, against: true });
  }
  if (use.boundBy.length > 0) {
    steps.push({
      source: 'Bind mounts',
      checked: `Bound by path into ${use.boundBy.join(', ')}: it is in use.`,
      against: true,
    });
  }
  if (hiddenContainers > 0) {
    const checked = `${counted(hiddenContainers, 'container')} on disk that Docker does not show: one of them may own this volume.`;
    steps.push({ source: 'Hidden containers', checked, against: true });
  }
  return steps;
}

function mountsStep(inside: readonly string[]): string {
  if (inside.length === 0) return 'Nothing is mounted in it.';
  return `${counted(inside.length, 'mount')} left in it (${inside.slice(0, 3).join(', ')}): to be unmounted before anything is removed.`;
}

function processesStep({ heldBy }: VolumeUse): string {
  if (heldBy.length === 0) return 'No process works in it.';
  const named = heldBy.slice(0, 3).map(({ pid, command }) => `${command} (${pid})`);
  return `${named.join(', ')} ${heldBy.length === 1 ? 'works' : 'work'} in it: the inner Docker is alive. Stop it first.`;
}
