import { hiddenBySwitch } from '../cautions.ts';
import { defineCheck } from '../define-check.ts';
import { statusEvidence } from '../devicemapper.ts';
import { kernelVersion } from '../kernel.ts';
import { dataRootSubject } from '../subjects.ts';
import { paragraphs } from '../text.ts';
import { isOlder } from '../version.ts';

export default defineCheck({
  id: 'fuse-overlayfs-unneeded',
  title: 'fuse-overlayfs where native overlay works',
  why: 'Every file access through fuse-overlayfs takes the way through a process. Since Linux 5.11 overlay also works without root.',
  needs: ['engine'],
  drivers: ['fuse-overlayfs'],
  run({ engine }, { facts }) {
    const kernel = kernelVersion(facts);
    const older = kernel === null ? null : isOlder(kernel, '5.11');
    if (older === null) return { unknown: 'The kernel’s version is not known.', missing: ['platform'] };
    if (older) return [];
    return [
      {
        severity: 'info',
        subject: dataRootSubject(facts),
        title: `Linux ${kernel} can do overlay without FUSE`,
        detail: paragraphs(
          'fuse-overlayfs works, but slower than the kernel’s own overlay.',
          'What to do: consider overlay2 (with SELinux in enforcing mode from 5.13 on). Images and containers do not move over by themselves.',
          hiddenBySwitch,
        ),
        evidence: statusEvidence(engine),
        remedies: [{ actionId: 'switch-storage-driver', params: { driver: 'overlay2' } }],
      },
    ];
  },
});
