import type { PlanInput } from '../../domain/action.ts';
import type { HostFacts } from '../../domain/host-facts.ts';
import { migrationPath } from '../../domain/migration.ts';
import type { Verdict } from '../../domain/plan.ts';
import { isAtOrBelow, isBelow } from '../../facts/views/paths.ts';
import { type Guard, notKnown, pass, refuse } from './guard.ts';

/**
 * Only a setup whose copy was tried and compared is moved: overlay2 on one filesystem, with nothing mounted into it. The reasons are
 * those of docs/reference/guard-lessons.md#g19: a data root that comes up with something missing hides containers.
 */
export const dataRootMovable: Guard<null> = {
  id: 'data-root-movable',
  about:
    'The data root is of a kind whose copy is whole: overlay2, nothing mounted into it, no engine mode that a copy breaks.',
  recheck: 'judge_copy',
  check(input) {
    return (
      engineVerdict(input.facts) ?? diskVerdict(input) ?? pass('overlay2, and nothing is mounted into the data root.')
    );
  },
};

function engineVerdict({ sections: { engine, platform } }: HostFacts): Verdict | null {
  if (engine.state === 'unknown') return notKnown(`Docker does not answer (${engine.detail}) Start it and scan again.`);
  const { storageDriver, imageStore, liveRestore, swarmActive, securityOptions } = engine.value;
  if (imageStore === 'containerd')
    return refuse(
      'Docker keeps its images in containerd’s store, whose folder (/var/lib/containerd) would have to move too. That is not built yet.',
    );
  if (storageDriver === 'btrfs')
    return refuse('A copy of the btrfs driver’s subvolumes is not valid. Moving them is not built yet.');
  if (storageDriver !== 'overlay2')
    return refuse(`Only data roots with overlay2 are moved, and this one has ${storageDriver}.`);
  if (securityOptions.some((option) => option.includes('rootless')))
    return refuse(
      'Rootless Docker is not moved: its data root belongs to a user. Change data-root in that user’s daemon.json.',
    );
  if (securityOptions.some((option) => option.includes('userns')))
    return refuse('userns-remap is on; such a data root is one level deeper, and its move was not tried.');
  if (liveRestore)
    return refuse(
      'live-restore is on: containers outlive the stop of Docker and go on writing to the old data root. Switch it off in daemon.json, reload Docker and scan again.',
    );
  if (swarmActive)
    return refuse('This host is part of a swarm, and the move of a swarm node was not tried. Leave the swarm first.');
  if (platform.state === 'unknown') return notKnown(`The host could not be read (${platform.detail})`);
  if (platform.value.init !== 'systemd')
    return refuse('Without systemd nothing would keep Docker from starting before its new disk is mounted.');
  if (platform.value.tools.rsync === undefined)
    return refuse(
      'The copy needs rsync, which is not installed. Install it (apt-get install rsync, dnf install rsync) and scan again.',
    );
  return null;
}

function diskVerdict({ facts, report }: PlanInput<unknown>): Verdict | null {
  const { dataRoot, mounts, containers, volumesOnDisk, quarantine, btrfs } = facts.sections;
  for (const section of [dataRoot, mounts, containers, volumesOnDisk, quarantine])
    if (section.state === 'unknown')
      return notKnown(`What lies in the data root could not be read (${section.detail})`);
  if (
    dataRoot.state === 'unknown' ||
    mounts.state === 'unknown' ||
    containers.state === 'unknown' ||
    volumesOnDisk.state === 'unknown' ||
    quarantine.state === 'unknown'
  )
    return null;
  const [hindrance] = report.refusals;
  if (hindrance !== undefined) return refuse(hindrance.excuse);
  const root = dataRoot.value.path;
  if (!migrationPath.safeParse(root).success)
    return refuse(`The path of the data root has characters that are not handled: ${root}.`);
  if (quarantine.value.length > 0)
    return refuse(
      `${quarantine.value.length} leaked layers are quarantined in the data root, and a copy of a quarantined layer cannot be restored. Purge or restore them first.`,
    );
  const withOptions = new Set(volumesOnDisk.value.filter(({ hasOptions }) => hasOptions).map(({ name }) => name));
  const foreign = mounts.value.find(
    ({ mountPoint }) => isBelow(mountPoint, root) && !isDockersOwn(mountPoint.slice(root.length + 1), withOptions),
  );
  if (foreign !== undefined)
    return refuse(
      `${foreign.mountPoint} is a mount inside the data root, and would not be there after the move. Unmount it first.`,
    );
  const bound = containers.value.find(({ mounts: all }) =>
    all.some(({ type, source, readWrite }) => type === 'bind' && readWrite && isAtOrBelow(source, root)),
  );
  if (bound !== undefined)
    return refuse(
      `The container ${bound.names[0] ?? bound.id.slice(0, 12)} has a folder of the data root as a writable bind mount, and would go on writing to the old one. Recreate it without that mount first.`,
    );
  if (dataRoot.value.filesystemType !== 'btrfs') return null;
  if (btrfs.state === 'unknown')
    return notKnown(`Whether there are subvolumes in the data root could not be read (${btrfs.detail})`);
  const nested = btrfs.value
    .flatMap(({ subvolumes }) => subvolumes)
    .find(({ hostPath }) => hostPath !== null && isBelow(hostPath, root));
  if (nested !== undefined)
    return refuse(
      `${nested.hostPath} is a btrfs subvolume in the data root, which a copy would leave out. Remove it first.`,
    );
  return null;
}

/** What Docker itself mounts there, and mounts again where it runs then. `inside`: relative to the data root. */
function isDockersOwn(inside: string, withOptions: ReadonlySet<string>): boolean {
  if (/^overlay2(\/[^/]+\/merged)?$/.test(inside) || /^containers\/[^/]+\/(mounts\/.*|secrets)$/.test(inside))
    return true;
  const volume = /^volumes\/([^/]+)\/_data$/.exec(inside)?.[1];
  return volume !== undefined && withOptions.has(volume);
}
