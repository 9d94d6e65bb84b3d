import { formatBytes } from '../../domain/bytes.ts';
import { defineCheck } from '../define-check.ts';
import { dataLoops, loopFinding } from '../loop-findings.ts';
import { paragraphs } from '../text.ts';

export default defineCheck({
  id: 'loop-image-host-filesystem-full',
  title: 'The disk below a filesystem in a file is too full for it',
  why: 'A sparse image promises more than it has. When the disk that holds it is full, writes inside seem to succeed and are lost: seen in a test, plain writes and sync returned success while df inside still showed half of it free; then the journal aborted and the filesystem was damaged.',
  needs: ['loopDevices'],
  run({ loopDevices }) {
    const loops = dataLoops(loopDevices);
    if (loops.length === 0) return { notApplicable: 'No filesystem in a file is in use.' };
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
          title: `${loop.backingFile} may still grow by ${formatBytes(promised)}, its disk has ${formatBytes(free)}`,
          detail: paragraphs(
            'When the disk runs out, what is written inside is lost silently and the inner filesystem gets damaged, although df inside shows space.',
            `What to do: free at least ${formatBytes(promised - free)} on ${loop.backing?.mountPoint ?? 'its disk'} now; if that takes a while, stop Docker meanwhile. \`fstrim\` inside gives space back too, but not if the kernel’s log shows errors of the inner filesystem: then stop Docker and check it first. Only when the disk has more free than ${formatBytes(promised)}, reserve it for the image: \`fallocate -l ${loop.apparentBytes} ${loop.backingFile}\` (it fills the holes and changes no data). Started too early it fills the disk to the last byte, and the image is damaged by that.`,
          ),
          remedies: [{ actionId: 'trim-loopback', params: {} }],
        }),
      ];
    });
    if (findings.length === 0 && measured.length < loops.length) {
      return { unknown: 'The size of some image files, or of the disk below, was not read.', missing: ['loopDevices'] };
    }
    return findings;
  },
});
