import { formatBytes } from '../../domain/bytes.ts';
import { formatPercent } from '../../domain/format.ts';
import type { LoopDevice } from '../../domain/health-facts.ts';
import { defineCheck } from '../define-check.ts';
import { dataLoops, loopFinding } from '../loop-findings.ts';
import { paragraphs, percent, shortPath, steps } from '../text.ts';

export default defineCheck({
  id: 'loop-image-untrimmed',
  title: 'A filesystem image that needs trimming',
  why: 'What is deleted inside an image stays allocated on the disk below until the filesystem is trimmed. Trimming discards what the filesystem believes to be free, so never trim a filesystem with errors.',
  needs: ['loopDevices'],
  run({ loopDevices }) {
    const loops = dataLoops(loopDevices);
    if (loops.length === 0) return { notApplicable: 'No filesystem image is in use.' };
    const findings = loops.flatMap((loop) => {
      const { apparentBytes, allocatedBytes, innerUsedBytes } = loop;
      if (apparentBytes === null || allocatedBytes === null || innerUsedBytes === null) return [];
      if (isReserved(loop)) return [];
      const idle = allocatedBytes - innerUsedBytes;
      if (percent(idle, apparentBytes) <= 20) return [];
      return [
        loopFinding(loop, {
          severity: 'info',
          title: `${formatBytes(idle)} in ${shortPath(loop.backingFile)} can be returned to its disk`,
          detail: paragraphs(
            `The disk below has less free space than it could: the file takes ${formatBytes(allocatedBytes)}, but its filesystem uses only ${formatBytes(innerUsedBytes)} (${formatPercent(percent(idle, apparentBytes))} of the image is unused).`,
            steps(
              `Run \`fstrim -v ${loop.mountPoints[0] ?? 'MOUNTPOINT'}\` once. Not if the kernel’s log shows errors of that filesystem.`,
              'To do it automatically, mount it with `discard`.',
            ),
          ),
          remedies: [{ actionId: 'trim-loopback', params: {} }],
        }),
      ];
    });
    // For a reserved image the used space does not matter.
    const isMeasured = loops.every(
      (loop) => isReserved(loop) === true || (isReserved(loop) === false && loop.innerUsedBytes !== null),
    );
    if (findings.length === 0 && !isMeasured) {
      return {
        unknown: 'The size of some image files, or the space used in them, is unknown.',
        missing: ['loopDevices'],
      };
    }
    return findings;
  },
});

/** A fully reserved image is meant to keep its space: trimming would undo the reservation. Null: not measured. */
function isReserved({ apparentBytes, allocatedBytes }: LoopDevice): boolean | null {
  return apparentBytes === null || allocatedBytes === null ? null : allocatedBytes >= apparentBytes * 0.98;
}
