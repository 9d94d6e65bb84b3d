import { hiddenBySwitch } from '../cautions.ts';
import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { nasVendor } from '../nas-vendor.ts';
import { engineSubject } from '../subjects.ts';
import { paragraphs, steps } from '../text.ts';

export default defineCheck({
  id: 'btrfs-driver-unsupported-distribution',
  title: 'btrfs driver on a distribution that Docker does not support',
  why: 'Docker supports the btrfs driver on SLES, Ubuntu and Debian only. Its packages for CentOS and RHEL 7 dropped the driver in 23.0. It usually works elsewhere too. overlay2 works on btrfs and shares the page cache between containers.',
  needs: ['engine'],
  drivers: ['btrfs'],
  run({ engine }, { facts }) {
    if (nasVendor(facts) !== null)
      return { notApplicable: 'The vendor of this NAS ships and supports its own engine.' };
    const title = facts.sections.platform.state === 'known' ? facts.sections.platform.value.title : '';
    const os = engine.os !== '' ? engine.os : title;
    if (os === '' || /^\(?containerized\)?$|^<unknown>$/i.test(os.trim())) {
      return { unknown: 'The engine does not report its operating system.', missing: ['platform'] };
    }
    if (/\b(?:SLES|SUSE Linux Enterprise|Ubuntu|Debian|Raspbian)\b/i.test(os)) return [];
    return [
      {
        severity: 'info',
        subject: engineSubject,
        title: `Docker does not support the btrfs driver on ${os.slice(0, 26)}`,
        detail: paragraphs(
          'It usually works, but Docker does not fix problems here, and a package of your distribution may drop the driver.',
          steps('Nothing urgent. For a new installation use overlay2, which also works on btrfs.'),
          hiddenBySwitch,
        ),
        evidence: evidence('docker info', ['Operating System', 'Storage driver'], [[os, engine.storageDriver]]),
        remedies: [{ actionId: 'switch-storage-driver', params: { driver: 'overlay2' } }],
      },
    ];
  },
});
