import { dataRootType } from '../data-root-type.ts';
import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { nasVendor } from '../nas-vendor.ts';
import { dataRootSubject } from '../subjects.ts';
import { paragraphs } from '../text.ts';

export default defineCheck({
  id: 'data-root-on-tmpfs',
  title: 'Data root in memory',
  why: 'A data root on tmpfs or ramfs is gone at the next reboot, with all images, containers and volumes, and takes memory until then.',
  needs: [],
  run(_, { facts }) {
    const root = dataRootType(facts);
    if (root === null) {
      return { unknown: 'What the data root lies on is not known.', missing: ['mounts', 'filesystems', 'engine'] };
    }
    if (!/^(?:tmpfs|ramfs|rootfs)$/.test(root.type)) return [];
    const vendor = nasVendor(facts);
    const isAppliance =
      (vendor === 'unraid' || vendor === 'qnap') && root.mountPoint !== null && root.mountPoint !== '/';
    return [
      {
        severity: isAppliance ? 'info' : 'critical',
        subject: dataRootSubject(facts),
        title: `Docker’s data root is in memory (${root.type})`,
        detail: paragraphs(
          'A reboot or power cut loses every image, container and volume on it. Volumes hold your data: check now what is in them.',
          isAppliance
            ? 'This appliance keeps its system in memory by design; the data root should still be on a disk.'
            : null,
          'What to do: move the data root to a disk (“move data root”) while the machine is up, and check that it is mounted before Docker starts.',
        ),
        evidence: evidence(
          root.how,
          ['Type', 'Source', 'Mount point'],
          [[root.type, root.source ?? 'not told', root.mountPoint ?? 'not told']],
        ),
        remedies: [{ actionId: 'move-data-root', params: {} }],
      },
    ];
  },
});
