import { hiddenBySwitch } from '../cautions.ts';
import { defineCheck } from '../define-check.ts';
import { statusEvidence } from '../devicemapper.ts';
import { dataRootSubject } from '../subjects.ts';
import { paragraphs, steps } from '../text.ts';

export default defineCheck({
  id: 'vfs-driver',
  title: 'Storage driver vfs',
  why: 'vfs keeps a full copy for each layer and each container: an image of 1 GiB with ten layers can take 10 GiB, and every container adds the whole again. Docker falls back to it where nothing better works, usually because the data root is on overlay, ZFS, NFS or a FUSE filesystem. Docker 29 ignores a vfs data root and starts empty.',
  needs: ['engine'],
  drivers: ['vfs'],
  run({ engine }, { facts }) {
    return [
      {
        severity: 'critical',
        subject: dataRootSubject(facts),
        title: 'Docker copies every layer in full (storage driver vfs)',
        detail: paragraphs(
          'Docker uses many times the space it needs: layers and containers share nothing, and creating a container copies the whole image.',
          steps(
            'Find out why vfs is in use: set on purpose (`docker info`, daemon.json), or because the data root is on overlay, ZFS, NFS or a FUSE filesystem (`df -T`).',
            'Save what exists only here: `docker save` for images you built, `docker cp` for files inside containers.',
            'Put the data root on ext4 or xfs and use overlay2. Docker inside a container needs a volume at /var/lib/docker for that; rootless Docker can use fuse-overlayfs.',
          ),
          `${hiddenBySwitch} Do not upgrade to Docker 29 before the switch: it starts empty with vfs.`,
        ),
        evidence: statusEvidence(engine),
        remedies: [
          { actionId: 'migrate-to-loopback', params: {} },
          { actionId: 'switch-storage-driver', params: { driver: 'overlay2' } },
        ],
      },
    ];
  },
});
