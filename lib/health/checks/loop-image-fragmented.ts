import { defineCheck } from '../define-check.ts';
import { dataLoops, loopFinding } from '../loop-findings.ts';
import { count, paragraphs } from '../text.ts';

const limit = 10_000;

export default defineCheck({
  id: 'loop-image-fragmented',
  title: 'A filesystem in a file that is in many pieces',
  why: 'An image in tens of thousands of pieces makes every access slow, above all on spinning disks.',
  needs: ['loopDevices'],
  run({ loopDevices }) {
    const loops = dataLoops(loopDevices).filter((loop) => loop.backing?.type === 'btrfs');
    if (loops.length === 0) return { notApplicable: 'No filesystem in a file lies on btrfs.' };
    const findings = loops
      .filter((loop) => (loop.extents ?? 0) > limit)
      .map((loop) =>
        loopFinding(loop, {
          severity: 'warning',
          title: `${loop.backingFile} is in ${count(loop.extents ?? 0, 'piece')}`,
          detail: paragraphs(
            'What to do: make the image anew without copy-on-write (`chattr +C` on the empty file) in a subvolume of its own that no snapshot job touches, and copy the data over with Docker stopped; keep the old one until Docker runs from the new. Defragmenting it in place would break its sharing with snapshots and take their space again.',
          ),
        }),
      );
    if (findings.length === 0 && loops.every((loop) => loop.extents === null)) {
      return { unknown: 'The number of pieces was not read (filefrag).', missing: ['loopDevices'] };
    }
    return findings;
  },
});
