import { hiddenBySwitch } from '../cautions.ts';
import { dataBesideDocker } from '../data-beside-docker.ts';
import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { isBelow, mountCells, mountColumns, mountOf } from '../mounts.ts';
import { nasVendor } from '../nas-vendor.ts';
import { dataRootPath, dataRootSubject } from '../subjects.ts';
import { paragraphs } from '../text.ts';

export default defineCheck({
  id: 'btrfs-root-not-dedicated',
  title: 'The btrfs driver shares its filesystem with your data',
  why: 'With the btrfs driver each layer is a subvolume. On a filesystem that also holds your files, layers compete with them for space, thousands of snapshots slow it down, host snapshots pin deleted layers, and what leaks eats the space of your data. Docker’s manual asks for a filesystem of its own.',
  needs: ['mounts'],
  drivers: ['btrfs'],
  run({ mounts }, context) {
    const { facts } = context;
    const path = dataRootPath(facts);
    if (path === null) return { unknown: 'The path of the data root is not known.', missing: ['engine'] };
    const mount = mountOf(mounts, path);
    if (mount === null) return { unknown: `No mount holds ${path} in what was read.`, missing: ['mounts'] };
    if (mount.type !== 'btrfs')
      return { unknown: `${path} is on ${mount.type} by the mount table, but the driver is btrfs.` };
    const others = mounts.filter(
      (other) => sameFilesystem(other, mount) && !isBelow(other.mountPoint, mount.mountPoint),
    );
    // A filesystem of its own is mounted whole, at the data root or right above it, and nowhere else; what is beside it then, is asked for.
    const isWhole = mount.root === '/' || /^\/@docker$/.test(mount.root);
    const isOwn =
      mount.mountPoint !== '/' &&
      (mount.mountPoint === path || path.split('/').length - mount.mountPoint.split('/').length <= 1);
    const isShared = !isWhole || !isOwn || others.length > 0;
    if (!isShared && mount.root === '/' && mount.mountPoint === path) return [];
    const beside = isShared ? null : dataBesideDocker(context, mount, path);
    if (beside?.found.length === 0) {
      return beside.isTold
        ? []
        : {
            unknown: `Whether something other than Docker lies on the filesystem at ${mount.mountPoint} is not known until sizes are measured.`,
          };
    }
    const vendor = nasVendor(facts);
    return [
      {
        severity: 'warning',
        subject: dataRootSubject(facts),
        title: 'Docker’s btrfs layers share a filesystem with other data',
        detail: paragraphs(
          `The data root ${path} is part of the filesystem mounted at ${mount.mountPoint}. What Docker leaks there is missing for your files, and snapshots of the whole keep deleted layers alive.`,
          vendor === 'synology-dsm'
            ? 'What to do: on Synology the package chooses this driver by itself, and its kernel usually has no overlay; it stays as it is. Let Bilge check for leaked layers regularly, keep snapshot jobs away from @docker, and keep docker:dind out of it.'
            : 'What to do: put Docker on its own ext4 or xfs filesystem in a file (“migrate to loopback”), or switch to overlay2, which works on btrfs too.',
          vendor === 'synology-dsm' ? null : hiddenBySwitch,
        ),
        evidence: beside
          ? evidence('btrfs subvolume list; docker inspect; df', ['Beside Docker', 'Where'], beside.found)
          : evidence('findmnt', mountColumns, [mount, ...others].map(mountCells)),
        remedies: vendor === 'synology-dsm' ? [] : [{ actionId: 'migrate-to-loopback', params: {} }],
      },
    ];
  },
});

/** One btrfs shows one anonymous device for all its mounts; where that was not read (a pasted table) the source tells. */
function sameFilesystem(one: { device: string; source: string }, other: { device: string; source: string }): boolean {
  if (one.device !== '' && other.device !== '') return one.device === other.device;
  return one.source.replace(/\[.*\]$/, '') === other.source.replace(/\[.*\]$/, '');
}
