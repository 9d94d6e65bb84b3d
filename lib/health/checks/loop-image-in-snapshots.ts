import { defineCheck } from '../define-check.ts';
import { dataLoops, loopFinding } from '../loop-findings.ts';
import { count, paragraphs } from '../text.ts';

export default defineCheck({
  id: 'loop-image-in-snapshots',
  title: 'A filesystem in a file that snapshots hold on to',
  why: 'Each snapshot makes btrfs copy the image’s blocks on their next write, copy-on-write switched off or not, and keeps the old ones: space is pinned and the file falls into pieces.',
  needs: ['loopDevices'],
  run({ loopDevices }) {
    const loops = dataLoops(loopDevices).filter((loop) => loop.backing?.type === 'btrfs');
    if (loops.length === 0) return { notApplicable: 'No filesystem in a file lies on btrfs.' };
    const findings = loops
      .filter((loop) => (loop.snapshotsOfItsSubvolume ?? 0) > 0)
      .map((loop) =>
        loopFinding(loop, {
          severity: 'warning',
          title: `${count(loop.snapshotsOfItsSubvolume ?? 0, 'snapshot')} hold${loop.snapshotsOfItsSubvolume === 1 ? 's' : ''} old copies of ${loop.backingFile}`,
          detail: paragraphs(
            'A snapshot of a mounted image is no backup either: it is taken in the middle of writes.',
            'What to do: put the image into a subvolume of its own, which snapshots of its parent leave out, and exclude it from snapshot jobs. Existing snapshots give the space back when they are deleted; look first whether one is your backup or the base of the next incremental one.',
          ),
        }),
      );
    if (findings.length === 0 && loops.some((loop) => loop.snapshotsOfItsSubvolume === null)) {
      return { unknown: 'Whether there are snapshots of its subvolume was not read.', missing: ['loopDevices'] };
    }
    return findings;
  },
});
