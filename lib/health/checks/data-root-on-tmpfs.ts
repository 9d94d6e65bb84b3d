import { lostWhenRemade } from '../cautions.ts';
import { dataRootType } from '../data-root-type.ts';
import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { nasVendor } from '../nas-vendor.ts';
import { dataRootSubject } from '../subjects.ts';
import { paragraphs, steps } from '../text.ts';

export default defineCheck({
  id: 'data-root-on-tmpfs',
  title: 'Data root in memory',
  why: 'A data root on tmpfs or ramfs is lost at the next reboot, with all images, containers and volumes, and uses memory until then.',
  needs: [],
  run(_, { facts }) {
    const root = dataRootType(facts);
    if (root === null) {
      return { unknown: 'The filesystem of the data root is unknown.', missing: ['mounts', 'filesystems', 'engine'] };
    }
    if (!/^(?:tmpfs|ramfs|rootfs)$/.test(root.type)) return [];
    const isAppliance =
      nasVendor(facts)?.isRootInMemory === true && root.mountPoint !== null && root.mountPoint !== '/';
    return [
      {
        severity: isAppliance ? 'info' : 'critical',
        subject: dataRootSubject(facts),
        title: `Docker’s data root is in memory (${root.type})`,
        detail: paragraphs(
          `A reboot or power cut deletes every image, container and volume on it.${isAppliance ? ' This appliance keeps its system in memory by design; the data root should still be on a disk.' : ''}`,
          steps(
            'Do not reboot. Copy your data out of the volumes to a disk now.',
            'Set `"data-root"` in daemon.json, or the appliance’s own setting, to a directory on a disk and restart Docker. It starts empty there.',
            'Restore the volumes, then recreate the containers. Make Docker wait until that disk is mounted.',
          ),
          lostWhenRemade,
        ),
        evidence: evidence(
          root.how,
          ['Type', 'Source', 'Mount point'],
          [[root.type, root.source ?? 'unknown', root.mountPoint ?? 'unknown']],
        ),
        remedies: [{ actionId: 'move-data-root', params: {} }],
      },
    ];
  },
});
