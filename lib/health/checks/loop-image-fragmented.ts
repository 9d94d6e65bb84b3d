import { counted } from '../../domain/format.ts';
import { defineCheck } from '../define-check.ts';
import { dataLoops, loopFinding } from '../loop-findings.ts';
import { paragraphs, shortPath, steps } from '../text.ts';

const limit = 10_000;

export default defineCheck({
  id: 'loop-image-fragmented',
  title: 'A fragmented filesystem image',
  why: 'An image with tens of thousands of extents makes every access slow, most of all on hard disks. Defragmenting it in place breaks its sharing with snapshots and takes their space again.',
  needs: ['loopDevices'],
  run({ loopDevices }) {
    const loops = dataLoops(loopDevices).filter((loop) => loop.backing?.type === 'btrfs');
    if (loops.length === 0) return { notApplicable: 'No filesystem image is on btrfs.' };
    const findings = loops
      .filter((loop) => (loop.extents ?? 0) > limit)
      .map((loop) =>
        loopFinding(loop, {
          severity: 'warning',
          title: `${shortPath(loop.backingFile)} has ${counted(loop.extents ?? 0, 'extent')}`,
          detail: paragraphs(
            'Every access to this image is slow.',
            steps(
              'Create a subvolume that no snapshot job includes, and an empty file with `chattr +C` in it.',
              'At a quiet moment stop Docker, unmount the old image, and copy it into the new file.',
              'Mount the new file and start Docker. Keep the old file until everything works.',
            ),
            'Do not defragment the image in place.',
          ),
        }),
      );
    if (findings.length === 0 && loops.every((loop) => loop.extents === null)) {
      return { unknown: 'The number of extents is unknown (filefrag).', missing: ['loopDevices'] };
    }
    return findings;
  },
});
