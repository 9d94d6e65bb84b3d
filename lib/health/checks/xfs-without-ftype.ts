import type { EvidenceTable } from '../../domain/finding.ts';
import { dataRootType } from '../data-root-type.ts';
import { defineCheck } from '../define-check.ts';
import { statusEvidence } from '../devicemapper.ts';
import { evidence } from '../evidence.ts';
import { isBelow } from '../mounts.ts';
import { driverStatus } from '../storage-driver.ts';
import { dataRootPath, dataRootSubject } from '../subjects.ts';
import { paragraphs, steps } from '../text.ts';

export default defineCheck({
  id: 'xfs-without-ftype',
  title: 'xfs created without ftype',
  why: 'An xfs filesystem created with ftype=0 (the default of RHEL and CentOS 7 before 7.3) has no d_type: overlay does not work correctly on it. It cannot be changed in place, and newer kernels may not mount such old filesystems at all.',
  needs: [],
  run(_, { facts }) {
    const { engine, xfsFormats } = facts.sections;
    const path = dataRootPath(facts);
    const root = dataRootType(facts);
    const found = (table: EvidenceTable) => [
      {
        severity: 'critical' as const,
        subject: dataRootSubject(facts),
        title: 'The data root’s xfs was created without ftype',
        detail: paragraphs(
          'With overlay2 deleted files reappear and layers break on it. It cannot be changed in place.',
          steps(
            'Back up your volumes, and save what exists only here (`docker save`, `docker cp`).',
            'Give Docker a data root on another filesystem: ext4, or xfs with `ftype=1`.',
            'Only if there is no other disk: back up everything on this one and create it again (`mkfs.xfs -n ftype=1`). That erases everything on it, not only Docker.',
          ),
        ),
        evidence: table,
        remedies: [{ actionId: 'migrate-to-loopback', params: { fs: 'xfs' } }],
      },
    ];
    if (engine.state === 'known') {
      const dType = driverStatus(engine.value, 'Supports d_type');
      if (/^xfs$/i.test(engine.value.backingFilesystem ?? '') && dType === 'false')
        return found(statusEvidence(engine.value));
      if (dType === 'true') return [];
    }
    if (xfsFormats.state === 'known') {
      const bad = xfsFormats.value.filter(
        (format) =>
          format.hasFtype === false &&
          (path === null || isBelow(path, format.mountPoint) || format.mountPoint.startsWith('/dev/')),
      );
      if (bad.length > 0) {
        return found(
          evidence(
            'xfs_info',
            ['Filesystem', 'Says'],
            bad.map((format) => [format.mountPoint || format.source, format.line]),
          ),
        );
      }
      if (xfsFormats.value.some((format) => format.hasFtype)) return [];
    }
    if (root !== null && root.type !== '' && root.type !== 'xfs' && root.type !== '<unknown>') {
      return { notApplicable: `The data root is on ${root.type}.` };
    }
    return { unknown: 'Could not determine whether the data root is on xfs and has ftype.', missing: ['xfsFormats'] };
  },
});
