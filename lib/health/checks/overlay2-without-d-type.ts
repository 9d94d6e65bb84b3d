import { defineCheck } from '../define-check.ts';
import { statusEvidence } from '../devicemapper.ts';
import { driverStatus } from '../storage-driver.ts';
import { dataRootSubject } from '../subjects.ts';
import { paragraphs, steps } from '../text.ts';

export default defineCheck({
  id: 'overlay2-without-d-type',
  title: 'overlay2 on a filesystem without d_type',
  why: 'Overlay marks deleted files with special entries. Without d_type they are not recognised: deleted files reappear in images and containers, and directories cannot be removed. Docker refuses new installations of this kind since 17.12. d_type cannot be turned on later: xfs needs `ftype=1` when it is created.',
  needs: ['engine'],
  drivers: ['overlay2'],
  run({ engine }, { facts }) {
    const value = driverStatus(engine, 'Supports d_type');
    if (value === null) return { unknown: 'The engine did not print “Supports d_type”.' };
    if (value !== 'false') return [];
    return [
      {
        severity: 'critical',
        subject: dataRootSubject(facts),
        title: 'The filesystem of the data root does not support d_type',
        detail: paragraphs(
          'Files that were deleted in an image or container can reappear, and layers cannot be removed cleanly.',
          steps(
            'Back up your volumes, and save what exists only here (`docker save`, `docker cp`).',
            'Give Docker a data root on another filesystem: ext4, or xfs with `ftype=1`.',
            'Only if there is no other disk: back up everything on this one, stop Docker, and create it again with `mkfs.xfs -n ftype=1`. That erases everything on it.',
          ),
        ),
        evidence: statusEvidence(engine),
        remedies: [{ actionId: 'migrate-to-loopback', params: { fs: 'ext4' } }],
      },
    ];
  },
});
