import { formatBytes } from '../../domain/bytes.ts';
import { defineCheck } from '../define-check.ts';
import { dataLoops, loopFinding } from '../loop-findings.ts';
import { paragraphs, shortPath, steps } from '../text.ts';

export default defineCheck({
  id: 'loop-image-host-filesystem-full',
  title: 'The disk below a filesystem image is too full for it',
  why: 'A sparse image promises more space than it has. When the disk that holds it is full, writes inside seem to succeed and are lost: in a test, writes and sync returned success while df inside still showed half of it free; then the journal aborted and the filesystem was damaged. `fallocate` reserves the rest of the image without changing data, but if the disk has less free than that, it fills the disk and causes the same damage.',
  needs: ['loopDevices'],
  run({ loopDevices }) {
    const loops = dataLoops(loopDevices);
    if (loops.length === 0) return { notApplicable: 'No filesystem image is in use.' };
    const measured = loops.filter(
      (loop) => loop.apparentBytes !== null && loop.allocatedBytes !== null && loop.backing !== null,
    );
    const findings = measured.flatMap((loop) => {
      const promised = (loop.apparentBytes ?? 0) - (loop.allocatedBytes ?? 0);
      const free = loop.backing?.freeBytes ?? 0;
      if (promised <= 0 || free >= promised) return [];
      return [
        loopFinding(loop, {
          severity: 'critical',
          title: `${shortPath(loop.backingFile, 22)} can grow by ${formatBytes(promised)}, its disk has ${formatBytes(free)}`,
          detail: paragraphs(
            'When the disk is full, writes inside are silently lost and the inner filesystem is damaged, although df inside shows free space.',
            steps(
              `Free at least ${formatBytes(promised - free)} on ${loop.backing?.mountPoint ?? 'its disk'} now. If that takes long, stop Docker meanwhile.`,
              `Run \`fstrim -v ${loop.mountPoints[0] ?? 'MOUNTPOINT'}\` to return deleted space. Not if the kernel’s log shows errors of that filesystem: stop Docker and check it first.`,
              `Only when the disk has more free than ${formatBytes(promised)}: reserve it for the image with \`fallocate -l ${loop.apparentBytes} ${loop.backingFile}\`.`,
            ),
          ),
          remedies: [{ actionId: 'trim-loopback', params: {} }],
        }),
      ];
    });
    if (findings.length === 0 && measured.length < loops.length) {
      return { unknown: 'The size of some image files, or of the disk below, is unknown.', missing: ['loopDevices'] };
    }
    return findings;
  },
});
