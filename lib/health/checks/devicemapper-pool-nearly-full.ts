import { formatBytes } from '../../domain/bytes.ts';
import { defineCheck } from '../define-check.ts';
import { devicemapperPool, poolFillPercent, poolFills, statusEvidence } from '../devicemapper.ts';
import { gradedSeverity, worse } from '../graded-severity.ts';
import { logEvidence, matchingLines } from '../log-lines.ts';
import { dataRootSubject } from '../subjects.ts';
import { formatPercent, paragraphs } from '../text.ts';

const id = 'devicemapper-pool-nearly-full';

export default defineCheck({
  id,
  title: 'Device mapper pool nearly full',
  why: 'A full thin pool hangs the Docker daemon: writes of containers block or fail, and what is left must be untangled by hand. In loop mode the pool can be full although “Data Space Total” says otherwise, because the host’s disk cannot give more.',
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
        // A nearly empty pool can be below the minimum too, where the disk below a sparse file has no more to give.
        title:
          fill === null || graded === null
            ? 'The device mapper pool is below its minimum free space'
            : `The device mapper pool is ${formatPercent(fill)} full`,
        detail: paragraphs(
          pool.dataAvailableBytes === null
            ? null
            : `${formatBytes(pool.dataAvailableBytes)} can still be written. When that is gone, containers block on writes and the daemon hangs.`,
          belowMinimum
            ? `It is below the minimum free space${pool.minimumFreeBytes === null ? '' : ` (${formatBytes(pool.minimumFreeBytes)})`}, so Docker refuses to make new layers already.`
            : null,
          pool.isLoop
            ? 'What to do: free space on the host’s disk first (the sparse file lives there), remove images and containers that are not needed, then migrate to overlay2. Space freed inside the pool returns to the host only by discard.'
            : 'What to do: remove images and containers that are not needed, or extend the pool (`lvextend`), then migrate to overlay2.',
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
