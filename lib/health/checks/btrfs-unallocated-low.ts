import { formatBytes } from '../../domain/bytes.ts';
import {
  btrfsSubject,
  dataChunkBytes,
  dataFillPercent,
  escapeLadder,
  unallocatedFor,
  usageEvidence,
} from '../btrfs-space.ts';
import { notOnSickDisks } from '../cautions.ts';
import { unlessOnBtrfs } from '../data-root-type.ts';
import { defineCheck } from '../define-check.ts';
import { formatPercent, paragraphs } from '../text.ts';

const gib = 2 ** 30;

export default defineCheck({
  id: 'btrfs-unallocated-low',
  title: 'btrfs has handed out nearly all of its disk',
  why: 'Chunks that were filled once stay reserved for data even when they are half empty. With nothing left to hand out, metadata cannot grow: that is one step before a filesystem on which even deleting fails.',
  needs: ['btrfsUsage'],
  absent: unlessOnBtrfs('btrfsUsage'),
  run({ btrfsUsage }) {
    if (btrfsUsage.length === 0) return { notApplicable: 'There is no btrfs below Docker.' };
    const findings = btrfsUsage.flatMap((usage) => {
      const room = unallocatedFor(usage, 'data');
      const fill = dataFillPercent(usage);
      if (room === null || fill === null) return [];
      // Two gigabytes are a lot of a small disk: there the share alone counts.
      const low =
        usage.deviceSizeBytes < 40 * gib
          ? usage.deviceSizeBytes * 0.05
          : Math.max(2 * gib, usage.deviceSizeBytes * 0.05);
      const isHalfEmpty = room < low && fill < 75;
      const isFull = room < dataChunkBytes(usage) && fill >= 90;
      if (!isHalfEmpty && !isFull) return [];
      return [
        {
          severity: isFull ? ('critical' as const) : ('warning' as const),
          subject: btrfsSubject(usage),
          title: isFull
            ? `btrfs is really full: data chunks ${formatPercent(fill)} used, ${formatBytes(room)} left to hand out`
            : `Only ${formatBytes(room)} left to hand out, although data chunks are ${formatPercent(100 - fill)} empty`,
          detail: paragraphs(
            isFull
              ? 'No further data chunk fits on the devices this profile needs. Writes are about to fail.'
              : 'The space is there, but reserved for data in half-empty chunks. A balance of the emptiest ones gives it back.',
            isFull
              ? escapeLadder
              : 'What to do: `btrfs balance start -dusage=0 MOUNT`, then 5, 10 and 25, until a few gigabytes are unallocated. It moves only chunks that are nearly empty and can be cancelled. Newer kernels return empty chunks by themselves.',
            notOnSickDisks,
          ),
          evidence: usageEvidence(usage),
          remedies: [{ actionId: 'btrfs-balance', params: {} }],
        },
      ];
    });
    if (
      findings.length === 0 &&
      btrfsUsage.some((usage) => unallocatedFor(usage, 'data') === null || dataFillPercent(usage) === null)
    ) {
      return {
        unknown: 'How much of the disk is unallocated is not known (btrfs filesystem usage).',
        missing: ['btrfsUsage'],
      };
    }
    return findings;
  },
});
