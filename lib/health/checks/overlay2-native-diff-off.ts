import { defineCheck } from '../define-check.ts';
import { statusEvidence } from '../devicemapper.ts';
import { nasVendor } from '../nas-vendor.ts';
import { driverStatus } from '../storage-driver.ts';
import { dataRootSubject } from '../subjects.ts';
import { paragraphs } from '../text.ts';

export default defineCheck({
  id: 'overlay2-native-diff-off',
  title: 'overlay2 without native diff',
  why: 'With the kernel’s redirect_dir or metacopy turned on, overlay2 cannot read a layer’s changes directly and compares whole trees instead. Builds and commits are slower; nothing breaks. Turning it off (`options overlay metacopy=off redirect_dir=off` in /etc/modprobe.d and a reboot) makes files of existing containers unreadable (“operation not permitted”) where only their owner or mode was changed or their directory was renamed.',
  needs: ['engine'],
  drivers: ['overlay2'],
  run({ engine }, { facts }) {
    const value = driverStatus(engine, 'Native Overlay Diff');
    if (value === null) return { unknown: 'The engine did not print “Native Overlay Diff” (new in 17.05).' };
    if (value !== 'false') return [];
    const isRootless = engine.securityOptions.some((option) => option.includes('rootless'));
    return [
      {
        severity: 'info',
        subject: dataRootSubject(facts),
        title: 'Builds are slower: native overlay diff is off',
        detail: paragraphs(
          nasVendor(facts)?.advice?.nativeDiffOff ??
            (isRootless || driverStatus(engine, 'userxattr') === 'true'
              ? 'Nothing to do: rootless Docker works this way.'
              : 'Nothing to do, unless slow builds are a problem. Nothing else is affected. Changing it makes files of existing containers unreadable; the page of this check explains how.'),
        ),
        evidence: statusEvidence(engine),
        remedies: [],
      },
    ];
  },
});
