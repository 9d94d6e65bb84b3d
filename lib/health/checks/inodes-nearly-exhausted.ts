import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { gradedSeverity } from '../graded-severity.ts';
import { graphDriver } from '../storage-driver.ts';
import { filesystemSubject } from '../subjects.ts';
import { formatPercent, paragraphs, percent } from '../text.ts';

const id = 'inodes-nearly-exhausted';

export default defineCheck({
  id,
  title: 'Inodes nearly used up',
  why: 'Every file needs an inode, and ext4 has a fixed number of them. When they are gone, nothing can be created (“no space left on device”) although df shows free space. Image layers are made of very many small files.',
  needs: ['filesystems'],
  run({ filesystems }, context) {
    // An image of squashfs is full by design.
    const ours = filesystems.filter(
      (filesystem) => !/^(?:squashfs|iso9660|tmpfs|devtmpfs|overlay)$/.test(filesystem.type),
    );
    const counted = ours.filter(
      (filesystem) => filesystem.inodesTotal !== null && filesystem.inodesTotal > 0 && filesystem.inodesUsed !== null,
    );
    if (counted.length === 0) {
      return filesystems.length > 0 &&
        filesystems.every((filesystem) => /^(?:btrfs|zfs|xfs|ceph)$/.test(filesystem.type))
        ? { notApplicable: 'These filesystems have no fixed number of inodes.' }
        : { unknown: 'The number of inodes was not told (df -i).', missing: ['filesystems'] };
    }
    return counted.flatMap((filesystem) => {
      const subject = filesystemSubject(filesystem);
      const total = filesystem.inodesTotal ?? 0;
      const used = filesystem.inodesUsed ?? 0;
      const filled = percent(used, total);
      const severity = gradedSeverity({
        context,
        checkId: id,
        subject,
        value: filled,
        grades: { warning: 80, critical: 90, recoverBy: 2 },
      });
      if (severity === null) return [];
      return [
        {
          severity,
          subject,
          title: `${filesystem.mountPoint} has used ${formatPercent(filled)} of its inodes`,
          detail: paragraphs(
            'When none is left, no file can be created there, whatever space df shows.',
            graphDriver(context.facts) === 'overlay'
              ? 'The overlay (v1) driver needs many times the inodes of overlay2: migrate.'
              : null,
            'What to do: remove images, build cache and stopped containers that are not needed; leaked layers count too. The number is fixed when the filesystem is made (`mkfs.ext4 -N`); xfs and btrfs do not have this limit.',
          ),
          evidence: evidence(
            'df -Pi',
            ['Mounted on', 'Inodes', 'Used', 'Use%'],
            [[filesystem.mountPoint, String(total), String(used), formatPercent(filled)]],
          ),
          remedies: [
            { actionId: 'prune-build-cache', params: {} },
            { actionId: 'prune-images', params: {} },
          ],
        },
      ];
    });
  },
});
