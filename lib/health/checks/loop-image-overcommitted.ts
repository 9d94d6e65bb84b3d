import { formatBytes } from '../../domain/bytes.ts';
import type { LoopDevice } from '../../domain/health-facts.ts';
import type { HostFacts } from '../../domain/host-facts.ts';
import { imageBelowDocker } from '../../facts/views/migration/setup.ts';
import { defineCheck } from '../define-check.ts';
import { dataLoops, loopFinding } from '../loop-findings.ts';
import { paragraphs, shortPath, steps } from '../text.ts';

export default defineCheck({
  id: 'loop-image-overcommitted',
  title: 'A sparse filesystem image',
  why: 'A sparse image takes its space only when it is written, so nothing guarantees that the space will be there. That is fine if the disk below is monitored; mounting the image with `discard` shows that it is intended. `fallocate` reserves the space, but if the disk has less free than that, it fills the disk and causes the damage itself. After reserving, do not trim.',
  needs: ['loopDevices'],
  run({ loopDevices }, { facts }) {
    const loops = dataLoops(loopDevices);
    if (loops.length === 0) return { notApplicable: 'No filesystem image is in use.' };
    const { mounts } = facts.sections;
    const findings = loops.flatMap((loop) => {
      if (loop.apparentBytes === null || loop.allocatedBytes === null) return [];
      const holes = loop.apparentBytes - loop.allocatedBytes;
      // mkfs and rounding leave some megabytes of holes in a reserved image.
      if (holes <= loop.apparentBytes * 0.02) return [];
      const isThinOnPurpose =
        mounts.state === 'known' &&
        mounts.value.some(
          (mount) =>
            mount.source === loop.device &&
            [...mount.options, ...mount.superOptions].some((option) => /^discard(?:=|$)/.test(option)),
        );
      if (isThinOnPurpose) return [];
      return [
        loopFinding(loop, {
          severity: 'warning',
          title: `${shortPath(loop.backingFile, 28)} promises ${formatBytes(holes)} that is not reserved`,
          detail: paragraphs(
            'If something else fills the disk below, the filesystem inside is damaged.',
            steps(
              'Keep enough space free on the disk below.',
              'To keep the image thin: mount it with `discard`.',
              'To reserve the space instead: `fallocate -l SIZE FILE`, with SIZE the present length of the file. Only if the disk has that much free.',
            ),
          ),
          remedies: isReservable(loop, holes, facts)
            ? [{ actionId: 'grow-loopback', params: { size: String(loop.apparentBytes) } }]
            : [],
        }),
      ];
    });
    const isMeasured = loops.every((loop) => loop.apparentBytes !== null && loop.allocatedBytes !== null);
    if (findings.length === 0 && !isMeasured) {
      return { unknown: 'How much of some image files is reserved is unknown.', missing: ['loopDevices'] };
    }
    return findings;
  },
});

/** It is the image of Docker's data root, and its disk has the space. Growing to the present size reserves what is open. */
function isReservable({ device, backing }: LoopDevice, holes: number, facts: HostFacts): boolean {
  const below = imageBelowDocker(facts);
  const isDockers = below.state === 'known' && below.value?.loop.device === device;
  return isDockers && backing !== null && backing.freeBytes > holes + 2 ** 30;
}
