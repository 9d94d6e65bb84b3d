import { isOlder } from '../../domain/version-order.ts';
import { hiddenBySwitch } from '../cautions.ts';
import { defineCheck } from '../define-check.ts';
import { statusEvidence } from '../devicemapper.ts';
import { kernelVersion } from '../kernel.ts';
import { dataRootSubject } from '../subjects.ts';
import { paragraphs, steps } from '../text.ts';

export default defineCheck({
  id: 'fuse-overlayfs-unneeded',
  title: 'fuse-overlayfs where native overlay works',
  why: 'With fuse-overlayfs every file access goes through a process, so it is slower than the kernel’s overlay. Since Linux 5.11 the kernel’s overlay also works without root (with SELinux in enforcing mode from 5.13 on). Images and containers are not converted.',
  needs: ['engine'],
  drivers: ['fuse-overlayfs'],
  run({ engine }, { facts }) {
    const kernel = kernelVersion(facts);
    const older = kernel === null ? null : isOlder(kernel, '5.11');
    if (older === null) return { unknown: 'The kernel’s version is unknown.', missing: ['platform'] };
    if (older) return [];
    return [
      {
        severity: 'info',
        subject: dataRootSubject(facts),
        title: `fuse-overlayfs is not needed on Linux ${(kernel ?? '').slice(0, 30)}`,
        detail: paragraphs(
          'It works, but file access is slower than with the kernel’s own overlay.',
          steps('Nothing urgent. For a new installation use overlay2.'),
          hiddenBySwitch,
        ),
        evidence: statusEvidence(engine),
        remedies: [{ actionId: 'switch-storage-driver', params: { driver: 'overlay2' } }],
      },
    ];
  },
});
