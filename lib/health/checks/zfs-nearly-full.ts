import { formatBytes } from '../../domain/bytes.ts';
import { formatPercent } from '../../domain/format.ts';
import { parseHumanSize } from '../../facts/parsers/pasted/human-size.ts';
import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { gradedSeverity } from '../graded-severity.ts';
import { driverStatus, graphDriver } from '../storage-driver.ts';
import { paragraphs, steps } from '../text.ts';

const id = 'zfs-nearly-full';
const gib = 2 ** 30;

export default defineCheck({
  id,
  title: 'ZFS pool nearly full',
  why: 'ZFS gets slow above 80% and cannot delete anything when it is completely full, because deleting writes too. When there is space again, `zfs set refreservation=10G` on an empty dataset keeps a reserve that can be released in an emergency; on a nearly full pool it would take the last space.',
  needs: [],
  run(_, context) {
    const { engine, zfs } = context.facts.sections;
    const driver = graphDriver(context.facts);
    const pools: { name: string; percent: number | null; freeBytes: number | null }[] = [];
    if (zfs.state === 'known') {
      pools.push(
        ...zfs.value.pools.map((pool) => ({
          name: pool.name,
          percent: pool.capacityPercent,
          freeBytes: pool.freeBytes,
        })),
      );
    }
    if (driver === 'zfs' && engine.state === 'known') {
      const parent = driverStatus(engine.value, 'Parent Dataset') ?? 'zfs';
      const free = parseHumanSize(driverStatus(engine.value, 'Space Available') ?? '');
      const used = parseHumanSize(driverStatus(engine.value, 'Space Used By Parent') ?? '');
      if (free !== null && !pools.some((pool) => parent.startsWith(pool.name))) {
        pools.push({
          name: parent,
          percent: used === null || used + free === 0 ? null : (used / (used + free)) * 100,
          freeBytes: free,
        });
      }
    }
    const measured = pools.filter((pool) => pool.percent !== null || pool.freeBytes !== null);
    if (measured.length === 0) {
      if (zfs.state === 'known') return { notApplicable: 'There is no ZFS pool.' };
      if (driver !== null && driver !== 'zfs') return { notApplicable: `The storage driver here is ${driver}.` };
      return { unknown: `The pool’s fill could not be read: ${zfs.detail}`, missing: ['zfs'] };
    }
    return measured.flatMap((pool) => {
      const subject = { kind: 'pool' as const, id: pool.name, label: pool.name };
      const byPercent = gradedSeverity({
        context,
        checkId: id,
        subject,
        value: pool.percent ?? 0,
        grades: { warning: 80.01, recoverBy: 2 },
      });
      const byBytes =
        pool.freeBytes === null
          ? null
          : gradedSeverity({
              context,
              checkId: id,
              subject,
              value: pool.freeBytes,
              grades: { warning: 5 * gib - 1, recoverBy: gib, falling: true },
            });
      const severity = byPercent ?? byBytes;
      if (severity === null) return [];
      const words =
        pool.percent === null || byPercent === null
          ? `has only ${formatBytes(pool.freeBytes ?? 0)} free`
          : `is ${formatPercent(pool.percent)} full`;
      return [
        {
          severity,
          subject,
          title: `The ZFS pool ${pool.name} ${words}`,
          detail: paragraphs(
            'ZFS gets slow above 80%, and when the pool is completely full even deleting fails.',
            steps(
              'Remove unused images and build cache.',
              'Delete old snapshots (`zfs list -t snapshot -o name,used -s used`), but none that is a backup or the base of the next incremental `zfs send`.',
            ),
          ),
          evidence: evidence(
            'zpool list; zfs list',
            ['Pool or dataset', 'Full', 'Available'],
            [
              [
                pool.name,
                pool.percent === null ? 'unknown' : formatPercent(pool.percent),
                pool.freeBytes === null ? 'unknown' : formatBytes(pool.freeBytes),
              ],
            ],
          ),
          remedies: [{ actionId: 'prune-images', params: {} }],
        },
      ];
    });
  },
});
