import { defineCheck } from '../define-check.ts';
import { statusEvidence } from '../devicemapper.ts';
import { driverStatus } from '../storage-driver.ts';
import { dataRootSubject } from '../subjects.ts';
import { paragraphs } from '../text.ts';

export default defineCheck({
  id: 'overlay2-without-d-type',
  title: 'overlay2 on a filesystem without d_type',
  why: 'Overlay marks deleted files with special entries. Without d_type these are not recognised: deleted files reappear in images and containers, and directories cannot be removed.',
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
        title: 'The filesystem below overlay2 does not support d_type',
        detail: paragraphs(
          'Files that were deleted in an image or container can come back, and layers cannot be removed cleanly. Docker refuses new installations of this kind since 17.12 or so.',
          'What to do: put Docker on a filesystem in a file (“migrate to loopback”), which leaves this one as it is. Or back up everything on this filesystem, volumes and images too, stop Docker, and make it again with `mkfs.xfs -n ftype=1`: that erases all that is on it, and d_type cannot be switched on later.',
        ),
        evidence: statusEvidence(engine),
        remedies: [{ actionId: 'migrate-to-loopback', params: { fs: 'ext4' } }],
      },
    ];
  },
});
