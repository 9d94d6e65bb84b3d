import { unlessOnBtrfs } from '../data-root-type.ts';
import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { mountCells, mountColumns } from '../mounts.ts';
import { nasVendor } from '../nas-vendor.ts';
import { paragraphs } from '../text.ts';

export default defineCheck({
  id: 'btrfs-device-missing',
  title: 'A btrfs filesystem misses a device',
  why: 'A btrfs of several devices that runs without one of them has no redundancy left. One more failure, and data is lost.',
  needs: [],
  absent: unlessOnBtrfs('btrfsHealth'),
  run(_, { facts }) {
    const { btrfsHealth, mounts } = facts.sections;
    if (btrfsHealth.state === 'unknown' && mounts.state === 'unknown') {
      return { unknown: `Devices of btrfs were not read: ${btrfsHealth.detail}`, missing: ['btrfsHealth', 'mounts'] };
    }
    const degraded =
      mounts.state === 'known'
        ? mounts.value.filter(
            (mount) => mount.type === 'btrfs' && [...mount.options, ...mount.superOptions].includes('degraded'),
          )
        : [];
    // “Device missing” of `filesystem usage` is wrong on Synology, healthy or not; only sysfs and `show` count.
    const missing =
      btrfsHealth.state === 'known'
        ? btrfsHealth.value.flatMap((filesystem) => filesystem.devices.filter((device) => device.isMissing === true))
        : [];
    if (missing.length === 0 && degraded.length === 0) {
      if (btrfsHealth.state === 'known' && btrfsHealth.value.length === 0)
        return { notApplicable: 'There is no btrfs below Docker.' };
      // The mount table only tells what was mounted with `degraded`: a device that went since shows in nothing of it.
      const isTold =
        btrfsHealth.state === 'known' &&
        btrfsHealth.value.every(
          ({ devices }) => devices.length > 0 && devices.every((device) => device.isMissing === false),
        );
      return isTold
        ? []
        : {
            unknown: 'Whether all devices are present is not known (btrfs filesystem show).',
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
            ? `btrfs misses ${missing.length === 1 ? 'a device' : `${missing.length} devices`}`
            : `${label} is mounted degraded`,
        detail: paragraphs(
          'There is no second copy of part of the data now. Back up what you cannot lose before anything else; avoid heavy work on the remaining disks.',
          nasVendor(facts) === 'synology-dsm'
            ? 'What to do: use Storage Manager to repair the pool.'
            : 'What to do: find out whether the disk is dead or only gone (cable, power). Only gone: shut down, connect it again, and run a scrub before anything else, because it missed writes. Never mount each half alone. Dead: `btrfs replace start <devid> /dev/new MOUNT`, then a scrub, then mount without `degraded`. /dev/new is overwritten: check twice that it is the empty disk.',
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
