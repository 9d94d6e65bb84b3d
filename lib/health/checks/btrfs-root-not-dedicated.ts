import { hiddenBySwitch } from '../cautions.ts';
import { dataBesideDocker } from '../data-beside-docker.ts';
import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { isBelow, mountCells, mountColumns, mountOf } from '../mounts.ts';
import { nasVendor } from '../nas-vendor.ts';
import { dataRootPath, dataRootSubject } from '../subjects.ts';
import { paragraphs, shortPath, steps } from '../text.ts';

export default defineCheck({
  id: 'btrfs-root-not-dedicated',
  title: 'The btrfs driver shares its filesystem with your data',
  why: 'With the btrfs driver each layer is a subvolume. On a filesystem that also holds your files, layers compete with them for space, thousands of snapshots slow it down, host snapshots keep deleted layers on disk, and leaked layers take the space of your files. Docker’s manual asks for a separate filesystem. On Synology the package chooses this driver by itself, and its kernel usually has no overlay.',
  needs: ['mounts'],
  drivers: ['btrfs'],
  run({ mounts }, context) {
    const { facts } = context;
    const path = dataRootPath(facts);
    if (path === null) return { unknown: 'The path of the data root is unknown.', missing: ['engine'] };
    const mount = mountOf(mounts, path);
    if (mount === null) return { unknown: `The mount table shows no mount for ${path}.`, missing: ['mounts'] };
    if (mount.type !== 'btrfs')
      return { unknown: `The mount table shows ${path} on ${mount.type}, but the driver is btrfs.` };
    const others = mounts.filter(
      (other) => sameFilesystem(other, mount) && !isBelow(other.mountPoint, mount.mountPoint),
    );
    // A dedicated filesystem is mounted whole, at the data root or directly above it, and nowhere else; then look what else is on it.
    const isWhole = mount.root === '/' || /^\/@docker$/.test(mount.root);
    const isOwn =
      mount.mountPoint !== '/' &&
      (mount.mountPoint === path || path.split('/').length - mount.mountPoint.split('/').length <= 1);
    const isShared = !isWhole || !isOwn || others.length > 0;
    if (!isShared && mount.root === '/' && mount.mountPoint === path) return [];
    const beside = isShared ? null : dataBesideDocker(context, mount, path);
    if (beside?.found.length === 0) {
      return beside.isComplete
        ? []
        : {
            unknown: `Could not determine whether ${mount.mountPoint} holds other data: sizes have not been measured yet.`,
          };
    }
    const vendorSteps = nasVendor(facts)?.advice?.sharedBtrfs;
    return [
      {
        severity: 'warning',
        subject: dataRootSubject(facts),
        title: `Docker’s btrfs layers share ${shortPath(mount.mountPoint, 22)} with other data`,
        detail: paragraphs(
          `Leaked layers take space from your files, and snapshots of the filesystem keep deleted layers on disk. The data root is ${path}.`,
          vendorSteps
            ? steps(...vendorSteps)
            : steps(
                'Exclude the data root from snapshot jobs, and scan regularly for leaked layers.',
                'For a permanent solution give Docker its own filesystem (another disk or logical volume), or switch to overlay2, which works on btrfs too.',
              ),
          vendorSteps ? null : hiddenBySwitch,
        ),
        evidence: beside
          ? evidence('btrfs subvolume list; docker inspect; df', ['Beside Docker', 'Where'], beside.found)
          : evidence('findmnt', mountColumns, [mount, ...others].map(mountCells)),
        remedies: vendorSteps ? [] : [{ actionId: 'migrate-to-loopback', params: {} }],
      },
    ];
  },
});

/** All mounts of one btrfs show the same anonymous device number; a pasted table has none, then the source decides. */
function sameFilesystem(one: { device: string; source: string }, other: { device: string; source: string }): boolean {
  if (one.device !== '' && other.device !== '') return one.device === other.device;
  return one.source.replace(/\[.*\]$/, '') === other.source.replace(/\[.*\]$/, '');
}
