import type { HostFacts } from '../../domain/host-facts.ts';
import { printableName } from '../../domain/names.ts';
import { locate } from '../../facts/views/paths.ts';
import { type Guard, notKnown, pass, refuse } from './guard.ts';

/**
 * If a btrfs has a missing device, or has stopped writing, reading and moving everything can damage it for good. btrfs itself would
 * start a balance anyway.
 */
export const filesystemWhole: Guard<null> = {
  id: 'filesystem-whole',
  about: 'No device of the filesystem is missing, and it is mounted writable.',
  recheck: 'guard_whole_filesystem',
  check({ facts }) {
    const readOnly = readOnlyMount(facts);
    if (readOnly === null) return notKnown('It is unknown whether the filesystem is writable. Scan again as root.');
    if (readOnly !== '') {
      return refuse(
        `${readOnly} is mounted read-only. Find the reason in the kernel log (dmesg), make it writable again, then scan again.`,
      );
    }
    const { btrfsHealth } = facts.sections;
    const devices = btrfsHealth.state === 'known' ? btrfsHealth.value.flatMap((each) => each.devices) : [];
    const missing = devices.filter(({ isMissing }) => isMissing === true);
    if (missing.length > 0) {
      const names = missing.map(({ device }) => printableName(device)).join(', ');
      return refuse(
        `Missing in the filesystem: ${names}. Back up important data, reconnect the device or replace it (btrfs replace), then scan again.`,
      );
    }
    if (devices.length === 0 || devices.some(({ isMissing }) => isMissing === null)) {
      return notKnown(
        `It is unknown whether a device of the filesystem is missing${btrfsHealth.state === 'unknown' ? ` (${btrfsHealth.detail})` : ''}. Check \`btrfs filesystem show\`, then scan again.`,
      );
    }
    return pass('No device is missing, and it is mounted writable.');
  },
};

/** The mount point of the data root if that is read-only; '' if it is not; null if that is unknown. */
function readOnlyMount({ sections: { dataRoot, mounts } }: HostFacts): string | null {
  if (dataRoot.state === 'unknown' || mounts.state === 'unknown') return null;
  const mount = locate(dataRoot.value.path, mounts.value)?.mount;
  if (mount === undefined) return null;
  const stopped = [...mount.options, ...mount.superOptions].some((option) => /^(?:ro|emergency_ro)$/.test(option));
  return stopped ? mount.mountPoint : '';
}
