import { formatBytes } from '../../domain/bytes.ts';
import { formatPercent } from '../../domain/format.ts';
import { switchToOverlay2 } from '../cautions.ts';
import { defineCheck } from '../define-check.ts';
import { devicemapperPool, poolFillPercent, poolFills, statusEvidence } from '../devicemapper.ts';
import { dataRootSubject } from '../subjects.ts';
import { paragraphs } from '../text.ts';

export default defineCheck({
  id: 'devicemapper-loop-lvm',
  title: 'Device mapper on loop files (loop-lvm)',
  why: 'devicemapper without an LVM pool keeps everything in two sparse files on loop devices. The data file grows and hardly ever shrinks, every write goes through two filesystems, and when the host’s disk or the pool is full the daemon hangs and leaves devices behind. “Data Space Total” is only the size the sparse file may grow to, not space that exists. Docker itself calls this mode unfit for production and removed the driver in 25.0.',
  needs: ['engine'],
  drivers: ['devicemapper'],
  run({ engine }, { facts }) {
    const pool = devicemapperPool(engine);
    if (!pool.isLoop) {
      return engine.driverStatus.length > 0 ? [] : { unknown: 'The engine printed no status of its pool.' };
    }
    const fill = poolFillPercent(pool);
    return [
      {
        severity: 'critical',
        subject: dataRootSubject(facts),
        title: 'Docker stores everything in sparse loop files (loop-lvm)',
        detail: paragraphs(
          'A full pool or a full host disk stops Docker with containers half written. Deleted data hardly ever returns to the host.',
          fill === null
            ? null
            : `The pool is ${formatPercent(fill)} full${pool.dataAvailableBytes === null ? '' : `: ${formatBytes(pool.dataUsedBytes ?? 0)} used, ${formatBytes(pool.dataAvailableBytes)} can still be written`}.`,
          switchToOverlay2(),
          'Never delete files in devicemapper/ by hand.',
        ),
        evidence: statusEvidence(engine, /pool|file|space|backing|udev|library/i),
        fills: poolFills(pool),
        remedies: [{ actionId: 'switch-storage-driver', params: { driver: 'overlay2' } }],
      },
    ];
  },
});
