import { unlessOnBtrfs } from '../data-root-type.ts';
import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { mountCells, mountColumns } from '../mounts.ts';
import { nasVendor } from '../nas-vendor.ts';
import { paragraphs, shortPath, steps } from '../text.ts';

export default defineCheck({
  id: 'btrfs-device-missing',
  title: 'A device of a btrfs filesystem is missing',
  why: 'A btrfs with several devices that runs without one of them has no redundancy left: after one more failure data is lost. “Device missing” in `btrfs filesystem usage` is wrong on Synology and is not used here.',
  needs: [],
  absent: unlessOnBtrfs('btrfsHealth'),
  run(_, { facts }) {
    const { btrfsHealth, mounts } = facts.sections;
    const vendorSteps = nasVendor(facts)?.advice?.missingDevice;
    if (btrfsHealth.state === 'unknown' && mounts.state === 'unknown') {
      return {
        unknown: `The btrfs devices could not be read: ${btrfsHealth.detail}`,
        missing: ['btrfsHealth', 'mounts'],
      };
    }
    const degraded =
      mounts.state === 'known'
        ? mounts.value.filter(
            (mount) => mount.type === 'btrfs' && [...mount.options, ...mount.superOptions].includes('degraded'),
          )
        : [];
    // “Device missing” of `filesystem usage` is wrong on Synology, healthy or not; only sysfs and `show` are used.
    const missing =
      btrfsHealth.state === 'known'
        ? btrfsHealth.value.flatMap((filesystem) => filesystem.devices.filter((device) => device.isMissing === true))
        : [];
    if (missing.length === 0 && degraded.length === 0) {
      if (btrfsHealth.state === 'known' && btrfsHealth.value.length === 0)
        return { notApplicable: 'Docker is not on btrfs.' };
      // The mount table only shows what was mounted with `degraded`, not a device that failed since.
      const isComplete =
        btrfsHealth.state === 'known' &&
        btrfsHealth.value.every(
          ({ devices }) => devices.length > 0 && devices.every((device) => device.isMissing === false),
        );
      return isComplete
        ? []
        : {
            unknown: 'Could not determine whether all devices are present (btrfs filesystem show).',
            missing: ['btrfsHealth'],
          };
    }
    const label = missing[0]?.device ?? degraded[0]?.mountPoint ?? 'btrfs';
    return [
      {
        severity: 'critical',
        subject: { kind: 'device', id: `missing:${label}`, label },
        title:
          missing.length > 0
            ? `${missing.length === 1 ? 'A device' : `${missing.length} devices`} of a btrfs filesystem ${missing.length === 1 ? 'is' : 'are'} missing`
            : `${shortPath(label)} is mounted degraded: a device is missing`,
        detail: paragraphs(
          'Part of the data has no second copy now: one more failure loses it.',
          vendorSteps
            ? steps(...vendorSteps)
            : steps(
                'Back up what you cannot lose. Start nothing heavy, and never mount the halves of a mirror separately.',
                'If the disk only lost its cable or power: shut down, reconnect it, and run a scrub first, because it missed writes.',
                'If it is dead: `btrfs replace start <devid> /dev/NEW MOUNT`, then a scrub. /dev/NEW is overwritten: check twice that it is the empty disk.',
              ),
        ),
        evidence:
          missing.length > 0
            ? evidence(
                'btrfs filesystem show',
                ['Device', 'Missing'],
                missing.map((device) => [device.device, 'yes']),
              )
            : evidence('findmnt', mountColumns, degraded.map(mountCells)),
        remedies: [],
      },
    ];
  },
});
