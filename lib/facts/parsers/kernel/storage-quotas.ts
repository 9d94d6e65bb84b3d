import type { StorageQuota } from '../../../domain/health-facts.ts';
import { failure, type Parts } from '../records.ts';

export function parseStorageQuotas(parts: Parts): StorageQuota[] {
  const qgroups = parts.optional('qgroups');
  if (qgroups !== null) return qgroupLimits(qgroups);
  const projects = parts.optional('projects');
  if (projects !== null) return projectLimits(projects);
  parts.part('none');
  return [];
}

/**
 * `qgroup show --raw -re`. Columns `qgroupid rfer excl max_rfer max_excl` (≤ 5.16) or `Qgroupid Referenced Exclusive Max referenced
 * Max exclusive Path` (≥ 6.2); no limit is `none`, and `0` up to 4.0.
 */
function qgroupLimits(bytes: Buffer): StorageQuota[] {
  const lines = bytes.toString('utf8').split('\n');
  if (!/^qgroupid\s/i.test(lines[0] ?? '')) throw failure('btrfs qgroup show', 'it has no heading', bytes);
  return lines.flatMap((line) => {
    const match = /^(\d+\/\d+)\s+(\d+)\s+(\d+)\s+(\d+|none)\s+(\d+|none)/.exec(line);
    if (!match?.[1]) return [];
    return [
      { limit: match[4], used: match[2] },
      { limit: match[5], used: match[3] },
    ].flatMap(({ limit, used }) =>
      limit === undefined || limit === 'none' || limit === '0'
        ? []
        : [
            {
              kind: 'btrfs-qgroup' as const,
              object: match[1] ?? '',
              limitBytes: Number(limit),
              usedBytes: Number(used),
            },
          ],
    );
  });
}

/** `#42   1048576   0   2097152   00 [--------]`: used, soft and hard limit in KiB. */
function projectLimits(bytes: Buffer): StorageQuota[] {
  return bytes
    .toString('utf8')
    .split('\n')
    .flatMap((line) => {
      const match = /^(\S+)\s+(\d+)\s+(\d+)\s+(\d+)\s+\d+ \[/.exec(line);
      if (!match?.[1] || match[4] === '0') return [];
      return [
        {
          kind: 'xfs-project' as const,
          object: match[1],
          limitBytes: Number(match[4]) * 1024,
          usedBytes: Number(match[2]) * 1024,
        },
      ];
    });
}
