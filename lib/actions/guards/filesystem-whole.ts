import type { HostFacts } from '../../domain/host-facts.ts';
import { printableName } from '../../domain/names.ts';
import { locate } from '../../facts/views/paths.ts';
import { type Guard, notKnown, pass, refuse } from './guard.ts';

/**
 * On a btrfs that misses a device, or that stopped writing, reading and moving everything is what breaks it for good; btrfs itself
 * starts a balance there all the same.
 */
export const filesystemWhole: Guard<null> = {
  id: 'filesystem-whole',
  about: 'No device of the btrfs is missing, and it is mounted writable.',
  recheck: 'guard_whole_filesystem',
  check({ facts }) {
    const readOnly = readOnlyMount(facts);
    if (readOnly === null)
      return notKnown('Whether the filesystem is writable could not be read. Scan again with root on the host.');
    if (readOnly !== '') {
      return refuse(
        `${readOnly} is mounted read-only. Find out why in the kernel's log (dmesg), make it writable again, then scan again.`,
      );
    }
    const { btrfsHealth } = facts.sections;
    const devices = btrfsHealth.state === 'known' ? btrfsHealth.value.flatMap((each) => each.devices) : [];
    const missing = devices.filter(({ isMissing }) => isMissing === true);
    if (missing.length > 0) {
      const names = missing.map(({ device }) => printableName(device)).join(', ');
      return refuse(
        `The filesystem misses ${names}. Back up what you cannot lose, connect the device again or replace it (btrfs replace), then scan again.`,
      );
    }
    if (devices.length === 0 || devices.some(({ isMissing }) => isMissing === null)) {
      return notKnown(
        `Whether all devices of the filesystem are there is not known${btrfsHealth.state === 'unknown' ? ` (${btrfsHealth.detail})` : ''}. See \`btrfs filesystem show\`, then scan again.`,
      );
    }
    return pass('All devices are there, and it is mounted writable.');
  },
};

/** The mount point of the data root where that is read-only; '' where it is not; null where that cannot be told. */
function readOnlyMount({ sections: { dataRoot, mounts } }: HostFacts): string | null {
  if (dataRoot.state === 'unknown' || mounts.state === 'unknown') return null;
  const mount = locate(dataRoot.value.path, mounts.value)?.mount;
  if (mount === undefined) return null;
  const stopped = [...mount.options, ...mount.superOptions].some((option) => /^(?:ro|emergency_ro)$/.test(option));
  return stopped ? mount.mountPoint : '';
}
