import { defineCheck } from '../define-check.ts';
import { statusEvidence } from '../devicemapper.ts';
import { driverStatus } from '../storage-driver.ts';
import { dataRootSubject } from '../subjects.ts';
import { paragraphs, steps } from '../text.ts';

export default defineCheck({
  id: 'devicemapper-deferred-removal-off',
  title: 'Device mapper without deferred removal',
  why: 'Without deferred removal, removing a container fails with “device or resource busy” whenever another process still sees its mount. The kernel needs the fix for it (RHEL/CentOS 7 and newer). overlay2 does not have the problem.',
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
        title: 'Removing containers can fail: deferred removal is off',
        detail: paragraphs(
          'Docker may fail to remove a container with “device or resource busy”.',
          steps(
            'Add `dm.use_deferred_removal=true` and `dm.use_deferred_deletion=true` to `storage-opts` in daemon.json (kernel of RHEL/CentOS 7 or newer), and restart Docker at a quiet moment.',
          ),
        ),
        evidence: statusEvidence(engine, /deferred/i),
        remedies: [],
      },
    ];
  },
});
