import { btrfsSubject } from '../btrfs-space.ts';
import { unlessOnBtrfs } from '../data-root-type.ts';
import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { pendingSample } from '../samples.ts';
import { count, paragraphs } from '../text.ts';

const patienceSeconds = 600;

export default defineCheck({
  id: 'deleted-subvolumes-pending',
  title: 'Deleted subvolumes whose space has not come back',
  why: 'btrfs frees a deleted subvolume in the background, after the next commit and piece by piece. If it does not get on, a process still holds a file in it, or quotas slow the cleaner down.',
  needs: ['btrfs'],
  absent: unlessOnBtrfs('btrfs'),
  run({ btrfs }, { past, now }) {
    if (btrfs.length === 0) return { notApplicable: 'There is no btrfs below Docker.' };
    if (btrfs.every((filesystem) => filesystem.pendingDeletions === null)) {
      return { unknown: 'Deleted subvolumes could not be listed (btrfs subvolume list -d).', missing: ['btrfs'] };
    }
    return btrfs.flatMap((filesystem) => {
      const pending = filesystem.pendingDeletions ?? 0;
      if (pending === 0) return [];
      const earlier = past.samples.filter((sample) => sample.name === pendingSample(filesystem.uuid));
      const lastEmpty = earlier.findLastIndex((sample) => sample.value === 0);
      const first = earlier[lastEmpty + 1];
      // Without a memory of ten minutes ago this is just a deletion at work.
      if (first === undefined || (Date.parse(now) - Date.parse(first.at)) / 1000 < patienceSeconds) return [];
      const isStuck = earlier.slice(lastEmpty + 1).every((sample) => sample.value <= pending);
      return [
        {
          severity: 'info' as const,
          subject: btrfsSubject(filesystem),
          title: `${count(pending, 'deleted subvolume')} still to be freed`,
          detail: paragraphs(
            `Pending since ${first.at} at least. The space is still to come.`,
            isStuck
              ? 'The number does not fall: a process may hold a file or directory in one of them. Look for it: `lsof +L1` or `grep -l deleted /proc/*/maps`; containers that were removed by force are usual. It is freed when that process ends, or at the next reboot.'
              : 'It is getting fewer: wait.',
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
