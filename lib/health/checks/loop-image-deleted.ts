import { defineCheck } from '../define-check.ts';
import { dataLoops, loopFinding } from '../loop-findings.ts';
import { paragraphs, shortPath, steps } from '../text.ts';

export default defineCheck({
  id: 'loop-image-deleted',
  title: 'The file of a mounted filesystem was deleted',
  why: 'The kernel keeps a deleted image as long as it is attached: everything works until the unmount or reboot, then all data in it is lost.',
  needs: ['loopDevices'],
  run({ loopDevices }) {
    return dataLoops(loopDevices)
      .filter((loop) => loop.isDeleted)
      .map((loop) =>
        loopFinding(loop, {
          severity: 'critical',
          title: `${shortPath(loop.backingFile)} was deleted while it is mounted`,
          detail: paragraphs(
            `All data in it is lost at the next reboot or unmount. ${loop.device} still gives access to it.`,
            steps(
              'Do not reboot and do not unmount. Pause what writes there (`docker pause`), then `sync`.',
              `Copy it to a disk with enough space: \`dd if=${loop.device} of=/other/disk/rescued.img bs=4M conv=sparse\`, or the files in ${loop.mountPoints[0] ?? 'its mount point'} with \`tar --xattrs --acls -S\`.`,
              'Check the copy. Only then stop Docker, unmount, and mount the rescued image instead.',
            ),
          ),
        }),
      );
  },
});
