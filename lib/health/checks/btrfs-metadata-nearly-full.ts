import { formatPercent } from '../../domain/format.ts';
import { btrfsSubject, effectiveMetadataPercent, unallocatedFor, usageEvidence } from '../btrfs-space.ts';
import { unlessOnBtrfs } from '../data-root-type.ts';
import { defineCheck } from '../define-check.ts';
import { kernelVersion } from '../kernel.ts';
import { paragraphs, steps } from '../text.ts';

const chunkBytes = 256 * 2 ** 20;

export default defineCheck({
  id: 'btrfs-metadata-nearly-full',
  title: 'btrfs metadata chunks nearly full',
  why: 'Full metadata chunks are normal as long as another chunk can be allocated; the kernel does that by itself. Without unallocated space, creating and deleting files fails next. The figure counts the global reserve, which btrfs keeps inside metadata.',
  needs: ['btrfsUsage'],
  absent: unlessOnBtrfs('btrfsUsage'),
  run({ btrfsUsage }, { facts }) {
    if (btrfsUsage.length === 0) return { notApplicable: 'Docker is not on btrfs.' };
    const findings = btrfsUsage.flatMap((usage) => {
      const metadata = effectiveMetadataPercent(usage);
      if (metadata === null || metadata < 90) return [];
      const room = unallocatedFor(usage, 'metadata', kernelVersion(facts));
      // Less than one chunk left: btrfs-metadata-exhausted reports it.
      if (room !== null && room < chunkBytes) return [];
      return [
        {
          severity: room === null ? ('warning' as const) : ('info' as const),
          subject: btrfsSubject(usage),
          title:
            room === null
              ? `btrfs metadata chunks are ${formatPercent(metadata)} full`
              : `btrfs metadata can still grow (chunks ${formatPercent(metadata)} full)`,
          detail: paragraphs(
            room === null
              ? 'If no other chunk can be allocated, writes and deletions fail soon. The output does not show how much is unallocated.'
              : 'Nothing to do: there is room for more chunks, and the kernel allocates them as needed.',
            room === null
              ? steps(
                  'Run `btrfs filesystem usage MOUNT` as root and check “Unallocated” of each device. With less than 1 GiB there, act now.',
                )
              : null,
          ),
          evidence: usageEvidence(usage),
          remedies: [],
        },
      ];
    });
    if (findings.length === 0 && btrfsUsage.every((usage) => effectiveMetadataPercent(usage) === null)) {
      return { unknown: 'The fill of the metadata chunks is unknown (btrfs filesystem df).', missing: ['btrfsUsage'] };
    }
    return findings;
  },
});
