import { hiddenBySwitch } from '../cautions.ts';
import { defineCheck } from '../define-check.ts';
import { statusEvidence } from '../devicemapper.ts';
import { advice } from '../pasted.ts';
import { dataRootSubject } from '../subjects.ts';
import { paragraphs, steps } from '../text.ts';

export default defineCheck({
  id: 'vfs-driver',
  title: 'Storage driver vfs',
  why: 'vfs keeps a full copy of everything for each layer and each container: an image of 1 GiB with ten layers can take 10 GiB, and every container adds the whole again. Docker falls back to it where nothing better works, usually because the data root lies on overlay, ZFS, NFS or a FUSE filesystem.',
  needs: ['engine'],
  drivers: ['vfs'],
  run({ engine }, { facts }) {
    return [
      {
        severity: 'critical',
        subject: dataRootSubject(facts),
        title: 'vfs copies every layer in full',
        detail: paragraphs(
          'Nothing is shared between layers or containers with this driver, so Docker’s space grows many times faster than it should, and creating a container copies the whole image.',
          steps(
            'Find out why vfs is in use: set on purpose (`docker info`, daemon.json), or because the data root is on overlay, ZFS, NFS or a FUSE filesystem (`df -T`).',
            advice(facts, {
              live: 'Use overlay2 (“switch storage driver”). Where the filesystem does not allow it, put Docker on its own ext4 or xfs filesystem in a file (“migrate to loopback”); rootless Docker can use fuse-overlayfs.',
              pasted:
                'Put the data root on ext4 or xfs and use overlay2; rootless Docker can use fuse-overlayfs. Docker inside a container needs a volume at /var/lib/docker for that.',
            }),
            'Do this before an upgrade to engine 29, which ignores a vfs store and starts empty.',
          ),
          hiddenBySwitch,
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
