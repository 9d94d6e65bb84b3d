import { isOlder } from '../../domain/version-order.ts';
import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { logEvidence, matchingLines } from '../log-lines.ts';
import { hostSubject } from '../subjects.ts';
import { paragraphs, steps } from '../text.ts';
import { isLoopLine } from './loop-mount-boot-order.ts';

export default defineCheck({
  id: 'loop-mount-blocked-by-kernel',
  title: 'This kernel refuses `mount -o loop`',
  why: 'Kernels without CONFIG_BLK_DEV_WRITE_MOUNTED (6.8 and newer) refuse to mount a device that a process has open for writing. mount before util-linux 2.40, and BusyBox, open it that way with `-o loop`, so every such mount fails with “busy”, whatever the options. A loop mount in fstab then fails at the next boot. Options such as barrier=0 or commit have nothing to do with it.',
  needs: [],
  run(_, { facts }) {
    const { kernelFeatures, bootConfiguration, loopDevices } = facts.sections;
    // The kernel prints “can't open blockdev” for any device, a missing /dev/root too: only loop devices count.
    const errors = matchingLines(
      facts,
      /\/dev\/loop\d+: can't open blockdev|mount: .*(?:\/dev\/loop\d+|\.img).*already mounted or mount point busy/i,
    );
    if (kernelFeatures.state === 'unknown' && errors.length === 0) {
      return {
        unknown: `The kernel’s features could not be read: ${kernelFeatures.detail}`,
        missing: ['kernelFeatures'],
      };
    }
    const features = kernelFeatures.state === 'known' ? kernelFeatures.value : null;
    if (features?.mayWriteMounted === true) return [];
    if (errors.length === 0) {
      if (features?.mayWriteMounted !== false)
        return { unknown: 'Could not determine whether the kernel has this protection.' };
      const oldMount =
        features.mountIsBusybox === true
          ? true
          : features.mountVersion === null
            ? null
            : isOlder(features.mountVersion, '2.40');
      if (oldMount === null) return { unknown: 'The version of mount is unknown.' };
      if (!oldMount) return [];
      const isConfigured =
        (bootConfiguration.state === 'known' && bootConfiguration.value.fstab.some(isLoopLine)) ||
        (loopDevices.state === 'known' && loopDevices.value.some((loop) => loop.mountPoints.length > 0));
      if (!isConfigured) return { notApplicable: 'No filesystem image is mounted or configured.' };
    }
    return [
      {
        severity: 'warning',
        subject: hostSubject,
        title: '`mount -o loop` fails on this kernel',
        detail: paragraphs(
          'A loop mount in /etc/fstab fails at the next boot, and Docker may then start without its data.',
          steps(
            'Check whether the image is attached already: `losetup -j IMAGE`. Never attach a file twice: two filesystems would write to the same blocks.',
            'If not, attach and mount it in two steps: `losetup -f --show IMAGE`, then `mount /dev/loopN DIRECTORY`.',
            'For the next boot use util-linux 2.40 or newer, or a small service that does the same before docker.service.',
          ),
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
