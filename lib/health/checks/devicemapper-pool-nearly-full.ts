import { formatBytes } from '../../domain/bytes.ts';
import { formatPercent } from '../../domain/format.ts';
import { defineCheck } from '../define-check.ts';
import { devicemapperPool, poolFillPercent, poolFills, statusEvidence } from '../devicemapper.ts';
import { gradedSeverity, worse } from '../graded-severity.ts';
import { logEvidence, matchingLines } from '../log-lines.ts';
import { dataRootSubject } from '../subjects.ts';
import { paragraphs, steps } from '../text.ts';

const id = 'devicemapper-pool-nearly-full';

export default defineCheck({
  id,
  title: 'Device mapper pool nearly full',
  why: 'A full thin pool hangs the Docker daemon: writes of containers block or fail, and the rest must be repaired by hand. In loop mode the pool can be full although “Data Space Total” says otherwise, because the host’s disk has no more space. Space freed inside the pool returns to the host only by discard.',
  needs: ['engine'],
  drivers: ['devicemapper'],
  run({ engine }, context) {
    const pool = devicemapperPool(engine);
    const fill = poolFillPercent(pool);
    const errors = matchingLines(
      context.facts,
      /thin pool has \d+ free data blocks which is less than minimum required/i,
    );
    if (fill === null && errors.length === 0) return { unknown: 'The engine printed no data space of its pool.' };
    const subject = { ...dataRootSubject(context.facts), kind: 'pool' as const, label: pool.name ?? 'thin pool' };
    const belowMinimum =
      errors.length > 0 ||
      (pool.minimumFreeBytes !== null &&
        pool.dataAvailableBytes !== null &&
        pool.dataAvailableBytes < pool.minimumFreeBytes);
    const graded = gradedSeverity({
      context,
      checkId: id,
      subject,
      value: fill ?? 0,
      grades: { warning: 80, critical: 90, recoverBy: 3 },
    });
    const severity = worse(graded, belowMinimum ? 'critical' : null);
    if (severity === null) return [];
    return [
      {
        severity,
        subject,
        // A nearly empty pool can be below the minimum too, where the disk below a sparse file is full.
        title:
          fill === null || graded === null
            ? 'The device mapper pool is below its minimum free space'
            : `The device mapper pool is ${formatPercent(fill)} full`,
        detail: paragraphs(
          `When it is full, containers block on writes and the daemon hangs.${pool.dataAvailableBytes === null ? '' : ` ${formatBytes(pool.dataAvailableBytes)} can still be written.`}`,
          belowMinimum
            ? `It is below its minimum free space${pool.minimumFreeBytes === null ? '' : ` (${formatBytes(pool.minimumFreeBytes)})`}: Docker already refuses to create new layers.`
            : null,
          steps(
            pool.isLoop
              ? 'Free space on the host’s disk first: the sparse file is on it.'
              : 'Extend the pool if its volume group has room (`vgs`, then `lvextend -L +10G VG/POOL`).',
            'Remove images and containers that are not needed.',
            'Plan the move to overlay2: Docker 25.0 removed this driver.',
          ),
        ),
        evidence: fill === null ? logEvidence(errors) : statusEvidence(engine, /space|pool name|loop file/i),
        fills: poolFills(pool),
        remedies: [
          { actionId: 'prune-images', params: {} },
          { actionId: 'switch-storage-driver', params: { driver: 'overlay2' } },
        ],
      },
    ];
  },
});
