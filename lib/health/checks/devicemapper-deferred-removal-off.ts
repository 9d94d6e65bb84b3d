import { defineCheck } from '../define-check.ts';
import { statusEvidence } from '../devicemapper.ts';
import { driverStatus } from '../storage-driver.ts';
import { dataRootSubject } from '../subjects.ts';
import { paragraphs } from '../text.ts';

export default defineCheck({
  id: 'devicemapper-deferred-removal-off',
  title: 'Device mapper without deferred removal',
  why: 'Without deferred removal, removing a container fails with “device or resource busy” whenever another process still sees its mount.',
  needs: ['engine'],
  drivers: ['devicemapper'],
  run({ engine }, { facts }) {
    const value = driverStatus(engine, 'Deferred Removal Enabled');
    if (value === null) return { unknown: 'This engine does not print “Deferred Removal Enabled”.' };
    if (value !== 'false') return [];
    return [
      {
        severity: 'info',
        subject: dataRootSubject(facts),
        title: 'Deferred removal is off',
        detail: paragraphs(
          'Containers may fail to be removed with “device or resource busy”.',
          'What to do: on kernels with the fix (RHEL/CentOS 7 and newer) add `dm.use_deferred_removal=true` and `dm.use_deferred_deletion=true` to storage-opts. Better: migrate to overlay2.',
        ),
        evidence: statusEvidence(engine, /deferred/i),
        remedies: [],
      },
    ];
  },
});
