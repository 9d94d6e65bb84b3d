import { btrfsSubject, usageEvidence } from '../btrfs-space.ts';
import { notOnSickDisks } from '../cautions.ts';
import { unlessOnBtrfs } from '../data-root-type.ts';
import { defineCheck } from '../define-check.ts';
import { nameList, paragraphs } from '../text.ts';

export default defineCheck({
  id: 'btrfs-mixed-profiles',
  title: 'btrfs keeps one kind of data in two profiles',
  why: 'A conversion (say from single to RAID1) that was interrupted leaves part of the data in the old profile: that part may have no second copy, and space calculations are wrong.',
  needs: ['btrfsUsage'],
  absent: unlessOnBtrfs('btrfsUsage'),
  run({ btrfsUsage }) {
    if (btrfsUsage.length === 0) return { notApplicable: 'There is no btrfs below Docker.' };
    const told = btrfsUsage.filter((usage) => usage.chunks.length > 0 || usage.multipleProfiles !== null);
    if (told.length === 0)
      return { unknown: 'The profiles are not known (btrfs filesystem df).', missing: ['btrfsUsage'] };
    return told.flatMap((usage) => {
      const mixed = (['data', 'metadata', 'system', 'mixed'] as const).flatMap((type) => {
        // mkfs of old btrfs-progs leaves empty single chunks behind: harmless.
        const profiles = usage.chunks
          .filter((chunk) => chunk.type === type && chunk.usedBytes > 0)
          .map((chunk) => chunk.profile);
        return new Set(profiles).size > 1 ? [`${type}: ${nameList([...new Set(profiles)])}`] : [];
      });
      if (mixed.length === 0 && !(usage.multipleProfiles === true && usage.chunks.length === 0)) return [];
      return [
        {
          severity: 'warning' as const,
          subject: btrfsSubject(usage),
          title: `btrfs has mixed profiles${mixed.length > 0 ? ` (${mixed.join('; ')})` : ''}`,
          detail: paragraphs(
            'Part of the data may not have the redundancy you expect.',
            'What to do: look first whether a device is missing (`btrfs filesystem show`): a mirror that was mounted without one writes single chunks by itself, and replacing the device comes before anything else. Then a backup, then finish the conversion to the profile you meant, for RAID1 `btrfs balance start -dconvert=raid1,soft -mconvert=raid1,soft MOUNT` (“soft” leaves what is converted already alone). It takes long and needs unallocated space on as many devices as the profile uses; without that it stops half-way with “no space left”.',
            notOnSickDisks,
          ),
          evidence: usageEvidence(usage),
          remedies: [],
        },
      ];
    });
  },
});
