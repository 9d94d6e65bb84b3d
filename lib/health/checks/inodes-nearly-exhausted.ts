import { formatNumber, formatPercent } from '../../domain/format.ts';
import type { HostFacts } from '../../domain/host-facts.ts';
import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { gradedSeverity } from '../graded-severity.ts';
import { isBelow } from '../mounts.ts';
import { advice, pastedFacts } from '../pasted.ts';
import { graphDriver } from '../storage-driver.ts';
import { filesystemSubject } from '../subjects.ts';
import { commandPath, nameList, paragraphs, percent, shortPath, steps } from '../text.ts';

const id = 'inodes-nearly-exhausted';

export default defineCheck({
  id,
  title: 'Inodes nearly used up',
  why: 'Every file needs an inode, and ext4 has a fixed number of them, set when the filesystem is created (`mkfs.ext4 -N`). When all are used, no file can be created (“no space left on device”) although df shows free space. Image layers consist of very many small files. btrfs has no such limit; xfs creates inodes as needed, up to a part of the disk.',
  needs: ['filesystems'],
  run({ filesystems }, context) {
    // An image of squashfs is full by design.
    const ours = filesystems.filter(
      (filesystem) => !/^(?:squashfs|erofs|cramfs|romfs|iso9660|tmpfs|devtmpfs|overlay)$/.test(filesystem.type),
    );
    const counted = ours.filter(
      (filesystem) => filesystem.inodesTotal !== null && filesystem.inodesTotal > 0 && filesystem.inodesUsed !== null,
    );
    if (counted.length === 0) {
      return filesystems.length > 0 &&
        filesystems.every((filesystem) => /^(?:btrfs|zfs|xfs|ceph)$/.test(filesystem.type))
        ? { notApplicable: 'These filesystems have no fixed number of inodes.' }
        : { unknown: 'The number of inodes is unknown (df -i).', missing: ['filesystems'] };
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
          title: `${shortPath(filesystem.mountPoint)} has used ${formatPercent(filled)} of its inodes`,
          detail: paragraphs(
            'When none is left, no file can be created there (“no space left on device”), however much space df shows.',
            mostFilesWords(context.facts, filesystem.mountPoint),
            graphDriver(context.facts) === 'overlay'
              ? 'The overlay (v1) driver needs many times the inodes of overlay2.'
              : null,
            steps(
              `Find the directory with the most files: \`sudo du --inodes -xd1 ${commandPath(filesystem.mountPoint)} | sort -n | tail\`, then the same one level down.`,
              'Delete or archive what an application no longer needs: caches, sessions, mail queues, old logs. Volumes and bind mounts hold your data.',
              advice(context.facts, {
                live: 'If Docker’s data root has the most: remove build cache, unused images and stopped containers. Leaked layers count too.',
                pasted:
                  'If Docker’s data root has the most: `docker builder prune`, `docker image prune`. `docker container prune` also deletes what was written inside stopped containers.',
              }),
            ),
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

/** From the paste: the directory with the most files, and Docker's part. */
function mostFilesWords(facts: HostFacts, mountPoint: string): string | null {
  const rows = (pastedFacts(facts)?.fileCounts ?? [])
    .filter(
      ({ path }) =>
        path !== mountPoint &&
        path !== '.' &&
        (path.startsWith('.') || !path.startsWith('/') || isBelow(path, mountPoint)),
    )
    .sort((one, other) => other.count - one.count);
  const [most] = rows;
  if (most === undefined || most.count < 1000) return null;
  const docker = rows.find(({ path }) => path !== most.path && isBelow('/var/lib/docker', path));
  return `In this output ${nameList([most.path])} has the most files: ${formatNumber(most.count)}${docker ? `; ${docker.path}, with Docker’s usual data root, has ${formatNumber(docker.count)}` : ''}.`;
}
