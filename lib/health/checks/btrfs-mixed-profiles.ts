import type { HostFacts } from '../../domain/host-facts.ts';
import { btrfsSubject, isBtrfsReadOnly, settleReadOnlyFirst, usageEvidence } from '../btrfs-space.ts';
import { notOnSickDisks } from '../cautions.ts';
import { unlessOnBtrfs } from '../data-root-type.ts';
import { defineCheck } from '../define-check.ts';
import { kernelLines } from '../log-lines.ts';
import { nameList, paragraphs, steps } from '../text.ts';

export default defineCheck({
  id: 'btrfs-mixed-profiles',
  title: 'btrfs keeps one kind of data in two profiles',
  why: 'A conversion (say from single to RAID1) that was interrupted leaves part of the data in the old profile: that part may have no second copy, and space calculations are wrong.',
  needs: ['btrfsUsage'],
  absent: unlessOnBtrfs('btrfsUsage'),
  run({ btrfsUsage }, { facts }) {
    const targets = conversionUnderWay(facts);
    const isReadOnly = isBtrfsReadOnly(facts);
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
            isReadOnly ? settleReadOnlyFirst : null,
            targets === null
              ? null
              : `The conversion that was begun is to ${nameList(Object.entries(targets).map(([part, profile]) => `${profile} (${part === 'd' ? 'data' : 'metadata'})`))}.`,
            steps(
              'See whether a device is missing (`btrfs filesystem show`): a mirror that was mounted without one writes single chunks by itself, and replacing the device comes before anything else. See whether a balance still runs or is paused: `btrfs balance status MOUNT`.',
              'Back up what you cannot lose. Check that as many devices as the profile uses have unallocated space (`btrfs filesystem usage MOUNT`); without it the conversion stops half-way with “no space left”.',
              `Finish it: \`btrfs balance start ${command(targets)} MOUNT\`${targets === null ? ' with the profile that you want' : ''}. “soft” leaves alone what is converted already; it takes long.`,
            ),
            isReadOnly ? null : notOnSickDisks,
          ),
          evidence: usageEvidence(usage),
          remedies: [],
        },
      ];
    });
  },
});

/** `balance: start -dconvert=raid1,soft -mconvert=raid1` in the kernel's log, or the command that was typed. The last one counts. */
function conversionUnderWay(facts: HostFacts): Partial<Record<'d' | 'm', string>> | null {
  const line = kernelLines(facts).findLast(({ text }) => /balance:? (?:start|resume)\b.*convert=/.test(text));
  if (line === undefined) return null;
  const target = (part: 'd' | 'm') =>
    new RegExp(`-${part}(?:\\w+=[^,\\s]{1,20},)*convert=(raid\\w{1,4}|single|dup)\\b`).exec(line.text)?.[1];
  const [data, metadata] = [target('d'), target('m')];
  if (data === undefined && metadata === undefined) return null;
  return { ...(data === undefined ? {} : { d: data }), ...(metadata === undefined ? {} : { m: metadata }) };
}

function command(targets: Partial<Record<'d' | 'm', string>> | null): string {
  if (targets === null) return '-dconvert=PROFILE,soft -mconvert=PROFILE,soft';
  return (['d', 'm'] as const)
    .flatMap((part) => (targets[part] ? [`-${part}convert=${targets[part]},soft`] : []))
    .join(' ');
}
