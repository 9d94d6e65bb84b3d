import { formatBytes } from '../../domain/bytes.ts';
import { btrfsSubject, isBtrfsReadOnly, settleReadOnlyFirst, usageEvidence } from '../btrfs-space.ts';
import { notOnSickDisks } from '../cautions.ts';
import { unlessOnBtrfs } from '../data-root-type.ts';
import { defineCheck } from '../define-check.ts';
import { paragraphs, steps } from '../text.ts';

export default defineCheck({
  id: 'btrfs-free-space-misleading',
  title: 'btrfs reports free space that cannot be used',
  why: '“Free (estimated)” ignores devices of uneven size and exhausted metadata. When the kernel’s own figure (statfs, which df shows) is far below it, the estimate is wrong. A figure of zero means that metadata cannot grow.',
  needs: ['btrfsUsage'],
  absent: unlessOnBtrfs('btrfsUsage'),
  run({ btrfsUsage }, { facts }) {
    const isReadOnly = isBtrfsReadOnly(facts);
    if (btrfsUsage.length === 0) return { notApplicable: 'Docker is not on btrfs.' };
    const complete = btrfsUsage.filter((usage) => usage.freeEstimatedBytes !== null && usage.freeStatfsBytes !== null);
    if (complete.length === 0) {
      return { unknown: 'btrfs-progs before 5.10 do not print “Free (statfs, df)”.', missing: ['btrfsUsage'] };
    }
    return complete.flatMap((usage) => {
      const estimated = usage.freeEstimatedBytes ?? 0;
      const statfs = usage.freeStatfsBytes ?? 0;
      // On a filesystem that is nearly full a small difference is a large share.
      if (estimated < usage.deviceSizeBytes * 0.01 || statfs >= estimated / 2) return [];
      return [
        {
          severity: 'warning' as const,
          subject: btrfsSubject(usage),
          title: `Only ${formatBytes(statfs)} is free; btrfs estimates ${formatBytes(estimated)}`,
          detail: paragraphs(
            statfs === 0
              ? 'Metadata can no longer grow: creating files fails now or will soon.'
              : 'Writes fail long before the estimate suggests. Usually the devices differ in size, and the profile cannot use the rest of the larger one.',
            isReadOnly ? settleReadOnlyFirst : null,
            steps(
              'Check “Unallocated” of each device: `btrfs filesystem usage MOUNT`.',
              'Balance with `-dusage=0` first (it needs no free space), then with 5 and 10.',
              'If one device is full and another is not: replace the smaller one, or add a disk permanently. The filesystem cannot run without that disk afterwards.',
            ),
            isReadOnly ? null : notOnSickDisks,
          ),
          evidence: usageEvidence(usage),
          remedies: isReadOnly ? [] : [{ actionId: 'btrfs-balance', params: {} }],
        },
      ];
    });
  },
});
