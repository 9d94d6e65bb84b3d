import { formatBytes } from '../../domain/bytes.ts';
import { defineCheck } from '../define-check.ts';
import { devicemapperPool, poolFills, statusEvidence } from '../devicemapper.ts';
import { dataRootSubject } from '../subjects.ts';
import { paragraphs, steps } from '../text.ts';

export default defineCheck({
  id: 'devicemapper-pool-overcommitted',
  title: 'Device mapper pool larger than the disk below it',
  why: 'In loop mode the pool promises more than the host’s filesystem has. It runs out of real space while it still shows room, and that damages the filesystems inside. The real fill is higher than used ÷ total suggests.',
  needs: ['engine'],
  drivers: ['devicemapper'],
  run({ engine }, { facts }) {
    const pool = devicemapperPool(engine);
    if (!pool.isLoop) return { notApplicable: 'The pool is not on loop files.' };
    const { dataUsedBytes: used, dataAvailableBytes: available, dataTotalBytes: total } = pool;
    if (used === null || available === null || total === null) {
      return { unknown: 'The engine did not print used, available and total data space.' };
    }
    const gap = total - used - available;
    if (gap <= total * 0.1) return [];
    return [
      {
        severity: 'warning',
        subject: dataRootSubject(facts),
        title: `The pool promises ${formatBytes(gap)} that the disk does not have`,
        detail: paragraphs(
          `When the host’s disk is full, containers lose data although the pool shows room. The pool claims ${formatBytes(total)}; ${formatBytes(used)} are used, and the host has only ${formatBytes(available)} more.`,
          steps(
            'Free space on the host’s disk, and keep it free.',
            'Remove images and containers that are not needed.',
            'Plan the move to overlay2: Docker 25.0 removed this driver.',
          ),
        ),
        evidence: statusEvidence(engine, /data space|loop file/i),
        fills: poolFills(pool),
        remedies: [{ actionId: 'switch-storage-driver', params: { driver: 'overlay2' } }],
      },
    ];
  },
});
