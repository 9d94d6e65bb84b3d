import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { isDataLoop } from '../loop-findings.ts';
import { paragraphs, shortPath, steps } from '../text.ts';

export default defineCheck({
  id: 'loop-image-attached-twice',
  title: 'One image file attached to two loop devices',
  why: 'The kernel does not prevent attaching the same file twice. Two mounted filesystems then write to the same blocks without knowing of each other, which silently destroys the data.',
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
      // Equal paths alone prove nothing: the file may have been replaced, or be on another mount.
      const anonymous = loops.filter((loop) => loop.backingIdentity === null).map((loop) => loop.backingFile);
      return anonymous.some((path, index) => anonymous.indexOf(path) !== index)
        ? {
            unknown:
              'Two loop devices show the same path; could not determine whether it is the same file (losetup -l -O NAME,BACK-MAJ:MIN,BACK-INO).',
          }
        : [];
    }
    return twice.map((group) => {
      const file = group[0]?.backingFile ?? '';
      const mounted = group.filter((loop) => loop.mountPoints.length > 0).length;
      return {
        severity: 'critical' as const,
        subject: { kind: 'device' as const, id: file, label: file },
        title: `${shortPath(file)} is attached to ${group.length} loop devices`,
        detail: paragraphs(
          mounted > 1
            ? `It is mounted ${mounted} times: its data is being destroyed right now.`
            : 'If it is mounted a second time, its data is destroyed. No damage is done while only one device is mounted.',
          mounted > 1
            ? steps(
                'Stop what writes there, Docker first. Copy what you cannot lose to another disk.',
                'Unmount both, the newer one first, and detach the newer device (`umount`, `losetup -d`).',
                'Copy the image file before any repair. Then check it unmounted, without changes first (`e2fsck -fn`, `xfs_repair -n`).',
              )
            : steps(
                'Do not mount the other device.',
                'If nothing uses the device that is not mounted, detach it: `losetup -d /dev/loopN` (see the table).',
              ),
        ),
        evidence: evidence(
          'losetup -l -O NAME,BACK-FILE,BACK-MAJ:MIN,BACK-INO',
          ['Device', 'Backing file', 'Device:inode', 'Mounted on'],
          group.map((loop) => [
            loop.device,
            loop.backingFile,
            loop.backingIdentity ?? '',
            loop.mountPoints.join(' ') || 'not mounted',
          ]),
        ),
        remedies: [],
      };
    });
  },
});
