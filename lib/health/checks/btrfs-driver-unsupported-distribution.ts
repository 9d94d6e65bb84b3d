import { hiddenBySwitch } from '../cautions.ts';
import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { nasVendor } from '../nas-vendor.ts';
import { engineSubject } from '../subjects.ts';
import { paragraphs } from '../text.ts';

export default defineCheck({
  id: 'btrfs-driver-unsupported-distribution',
  title: 'btrfs driver on a distribution Docker does not support it on',
  why: 'Docker documents the btrfs driver for SLES, Ubuntu and Debian only; for CentOS and RHEL 7 it was removed in 23.0.',
  needs: ['engine'],
  drivers: ['btrfs'],
  run({ engine }, { facts }) {
    if (nasVendor(facts) !== null)
      return { notApplicable: 'The vendor of this NAS ships and supports its own engine.' };
    const title = facts.sections.platform.state === 'known' ? facts.sections.platform.value.title : '';
    const os = engine.os !== '' ? engine.os : title;
    if (os === '' || /^\(?containerized\)?$|^<unknown>$/i.test(os.trim())) {
      return { unknown: 'The engine does not say which system it runs on.', missing: ['platform'] };
    }
    if (/\b(?:SLES|SUSE Linux Enterprise|Ubuntu|Debian|Raspbian)\b/i.test(os)) return [];
    return [
      {
        severity: 'info',
        subject: engineSubject,
        title: `Docker does not support its btrfs driver on ${os.slice(0, 26)}`,
        detail: paragraphs(
          'It usually works; problems with it are just not looked at, and a package of your distribution may leave the driver out.',
          'What to do: consider overlay2, which also works on btrfs and shares page cache between containers.',
          hiddenBySwitch,
        ),
        evidence: evidence('docker info', ['Operating System', 'Storage driver'], [[os, engine.storageDriver]]),
        remedies: [{ actionId: 'switch-storage-driver', params: { driver: 'overlay2' } }],
      },
    ];
  },
});
