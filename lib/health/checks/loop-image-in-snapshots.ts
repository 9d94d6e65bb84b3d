import { counted } from '../../domain/format.ts';
import { defineCheck } from '../define-check.ts';
import { dataLoops, loopFinding } from '../loop-findings.ts';
import { paragraphs, shortPath, steps } from '../text.ts';

export default defineCheck({
  id: 'loop-image-in-snapshots',
  title: 'A filesystem image in btrfs snapshots',
  why: 'After each snapshot btrfs copies the image’s blocks on their next write, even with copy-on-write turned off, and keeps the old ones: this takes space and fragments the file. A snapshot of a mounted image is not a backup: it is taken in the middle of writes.',
  needs: ['loopDevices'],
  run({ loopDevices }) {
    const loops = dataLoops(loopDevices).filter((loop) => loop.backing?.type === 'btrfs');
    if (loops.length === 0) return { notApplicable: 'No filesystem image is on btrfs.' };
    const findings = loops
      .filter((loop) => (loop.snapshotsOfItsSubvolume ?? 0) > 0)
      .map((loop) =>
        loopFinding(loop, {
          severity: 'warning',
          title: `${counted(loop.snapshotsOfItsSubvolume ?? 0, 'snapshot')} keep${loop.snapshotsOfItsSubvolume === 1 ? 's' : ''} old copies of ${shortPath(loop.backingFile, 30)}`,
          detail: paragraphs(
            'The image takes more space than its size and gets slower. These snapshots are not a usable backup of it.',
            steps(
              'Exclude the image from snapshot jobs.',
              'At a quiet moment, with Docker stopped, move the image into a separate subvolume: snapshots of the parent do not include it.',
              'Delete old snapshots to free their space, but none that is your backup or the base of the next incremental one.',
            ),
          ),
        }),
      );
    if (findings.length === 0 && loops.some((loop) => loop.snapshotsOfItsSubvolume === null)) {
      return { unknown: 'The snapshots of its subvolume could not be listed.', missing: ['loopDevices'] };
    }
    return findings;
  },
});
