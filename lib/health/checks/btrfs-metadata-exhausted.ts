import { formatBytes } from '../../domain/bytes.ts';
import { btrfsSubject, effectiveMetadataPercent, escapeLadder, unallocatedFor, usageEvidence } from '../btrfs-space.ts';
import { unlessOnBtrfs } from '../data-root-type.ts';
import { defineCheck } from '../define-check.ts';
import { formatPercent, paragraphs } from '../text.ts';

export default defineCheck({
  id: 'btrfs-metadata-exhausted',
  title: 'btrfs has no room left for metadata',
  why: 'btrfs hands out its disk in chunks, separately for data and metadata. When all is handed out and the metadata chunks are full, nothing can be created or even deleted (“no space left on device”), while df and “Free (estimated)” still show gigabytes.',
  needs: ['btrfsUsage'],
  absent: unlessOnBtrfs('btrfsUsage'),
  run({ btrfsUsage }) {
    if (btrfsUsage.length === 0) return { notApplicable: 'There is no btrfs below Docker.' };
    const findings = btrfsUsage.flatMap((usage) => {
      const metadata = effectiveMetadataPercent(usage);
      const room = unallocatedFor(usage, 'metadata');
      if (metadata === null || room === null || room >= 2 ** 30 || metadata < 80) return [];
      // A small filesystem has small chunks: 1 GiB would be most of it.
      if (usage.deviceSizeBytes < 16 * 2 ** 30 && room > usage.deviceSizeBytes / 20) return [];
      return [
        {
          severity: 'critical' as const,
          subject: btrfsSubject(usage),
          title: `btrfs metadata is ${formatPercent(metadata)} full with ${formatBytes(room)} left to grow`,
          detail: paragraphs(
            'The next writes can fail with “no space left on device”, deletions included, whatever df shows.',
            escapeLadder,
          ),
          evidence: usageEvidence(usage),
          remedies: [{ actionId: 'btrfs-balance', params: {} }],
        },
      ];
    });
    if (
      findings.length === 0 &&
      btrfsUsage.every(
        (usage) => effectiveMetadataPercent(usage) === null || unallocatedFor(usage, 'metadata') === null,
      )
    ) {
      return {
        unknown: 'Metadata and unallocated space are not both known (btrfs filesystem usage).',
        missing: ['btrfsUsage'],
      };
    }
    return findings;
  },
});
