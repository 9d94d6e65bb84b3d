import { btrfsSubject, effectiveMetadataPercent, unallocatedFor, usageEvidence } from '../btrfs-space.ts';
import { unlessOnBtrfs } from '../data-root-type.ts';
import { defineCheck } from '../define-check.ts';
import { kernelVersion } from '../kernel.ts';
import { formatPercent, paragraphs } from '../text.ts';

const chunkBytes = 256 * 2 ** 20;

export default defineCheck({
  id: 'btrfs-metadata-nearly-full',
  title: 'btrfs metadata chunks nearly full',
  why: 'Full metadata chunks are normal as long as another chunk can be handed out; the kernel does that by itself. Without unallocated space it is the beginning of trouble.',
  needs: ['btrfsUsage'],
  absent: unlessOnBtrfs('btrfsUsage'),
  run({ btrfsUsage }, { facts }) {
    if (btrfsUsage.length === 0) return { notApplicable: 'There is no btrfs below Docker.' };
    const findings = btrfsUsage.flatMap((usage) => {
      const metadata = effectiveMetadataPercent(usage);
      if (metadata === null || metadata < 90) return [];
      const room = unallocatedFor(usage, 'metadata', kernelVersion(facts));
      // Less than a chunk left is btrfs-metadata-exhausted.
      if (room !== null && room < chunkBytes) return [];
      return [
        {
          severity: room === null ? ('warning' as const) : ('info' as const),
          subject: btrfsSubject(usage),
          title: `btrfs metadata chunks are ${formatPercent(metadata)} full`,
          detail: paragraphs(
            room === null
              ? 'Whether another chunk can be handed out is not told by what was read. Run `btrfs filesystem usage MOUNT` (as root) and look at “Unallocated” of each device: with less than 1 GiB there, act now.'
              : 'There is room for more chunks; the kernel hands them out as needed. Nothing to do but watch.',
            'This counts the global reserve, which btrfs keeps inside metadata.',
          ),
          evidence: usageEvidence(usage),
          remedies: [],
        },
      ];
    });
    if (findings.length === 0 && btrfsUsage.every((usage) => effectiveMetadataPercent(usage) === null)) {
      return { unknown: 'The fill of metadata chunks is not known (btrfs filesystem df).', missing: ['btrfsUsage'] };
    }
    return findings;
  },
});
