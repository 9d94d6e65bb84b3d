import { formatBytes } from '../../domain/bytes.ts';
import { defineCheck } from '../define-check.ts';
import { devicemapperPool, poolFillPercent, poolFills, statusEvidence } from '../devicemapper.ts';
import { dataRootSubject } from '../subjects.ts';
import { formatPercent, paragraphs } from '../text.ts';

export default defineCheck({
  id: 'devicemapper-loop-lvm',
  title: 'Device mapper on loop files (loop-lvm)',
  why: 'devicemapper without a real LVM pool keeps everything in two sparse files on loop devices. The data file grows and hardly ever shrinks, every write takes two filesystems, and when the host’s disk or the pool fills up the daemon hangs and devices are left behind. Docker itself calls it unfit for production, and the driver was removed in engine 25.0.',
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
        title: 'Docker keeps everything in sparse loop files (devicemapper, loop-lvm)',
        detail: paragraphs(
          'This is the mode of the devicemapper driver that Docker warns about: all images and containers live in two sparse files. Deleted data is seldom given back to the host, writes are slow, and a full pool or a full host disk stops the daemon with containers half written.',
          fill === null
            ? null
            : `The pool is ${formatPercent(fill)} full${pool.dataAvailableBytes === null ? '' : `: ${formatBytes(pool.dataUsedBytes ?? 0)} used, ${formatBytes(pool.dataAvailableBytes)} can still be written`}. “Data Space Total” is only the size the sparse file may grow to, not space that exists.`,
          'What to do: move to overlay2 on ext4 or xfs (ftype=1). Back up images that cannot be pulled again and data written inside containers; volumes stay as they are. “switch storage driver” exports, switches, imports, verifies and can go back; the old data is kept until you sign it off. Never delete files below devicemapper/ by hand.',
        ),
        evidence: statusEvidence(engine, /pool|file|space|backing|udev|library/i),
        fills: poolFills(pool),
        remedies: [{ actionId: 'switch-storage-driver', params: { driver: 'overlay2' } }],
      },
    ];
  },
});
