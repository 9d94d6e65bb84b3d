import { formatBytes } from '../../domain/bytes.ts';
import { defineCheck } from '../define-check.ts';
import { devicemapperPool, poolFills, statusEvidence } from '../devicemapper.ts';
import { dataRootSubject } from '../subjects.ts';
import { paragraphs } from '../text.ts';

export default defineCheck({
  id: 'devicemapper-pool-overcommitted',
  title: 'Device mapper pool larger than the disk below it',
  why: 'In loop mode the pool promises more than the host’s filesystem can back. It will run out of real space while the pool still shows room, and that damages the filesystems inside.',
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
          `The pool says ${formatBytes(total)} in total, but ${formatBytes(used)} are used and the host can give only ${formatBytes(available)} more. The pool’s real fill is therefore higher than used ÷ total suggests.`,
          'What to do: keep that space free on the host’s disk (or free more), and migrate to overlay2.',
        ),
        evidence: statusEvidence(engine, /data space|loop file/i),
        fills: poolFills(pool),
        remedies: [{ actionId: 'switch-storage-driver', params: { driver: 'overlay2' } }],
      },
    ];
  },
});
