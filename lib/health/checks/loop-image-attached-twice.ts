import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { isDataLoop } from '../loop-findings.ts';
import { paragraphs } from '../text.ts';

export default defineCheck({
  id: 'loop-image-attached-twice',
  title: 'One image file attached to two loop devices',
  why: 'The kernel does not prevent attaching the same file twice. Two mounted filesystems then write the same blocks without knowing of each other, and both are destroyed silently.',
  needs: ['loopDevices'],
  run({ loopDevices }) {
    const loops = loopDevices.filter(isDataLoop);
    const groups = new Map<string, typeof loops>();
    for (const loop of loops) {
      if (loop.backingIdentity === null) continue;
      groups.set(loop.backingIdentity, [...(groups.get(loop.backingIdentity) ?? []), loop]);
    }
    const twice = [...groups.values()].filter((group) => group.length > 1);
    if (twice.length === 0) {
      // Equal paths alone prove nothing: the file may have been replaced, or be on another mount of that name.
      const anonymous = loops.filter((loop) => loop.backingIdentity === null).map((loop) => loop.backingFile);
      return anonymous.some((path, index) => anonymous.indexOf(path) !== index)
        ? {
            unknown:
              'Two loop devices show the same path, but not whether it is the same file (losetup -l -O NAME,BACK-MAJ:MIN,BACK-INO).',
          }
        : [];
    }
    return twice.map((group) => {
      const file = group[0]?.backingFile ?? '';
      const mounted = group.filter((loop) => loop.mountPoints.length > 0).length;
      return {
        severity: 'critical' as const,
        subject: { kind: 'device' as const, id: file, label: file },
        title: `${file} is attached ${group.length} times`,
        detail: paragraphs(
          mounted > 1
            ? `It is mounted through ${mounted} of them: both filesystems are being destroyed right now.`
            : 'As long as only one of them is mounted no damage is done yet.',
          'What to do: stop what writes there, Docker first. Copy off what you cannot lose while it still reads. Then unmount both, the newer one first, and detach the newer device (`umount`, `losetup -d`). Copy the image file before any repair, because a repair cannot be undone; then check the filesystem unmounted, looking only at first (`e2fsck -fn`, `xfs_repair -n`).',
        ),
        evidence: evidence(
          'losetup -l -O NAME,BACK-FILE,BACK-MAJ:MIN,BACK-INO',
          ['Device', 'Backing file', 'Device:inode', 'Mounted on'],
          group.map((loop) => [
            loop.device,
            loop.backingFile,
            loop.backingIdentity ?? '',
            loop.mountPoints.join(' ') || 'nowhere',
          ]),
        ),
        remedies: [],
      };
    });
  },
});
