import { defineCheck } from '../define-check.ts';
import { statusEvidence } from '../devicemapper.ts';
import { nasVendor } from '../nas-vendor.ts';
import { driverStatus } from '../storage-driver.ts';
import { dataRootSubject } from '../subjects.ts';
import { paragraphs } from '../text.ts';

export default defineCheck({
  id: 'overlay2-native-diff-off',
  title: 'overlay2 without native diff',
  why: 'With the kernel’s redirect_dir or metacopy switched on, overlay2 cannot read a layer’s changes directly and compares whole trees instead. Builds and commits are slower; nothing breaks.',
  needs: ['engine'],
  drivers: ['overlay2'],
  run({ engine }, { facts }) {
    const value = driverStatus(engine, 'Native Overlay Diff');
    if (value === null) return { unknown: 'The engine did not print “Native Overlay Diff” (it came with 17.05).' };
    if (value !== 'false') return [];
    const isRootless = engine.securityOptions.some((option) => option.includes('rootless'));
    return [
      {
        severity: 'info',
        subject: dataRootSubject(facts),
        title: 'Builds are slower than they could be (native overlay diff is off)',
        detail: paragraphs(
          nasVendor(facts) === 'qnap'
            ? 'QNAP’s kernel has metacopy switched on. There is nothing to do.'
            : isRootless || driverStatus(engine, 'userxattr') === 'true'
              ? 'That is how rootless Docker works. There is nothing to do.'
              : 'What to do: nothing, unless slow builds hurt. Switching it off (`options overlay metacopy=off redirect_dir=off` in /etc/modprobe.d, then a reboot) makes files of today’s containers unreadable (“operation not permitted”) where only their owner or mode was changed or their directory was renamed. So first copy out what exists only in containers, and afterwards make the containers anew and pull or build the images again.',
        ),
        evidence: statusEvidence(engine),
        remedies: [],
      },
    ];
  },
});
