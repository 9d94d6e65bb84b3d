import { formatBytes } from '../../domain/bytes.ts';
import type { BtrfsUsage } from '../../domain/storage-facts.ts';
import {
  btrfsSubject,
  dataChunkBytes,
  dataFillPercent,
  escapeLadder,
  isBtrfsReadOnly,
  nextProfile,
  settleReadOnlyFirst,
  unallocatedFor,
  usageEvidence,
} from '../btrfs-space.ts';
import { notOnSickDisks } from '../cautions.ts';
import { unlessOnBtrfs } from '../data-root-type.ts';
import { defineCheck } from '../define-check.ts';
import { kernelVersion } from '../kernel.ts';
import { formatPercent, paragraphs, steps } from '../text.ts';

const gib = 2 ** 30;

/** Gigabytes on one device that the profile cannot use alone look like free space, and are none. */
function unevenRoom(usage: BtrfsUsage, room: number): string | null {
  const sum = usage.unallocatedByDevice.reduce((total, device) => total + device.bytes, 0);
  if (usage.unallocatedByDevice.length < 2 || sum - room * usage.unallocatedByDevice.length < gib) return null;
  return `${formatBytes(sum)} are unallocated in all, but not on enough devices at once for another chunk of ${nextProfile(usage, 'data') ?? 'data'}. Balance with \`-dusage=10\` to even the devices out, or give the fuller ones more room.`;
}

export default defineCheck({
  id: 'btrfs-unallocated-low',
  title: 'btrfs has handed out nearly all of its disk',
  why: 'Chunks that were filled once stay reserved for data even when they are half empty. With nothing left to hand out, metadata cannot grow: that is one step before a filesystem on which even deleting fails.',
  needs: ['btrfsUsage'],
  absent: unlessOnBtrfs('btrfsUsage'),
  run({ btrfsUsage }, { facts }) {
    const kernel = kernelVersion(facts);
    const isReadOnly = isBtrfsReadOnly(facts);
    if (btrfsUsage.length === 0) return { notApplicable: 'There is no btrfs below Docker.' };
    const findings = btrfsUsage.flatMap((usage) => {
      const room = unallocatedFor(usage, 'data', kernel);
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
            ? `btrfs is really full: data ${formatPercent(fill)} used, ${formatBytes(room)} left to hand out`
            : `Only ${formatBytes(room)} left to hand out; data chunks are ${formatPercent(100 - fill)} empty`,
          detail: paragraphs(
            isFull
              ? 'No further data chunk fits on the devices this profile needs. Writes are about to fail.'
              : 'The space is there, but reserved for data in half-empty chunks. A balance of the emptiest ones gives it back.',
            unevenRoom(usage, room),
            isReadOnly ? settleReadOnlyFirst : null,
            isFull
              ? escapeLadder
              : steps(
                  '`btrfs balance start -dusage=0 MOUNT`, then 5. It moves only chunks that are nearly empty and can be cancelled.',
                  'Then with 10 and 25, until a few gigabytes are unallocated. Newer kernels return empty chunks by themselves.',
                ),
            isReadOnly ? null : notOnSickDisks,
          ),
          evidence: usageEvidence(usage),
          remedies: isReadOnly ? [] : [{ actionId: 'btrfs-balance', params: {} }],
        },
      ];
    });
    if (
      findings.length === 0 &&
      btrfsUsage.some((usage) => unallocatedFor(usage, 'data', kernel) === null || dataFillPercent(usage) === null)
    ) {
      return {
        unknown: 'How much of the disk is unallocated is not known (btrfs filesystem usage).',
        missing: ['btrfsUsage'],
      };
    }
    return findings;
  },
});
