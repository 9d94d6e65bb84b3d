import { formatBytes } from '../../domain/bytes.ts';
import { formatPercent } from '../../domain/format.ts';
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
import { paragraphs, steps } from '../text.ts';

const gib = 2 ** 30;

/** Gigabytes on one device that the profile cannot use alone look like free space, but are not. */
function unevenRoom(usage: BtrfsUsage, room: number): string | null {
  const sum = usage.unallocatedByDevice.reduce((total, device) => total + device.bytes, 0);
  if (usage.unallocatedByDevice.length < 2 || sum - room * usage.unallocatedByDevice.length < gib) return null;
  return `${formatBytes(sum)} are unallocated in total, but not on enough devices at once for another ${nextProfile(usage, 'data') ?? 'data'} chunk. A balance with \`-dusage=10\` evens the devices out.`;
}

export default defineCheck({
  id: 'btrfs-unallocated-low',
  title: 'btrfs has little unallocated space left',
  why: 'Chunks that were filled once stay reserved for data even when they are half empty. With nothing left to allocate, metadata cannot grow, and then even deleting fails. A balance of nearly empty chunks returns them; it can be cancelled. Newer kernels return empty chunks by themselves.',
  needs: ['btrfsUsage'],
  absent: unlessOnBtrfs('btrfsUsage'),
  run({ btrfsUsage }, { facts }) {
    const kernel = kernelVersion(facts);
    const isReadOnly = isBtrfsReadOnly(facts);
    if (btrfsUsage.length === 0) return { notApplicable: 'Docker is not on btrfs.' };
    const findings = btrfsUsage.flatMap((usage) => {
      const room = unallocatedFor(usage, 'data', kernel);
      const fill = dataFillPercent(usage);
      if (room === null || fill === null) return [];
      // Two gigabytes are a lot of a small disk: there only the share counts.
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
            ? `btrfs is full: data ${formatPercent(fill)} used, ${formatBytes(room)} unallocated`
            : `Only ${formatBytes(room)} unallocated, yet data chunks are ${formatPercent(100 - fill)} empty`,
          detail: paragraphs(
            isFull
              ? 'Writes are about to fail: no other data chunk fits on the devices that this profile needs.'
              : 'When metadata cannot grow, even deleting fails. The space exists, but half-empty data chunks reserve it; a balance returns it.',
            'btrfs gives out its space in chunks, each for data or for metadata. Unallocated is what is in no chunk yet: only there can either of them grow. The free space that `df` shows also counts what is empty inside the data chunks.',
            unevenRoom(usage, room),
            isReadOnly ? settleReadOnlyFirst : null,
            isFull
              ? escapeLadder
              : steps(
                  'Run `btrfs balance start -dusage=0 MOUNT`, then with 5. It moves only nearly empty chunks and can be cancelled.',
                  'Continue with 10 and 25 until a few gigabytes are unallocated.',
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
        unknown: 'The unallocated space is unknown (btrfs filesystem usage).',
        missing: ['btrfsUsage'],
      };
    }
    return findings;
  },
});
