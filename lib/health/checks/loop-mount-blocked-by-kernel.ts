import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { logEvidence, matchingLines } from '../log-lines.ts';
import { hostSubject } from '../subjects.ts';
import { paragraphs } from '../text.ts';
import { isOlder } from '../version.ts';
import { isLoopLine } from './loop-mount-boot-order.ts';

export default defineCheck({
  id: 'loop-mount-blocked-by-kernel',
  title: 'This kernel refuses `mount -o loop`',
  why: 'Kernels built without CONFIG_BLK_DEV_WRITE_MOUNTED (from 6.8 on) refuse to mount a device that someone holds open for writing. mount before util-linux 2.40, and BusyBox, do just that with `-o loop`: every such mount fails with “busy”, whatever the options. A loop mount in fstab then fails at the next boot.',
  needs: [],
  run(_, { facts }) {
    const { kernelFeatures, bootConfiguration, loopDevices } = facts.sections;
    // The kernel says “can't open blockdev” of any device it cannot open, a missing /dev/root too: only loop devices count.
    const errors = matchingLines(
      facts,
      /\/dev\/loop\d+: can't open blockdev|mount: .*(?:\/dev\/loop\d+|\.img).*already mounted or mount point busy/i,
    );
    if (kernelFeatures.state === 'unknown' && errors.length === 0) {
      return { unknown: `The kernel’s features were not read: ${kernelFeatures.detail}`, missing: ['kernelFeatures'] };
    }
    const features = kernelFeatures.state === 'known' ? kernelFeatures.value : null;
    if (features?.mayWriteMounted === true) return [];
    if (errors.length === 0) {
      if (features?.mayWriteMounted !== false)
        return { unknown: 'Whether the kernel is hardened like this could not be read.' };
      const oldMount =
        features.mountIsBusybox === true
          ? true
          : features.mountVersion === null
            ? null
            : isOlder(features.mountVersion, '2.40');
      if (oldMount === null) return { unknown: 'The version of mount is not known.' };
      if (!oldMount) return [];
      const isConfigured =
        (bootConfiguration.state === 'known' && bootConfiguration.value.fstab.some(isLoopLine)) ||
        (loopDevices.state === 'known' && loopDevices.value.some((loop) => loop.mountPoints.length > 0));
      if (!isConfigured) return { notApplicable: 'No filesystem in a file is mounted or configured.' };
    }
    return [
      {
        severity: 'warning',
        subject: hostSubject,
        title: 'mount -o loop fails on this kernel',
        detail: paragraphs(
          'Mount options such as barrier=0 or commit have nothing to do with it.',
          'What to do: attach and mount in two steps, and only once: `losetup -j IMAGE` (is it attached already?), else `losetup -f --show IMAGE`, then `mount /dev/loopN DIRECTORY`; unmount with `umount -d`. At boot a small service does that before docker.service. util-linux 2.40 and newer do not have the problem. Never attach the same file twice: two filesystems would write the same blocks.',
        ),
        evidence:
          errors.length > 0
            ? logEvidence(errors)
            : evidence(
                'zgrep BLK_DEV_WRITE_MOUNTED /proc/config.gz; mount --version',
                ['Kernel may write mounted devices', 'mount'],
                [['no', features?.mountIsBusybox ? 'BusyBox' : (features?.mountVersion ?? 'unknown')]],
              ),
        remedies: [],
      },
    ];
  },
});
