import { defineCheck } from '../define-check.ts';
import { dataLoops, loopFinding } from '../loop-findings.ts';
import { paragraphs } from '../text.ts';

export default defineCheck({
  id: 'loop-image-deleted',
  title: 'The file of a mounted filesystem was deleted',
  why: 'The kernel keeps a deleted image alive as long as it is attached: everything works, and everything is gone at the unmount or reboot.',
  needs: ['loopDevices'],
  run({ loopDevices }) {
    return dataLoops(loopDevices)
      .filter((loop) => loop.isDeleted)
      .map((loop) =>
        loopFinding(loop, {
          severity: 'critical',
          title: `${loop.backingFile} was deleted while ${loop.device} uses it`,
          detail: paragraphs(
            'The data is still there, but only until the device is detached: do not reboot, do not unmount, do not stop what uses it.',
            `What to do: copy it out now, to a disk with enough space. Stop Docker from writing first (\`docker pause\` what writes), then \`sync\`, then \`dd if=${loop.device} of=/other/disk/rescued.img bs=4M conv=sparse\` for an image of it, or copy the files from ${loop.mountPoints[0] ?? 'its mount'} with \`tar --xattrs --acls -S\`. Afterwards mount the rescued image in its place.`,
          ),
        }),
      );
  },
});
