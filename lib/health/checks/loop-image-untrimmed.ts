import { formatBytes } from '../../domain/bytes.ts';
import type { LoopDevice } from '../../domain/health-facts.ts';
import { defineCheck } from '../define-check.ts';
import { dataLoops, loopFinding } from '../loop-findings.ts';
import { formatPercent, paragraphs, percent } from '../text.ts';

export default defineCheck({
  id: 'loop-image-untrimmed',
  title: 'A filesystem in a file keeps space it no longer uses',
  why: 'What is deleted inside an image stays allocated on the disk below until the filesystem is trimmed.',
  needs: ['loopDevices'],
  run({ loopDevices }) {
    const loops = dataLoops(loopDevices);
    if (loops.length === 0) return { notApplicable: 'No filesystem in a file is in use.' };
    const findings = loops.flatMap((loop) => {
      const { apparentBytes, allocatedBytes, innerUsedBytes } = loop;
      if (apparentBytes === null || allocatedBytes === null || innerUsedBytes === null) return [];
      if (isReserved(loop)) return [];
      const idle = allocatedBytes - innerUsedBytes;
      if (percent(idle, apparentBytes) <= 20) return [];
      return [
        loopFinding(loop, {
          severity: 'info',
          title: `${formatBytes(idle)} of ${loop.backingFile} could go back to its disk`,
          detail: paragraphs(
            `The file takes ${formatBytes(allocatedBytes)}, the filesystem in it uses ${formatBytes(innerUsedBytes)} (${formatPercent(percent(idle, apparentBytes))} of the image lies idle).`,
            `What to do: \`fstrim -v ${loop.mountPoints[0] ?? 'MOUNTPOINT'}\` once, or mount it with \`discard\`. Not if the kernel’s log shows errors of that filesystem: trimming gives away what it believes to be free.`,
          ),
          remedies: [{ actionId: 'trim-loopback', params: {} }],
        }),
      ];
    });
    // What is used in a reserved image need not be known.
    const isTold = loops.every(
      (loop) => isReserved(loop) === true || (isReserved(loop) === false && loop.innerUsedBytes !== null),
    );
    if (findings.length === 0 && !isTold) {
      return {
        unknown: 'What some image files take, or what is used in them, was not read.',
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
