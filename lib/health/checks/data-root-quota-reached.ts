import { formatBytes } from '../../domain/bytes.ts';
import { formatPercent } from '../../domain/format.ts';
import type { StorageQuota } from '../../domain/health-facts.ts';
import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { gradedSeverity } from '../graded-severity.ts';
import { logEvidence, matchingLines } from '../log-lines.ts';
import { dataRootSubject } from '../subjects.ts';
import { paragraphs, percent, shortPath, steps } from '../text.ts';

const id = 'data-root-quota-reached';

export default defineCheck({
  id,
  title: 'Docker has nearly used up a quota',
  why: 'A project quota, a quota group limit or a ZFS quota on the data root leads to “disk quota exceeded” or “no space left on device” while df shows free space.',
  needs: [],
  run(_, context) {
    const { storageQuotas } = context.facts.sections;
    const lines = matchingLines(context.facts, /disk quota exceeded/i);
    if (storageQuotas.state === 'unknown' && lines.length === 0) {
      return { unknown: `Quotas could not be read: ${storageQuotas.detail}`, missing: ['storageQuotas'] };
    }
    const advice = steps(
      'Free space below the limit: build cache and unused images first.',
      'Or raise the limit. A quota set by a NAS is changed in its own settings.',
    );
    const quotas = storageQuotas.state === 'known' ? storageQuotas.value.filter((quota) => quota.limitBytes > 0) : [];
    const findings = fullestOfEach(quotas).flatMap((quota) => {
      const subject = { ...dataRootSubject(context.facts), id: `${quota.kind}:${quota.object}`, label: quota.object };
      const filled = percent(quota.usedBytes, quota.limitBytes);
      const severity = gradedSeverity({
        context,
        checkId: id,
        subject,
        value: filled,
        grades: { warning: 95, recoverBy: 3 },
      });
      if (severity === null) return [];
      return [
        {
          severity,
          subject,
          title: `The quota of ${shortPath(quota.object)} is ${formatPercent(filled)} used`,
          detail: paragraphs(
            `Writes fail when it reaches ${formatBytes(quota.limitBytes)}, whatever df shows.`,
            advice,
          ),
          evidence: evidence(
            quota.kind === 'btrfs-qgroup'
              ? 'btrfs qgroup show'
              : quota.kind === 'zfs-quota'
                ? 'zfs get quota'
                : 'xfs_quota -x -c report',
            ['Object', 'Used', 'Limit'],
            [[quota.object, formatBytes(quota.usedBytes), formatBytes(quota.limitBytes)]],
          ),
          remedies: [],
        },
      ];
    });
    if (findings.length > 0 || lines.length === 0) return findings;
    return [
      {
        severity: 'warning',
        subject: dataRootSubject(context.facts),
        title: 'A disk quota was exceeded',
        detail: paragraphs('Writes fail because a quota is used up, whatever df shows.', advice),
        evidence: logEvidence(lines),
        remedies: [],
      },
    ];
  },
});

/** A quota group may limit its referenced and its exclusive bytes: the limit that is reached first counts. */
function fullestOfEach(quotas: readonly StorageQuota[]): StorageQuota[] {
  const byObject = new Map<string, StorageQuota>();
  for (const quota of quotas) {
    const key = `${quota.kind}:${quota.object}`;
    const known = byObject.get(key);
    if (!known || percent(quota.usedBytes, quota.limitBytes) > percent(known.usedBytes, known.limitBytes)) {
      byObject.set(key, quota);
    }
  }
  return [...byObject.values()];
}
