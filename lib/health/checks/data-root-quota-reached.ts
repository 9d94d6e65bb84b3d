import { formatBytes } from '../../domain/bytes.ts';
import type { StorageQuota } from '../../domain/health-facts.ts';
import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { gradedSeverity } from '../graded-severity.ts';
import { logEvidence, matchingLines } from '../log-lines.ts';
import { dataRootSubject } from '../subjects.ts';
import { formatPercent, paragraphs, percent } from '../text.ts';

const id = 'data-root-quota-reached';

export default defineCheck({
  id,
  title: 'A quota stops Docker before the disk is full',
  why: 'A project quota, a limit of a quota group or a ZFS quota on the data root ends in “disk quota exceeded” or “no space left on device” while df shows free space.',
  needs: [],
  run(_, context) {
    const { storageQuotas } = context.facts.sections;
    const lines = matchingLines(context.facts, /disk quota exceeded/i);
    if (storageQuotas.state === 'unknown' && lines.length === 0) {
      return { unknown: `Quotas were not read: ${storageQuotas.detail}`, missing: ['storageQuotas'] };
    }
    const advice =
      'What to do: raise the limit, or free space inside it. Quotas set by a NAS are changed in its own settings.';
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
          title: `The quota of ${quota.object} is ${formatPercent(filled)} used`,
          detail: paragraphs(`Writes stop at ${formatBytes(quota.limitBytes)}, whatever df shows.`, advice),
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
        title: 'A quota was exceeded',
        detail: paragraphs('Something was not written because a quota is used up.', advice),
        evidence: logEvidence(lines),
        remedies: [],
      },
    ];
  },
});

/** A quota group may limit what it refers to and what it holds alone: the limit that is reached first speaks for it. */
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
