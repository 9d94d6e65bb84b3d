import { formatBytes } from '../../domain/bytes.ts';
import type { HostFacts } from '../../domain/host-facts.ts';
import type { Verdict } from '../../domain/plan.ts';
import {
  bootPoint,
  isMountedAtBoot,
  isSameFilesystem,
  neededBytes,
  suggestedTargets,
  targetOf,
  targetTypes,
} from '../../facts/views/migration/setup.ts';
import { isAtOrBelow } from '../../facts/views/paths.ts';
import { type Guard, notKnown, pass, refuse } from './guard.ts';

export const systemFolders = /^\/(bin|boot|dev|etc|lib|lib32|lib64|proc|root|run|sbin|sys|tmp|usr)(\/|$)/;

/** Where the data root is to go: a folder on another local filesystem that is mounted at boot. */
export const moveTarget: Guard<{ target: string }> = {
  id: 'move-target',
  about: 'The target is a new folder on another local filesystem that is mounted at boot.',
  recheck: 'judge_target',
  check({ facts }, { target }) {
    const { dataRoot, mounts, moveTargets, bootConfiguration } = facts.sections;
    for (const section of [dataRoot, mounts, moveTargets, bootConfiguration])
      if (section.state === 'unknown')
        return notKnown(`Where Docker could be moved to could not be read (${section.detail})`);
    if (dataRoot.state === 'unknown') return notKnown(dataRoot.detail);
    if (target === '') return refuse(unnamed(facts));
    const root = dataRoot.value.path;
    if (isAtOrBelow(target, root)) return refuse(`${target} is the data root or inside it.`);
    if (isAtOrBelow(root, target)) return refuse(`The data root ${root} is inside ${target}.`);
    if (systemFolders.test(target)) return refuse(`${target} belongs to the system. Choose a folder on a data disk.`);
    return unmountedVerdict(target, facts) ?? filesystemVerdict(target, facts, { isImage: false });
  },
};

function unnamed(facts: HostFacts): string {
  const [first] = suggestedTargets(facts);
  return first === undefined
    ? 'This host has no other local filesystem (ext4, xfs, btrfs) that is mounted at boot and has room for Docker’s data.'
    : `Name a folder on another filesystem, for example target=${first.path}.`;
}

/** A disk that is to be mounted there and is not: the copy would land on the system partition. */
export function unmountedVerdict(
  target: string,
  { sections: { bootConfiguration, mounts } }: HostFacts,
): Verdict | null {
  if (bootConfiguration.state === 'unknown' || mounts.state === 'unknown') return null;
  const missing = bootConfiguration.value.fstab
    .map(bootPoint)
    .find(
      (point) =>
        point.startsWith('/') &&
        point !== '/' &&
        isAtOrBelow(target, point) &&
        !mounts.value.some(({ mountPoint }) => mountPoint === point),
    );
  return missing === undefined
    ? null
    : refuse(`/etc/fstab names a disk for ${missing}, and it is not mounted now. Mount it first.`);
}

/** An image may lie on the disk that Docker is on now. */
export function filesystemVerdict(path: string, facts: HostFacts, { isImage }: { isImage: boolean }): Verdict {
  const found = targetOf(path, facts);
  if (found === null) return notKnown('Which filesystem the target is on could not be determined.');
  const { mount, isNetwork, target } = found;
  if (isNetwork)
    return refuse(
      `${mount.mountPoint} is a network filesystem (${mount.type}); ${isImage ? 'an image there would be damaged by the first interruption' : 'Docker’s layers do not work there'}.`,
    );
  if (!targetTypes.has(mount.type))
    return refuse(
      `${mount.mountPoint} is ${mount.type}. ${isImage ? 'An image is kept on' : 'Docker is moved to'} ext4, xfs or btrfs only.`,
    );
  if (target === null) return refuse(`The filesystem at ${mount.mountPoint} cannot be written to.`);
  if (!isImage && isSameFilesystem(target, facts))
    return refuse(`${path} is on the filesystem that Docker is on now, so the move would gain nothing.`);
  if (target.unsafe !== null)
    return refuse(
      `Users other than root could write to the folders above ${path}: ${target.unsafe}. Docker’s data must be root’s alone.`,
    );
  if (!(isMountedAtBoot(mount.mountPoint, facts) ?? false))
    return refuse(
      `${mount.mountPoint} is not mounted at boot: it is not in /etc/fstab. Add it there, or Docker would start without its data.`,
    );
  return pass(`${path} is on ${mount.mountPoint} (${mount.type}, ${formatBytes(target.freeBytes)} free).`);
}

/** The run measures the data root before it copies; this is what is known before. */
export const roomOnTarget: Guard<{ target: string }> = {
  id: 'room-on-target',
  about: 'The target has room for everything in the data root.',
  recheck: 'judge_room',
  check({ facts }, { target }) {
    const found = targetOf(target, facts)?.target ?? null;
    if (found === null) return notKnown('How much is free at the target is unknown.');
    const needed = neededBytes(facts);
    if (needed.state === 'unknown')
      return pass(
        `${formatBytes(found.freeBytes)} free. The run measures the data root first, and ends there if it does not fit.`,
      );
    const wanted = needed.value * 1.05 + 64 * 2 ** 20;
    if (found.freeBytes < wanted)
      return refuse(
        `Docker’s filesystem holds ${formatBytes(needed.value)} and only ${formatBytes(found.freeBytes)} are free at the target; ${formatBytes(wanted - found.freeBytes)} more are needed.`,
      );
    return pass(`${formatBytes(found.freeBytes)} free, at most ${formatBytes(wanted)} needed.`);
  },
};
