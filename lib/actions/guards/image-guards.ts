import { formatBytes } from '../../domain/bytes.ts';
import type { HostFacts } from '../../domain/host-facts.ts';
import { migrationPath } from '../../domain/migration.ts';
import type { Verdict } from '../../domain/plan.ts';
import {
  imageBelowDocker,
  isSameFilesystem,
  mountOfImage,
  neededBytes,
  suggestedImages,
  targetOf,
} from '../../facts/views/migration/setup.ts';
import { isAtOrBelow, isBelow } from '../../facts/views/paths.ts';
import { type Guard, notKnown, pass, refuse } from './guard.ts';
import { filesystemVerdict, systemFolders, unmountedVerdict } from './move-target.ts';

/** What stays free on the disk below an image. */
const staysFree = 64 * 2 ** 20;

/** Where a new image is to lie, and whether it fits there and holds what Docker has. */
export const imageTarget: Guard<{ image: string; bytes: number }> = {
  id: 'image-target',
  about:
    'The image is a new file on a local filesystem that is mounted at boot, fits there, and holds all that Docker has.',
  recheck: 'judge_image_place',
  check({ facts }, { image, bytes }) {
    const { dataRoot, mounts, moveTargets, bootConfiguration } = facts.sections;
    for (const section of [dataRoot, mounts, moveTargets, bootConfiguration])
      if (section.state === 'unknown')
        return notKnown(`Where an image could lie could not be read (${section.detail})`);
    if (dataRoot.state === 'unknown') return notKnown(dataRoot.detail);
    if (image === '' || bytes === 0) return refuse(unnamed(facts));
    if (!/\.img$/.test(image) || !migrationPath.safeParse(mountOfImage(image)).success)
      return refuse(`${image} does not end with .img. The image is mounted beside itself, at its name without that.`);
    const root = dataRoot.value.path;
    if (isAtOrBelow(image, root)) return refuse(`${image} is inside the data root, which is to be copied into it.`);
    if (isAtOrBelow(root, mountOfImage(image)))
      return refuse(`The data root ${root} is inside ${mountOfImage(image)}, where the image would be mounted.`);
    if (systemFolders.test(image)) return refuse(`${image} belongs to the system. Choose a folder on a data disk.`);
    const place = unmountedVerdict(image, facts) ?? filesystemVerdict(image, facts, { isImage: true });
    if (place.state !== 'pass') return place;
    return snapshotVerdict(image, facts) ?? sizeVerdict(image, bytes, facts) ?? place;
  },
};

function unnamed(facts: HostFacts): string {
  const [first] = suggestedImages(facts);
  return first === undefined
    ? 'No local filesystem (ext4, xfs, btrfs) that is mounted at boot has room for an image that holds Docker’s data.'
    : `Name the image file and its size, for example image=${first.image} size=${first.size}.`;
}

/** After a snapshot of the subvolume every block of the image is copied when it is written, and deleted data stays. */
function snapshotVerdict(image: string, facts: HostFacts): Verdict | null {
  const { mounts, btrfs } = facts.sections;
  const mount = targetOf(image, facts)?.mount;
  if (mount?.type !== 'btrfs') return null;
  if (btrfs.state === 'unknown' || mounts.state === 'unknown')
    return notKnown('Whether the subvolume has snapshots could not be read. Scan again as root.');
  const all = btrfs.value.flatMap(({ subvolumes }) => subvolumes);
  const around = all
    .filter(({ hostPath }) => hostPath !== null && isBelow(image, hostPath))
    .sort((one, other) => (other.hostPath?.length ?? 0) - (one.hostPath?.length ?? 0))[0];
  const snapshots = around === undefined ? [] : all.filter(({ parentUuid }) => parentUuid === around.uuid);
  return snapshots.length === 0
    ? null
    : refuse(
        `${around?.hostPath} has ${snapshots.length} snapshots, and each would hold the image too. Make a subvolume of its own for it that snapshot jobs leave out.`,
      );
}

/** The run measures the data root before it makes anything; this is what is known before. */
function sizeVerdict(image: string, bytes: number, facts: HostFacts): Verdict | null {
  const found = targetOf(image, facts)?.target ?? null;
  if (found === null) return notKnown('How much is free on the disk of the image is unknown.');
  const needed = neededBytes(facts);
  const least = needed.state === 'known' ? needed.value * 1.11 + 2 * staysFree : 0;
  if (bytes < least)
    return refuse(
      `Docker’s filesystem holds ${formatBytes(needed.state === 'known' ? needed.value : 0)}. An image of ${formatBytes(bytes)} is too small; it takes at least ${formatBytes(least)}.`,
    );
  if (found.freeBytes < bytes + staysFree) {
    const fits = Math.max(0, found.freeBytes - staysFree);
    return refuse(
      `An image of ${formatBytes(bytes)} does not fit: ${formatBytes(found.freeBytes)} are free there. ${fits > least ? `At most ${formatBytes(fits)} would.` : `Docker’s data needs ${formatBytes(least)}, so it needs a larger disk.`}`,
    );
  }
  return isSameFilesystem(found, facts) && needed.state === 'unknown'
    ? pass(
        `${formatBytes(found.freeBytes)} free. The run measures the data root first, and ends there if it does not fit.`,
      )
    : null;
}

/** Growing and trimming work on the image that Docker's data root lies on, and on no other. */
export const onImage: Guard<null> = {
  id: 'on-image',
  about: 'Docker’s data root lies on a filesystem in a file, attached once and writable.',
  recheck: 'judge_mounted_image',
  check({ facts }) {
    const found = imageBelowDocker(facts);
    if (found.state === 'unknown')
      return notKnown(`What Docker’s data root lies on could not be read (${found.detail})`);
    if (found.value === null) return refuse('Docker’s data root lies on no image file.');
    const { loop } = found.value;
    if (loop.isDeleted)
      return refuse(`The image ${loop.backingFile} was deleted. Copy its data away before anything else.`);
    if (loop.isReadOnly === true) return refuse(`The image ${loop.backingFile} is attached read-only.`);
    if (!migrationPath.safeParse(loop.backingFile).success)
      return refuse(`The path of the image has characters that are not handled: ${loop.backingFile}.`);
    const { loopDevices } = facts.sections;
    const same =
      loopDevices.state === 'known' ? loopDevices.value.filter((each) => each.backingFile === loop.backingFile) : [];
    if (same.length > 1)
      return refuse(`${loop.backingFile} is attached to ${same.length} loop devices. Solve that first.`);
    return pass(`Docker’s data root lies on ${loop.backingFile}.`);
  },
};

/** Larger, or whole where it is thin, and within what its disk has. */
export const imageGrowable: Guard<{ bytes: number }> = {
  id: 'image-growable',
  about: 'The new size is not below the present one, and the disk below has room for it.',
  recheck: 'judge_grow',
  check({ facts }, { bytes }) {
    const found = imageBelowDocker(facts);
    if (found.state === 'unknown' || found.value === null) return notKnown('The image is unknown.');
    const { apparentBytes, allocatedBytes, backing } = found.value.loop;
    if (apparentBytes === null || allocatedBytes === null || backing === null)
      return notKnown('The size of the image, or the free space of its disk, is unknown. Scan again as root.');
    if (bytes === 0)
      return refuse(
        `Name its new size. It has ${formatBytes(apparentBytes)}, and ${formatBytes(backing.freeBytes)} are free on its disk, for example size=${Math.ceil((apparentBytes + backing.freeBytes / 2) / 2 ** 30)}G.`,
      );
    if (bytes < apparentBytes)
      return refuse(`The image has ${formatBytes(apparentBytes)} already, and an image is never made smaller.`);
    // With the size that it has, holes are filled, and a filesystem that did not grow with its file does now.
    const taken = Math.max(0, bytes - allocatedBytes);
    if (taken > 0 && backing.freeBytes < taken + staysFree)
      return refuse(
        `${formatBytes(taken)} would be taken from its disk, which has ${formatBytes(backing.freeBytes)} free. At most ${formatBytes(Math.max(apparentBytes, allocatedBytes + backing.freeBytes - staysFree))} would fit.`,
      );
    return pass(`${formatBytes(taken)} are taken from its disk, which has ${formatBytes(backing.freeBytes)} free.`);
  },
};
