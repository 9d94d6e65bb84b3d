import type { HostFacts } from '../../domain/host-facts.ts';
import { btrfsSubject, isBtrfsReadOnly, settleReadOnlyFirst, usageEvidence } from '../btrfs-space.ts';
import { notOnSickDisks } from '../cautions.ts';
import { unlessOnBtrfs } from '../data-root-type.ts';
import { defineCheck } from '../define-check.ts';
import { kernelLines } from '../log-lines.ts';
import { nameList, paragraphs, steps } from '../text.ts';

export default defineCheck({
  id: 'btrfs-mixed-profiles',
  title: 'Mixed btrfs profiles',
  why: 'An interrupted conversion (for example from single to RAID1) leaves part of the data in the old profile. That part may have no second copy, and space calculations are wrong. A mirror that was mounted without one of its devices writes single chunks by itself. “soft” in a conversion skips what is converted already.',
  needs: ['btrfsUsage'],
  absent: unlessOnBtrfs('btrfsUsage'),
  run({ btrfsUsage }, { facts }) {
    const targets = conversionUnderWay(facts);
    const isReadOnly = isBtrfsReadOnly(facts);
    if (btrfsUsage.length === 0) return { notApplicable: 'Docker is not on btrfs.' };
    const known = btrfsUsage.filter((usage) => usage.chunks.length > 0 || usage.multipleProfiles !== null);
    if (known.length === 0)
      return { unknown: 'The profiles are unknown (btrfs filesystem df).', missing: ['btrfsUsage'] };
    return known.flatMap((usage) => {
      const mixed = (['data', 'metadata', 'system', 'mixed'] as const).flatMap((type) => {
        // Old mkfs.btrfs leaves empty single chunks behind: harmless.
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
              : `The interrupted conversion was to ${nameList(Object.entries(targets).map(([part, profile]) => `${profile} (${part === 'd' ? 'data' : 'metadata'})`))}.`,
            steps(
              'Check whether a device is missing (`btrfs filesystem show`); if so, replace it before anything else. Check whether a balance is running or paused (`btrfs balance status MOUNT`).',
              'Back up what you cannot lose. Check that enough devices have unallocated space (`btrfs filesystem usage MOUNT`); otherwise the conversion stops half-way.',
              `Finish the conversion: \`btrfs balance start ${command(targets)} MOUNT\`${targets === null ? ' with the profile you want' : ''}. It takes long.`,
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
