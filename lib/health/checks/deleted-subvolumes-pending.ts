import { counted } from '../../domain/format.ts';
import { btrfsSubject } from '../btrfs-space.ts';
import { unlessOnBtrfs } from '../data-root-type.ts';
import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { pendingSample } from '../samples.ts';
import { paragraphs, steps } from '../text.ts';

const patienceSeconds = 600;

export default defineCheck({
  id: 'deleted-subvolumes-pending',
  title: 'Deleted subvolumes that are not freed yet',
  why: 'btrfs frees a deleted subvolume in the background, after the next commit and piece by piece. If it makes no progress, a process still has a file open in it, or quotas slow the cleaner down.',
  needs: ['btrfs'],
  absent: unlessOnBtrfs('btrfs'),
  run({ btrfs }, { past, now }) {
    if (btrfs.length === 0) return { notApplicable: 'Docker is not on btrfs.' };
    if (btrfs.every((filesystem) => filesystem.pendingDeletions === null)) {
      return { unknown: 'Deleted subvolumes could not be listed (btrfs subvolume list -d).', missing: ['btrfs'] };
    }
    return btrfs.flatMap((filesystem) => {
      const pending = filesystem.pendingDeletions ?? 0;
      if (pending === 0) return [];
      const earlier = past.samples.filter((sample) => sample.name === pendingSample(filesystem.uuid));
      const lastEmpty = earlier.findLastIndex((sample) => sample.value === 0);
      const first = earlier[lastEmpty + 1];
      // Without a sample from ten minutes ago this is just a deletion in progress.
      if (first === undefined || (Date.parse(now) - Date.parse(first.at)) / 1000 < patienceSeconds) return [];
      const isStuck = earlier.slice(lastEmpty + 1).every((sample) => sample.value <= pending);
      return [
        {
          severity: 'info' as const,
          subject: btrfsSubject(filesystem),
          title: `${counted(pending, 'deleted subvolume')} not freed yet`,
          detail: paragraphs(
            `Their space is still in use, at least since ${first.at.slice(0, 16).replace('T', ' ')} UTC.`,
            isStuck
              ? steps(
                  'Wait some minutes and scan again.',
                  'If the number does not fall, find the process that has a file open in one of them: `lsof +L1` or `grep -l deleted /proc/*/maps`. Often it belongs to a container that was removed by force.',
                  'Restart that service. The next reboot frees the space too.',
                )
              : 'Nothing to do: the number is falling.',
          ),
          evidence: evidence(
            'btrfs subvolume list -d',
            ['Filesystem', 'Pending'],
            [[filesystem.mountPoint, String(pending)]],
          ),
          remedies: [],
        },
      ];
    });
  },
});
