import { formatBytes } from '../../domain/bytes.ts';
import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { gradedSeverity, worse } from '../graded-severity.ts';
import { filesystemSubject } from '../subjects.ts';
import { formatPercent, paragraphs, percent } from '../text.ts';

const id = 'data-root-nearly-full';
const gib = 2 ** 30;
/** Small test and appliance disks would always be below 5 GiB; for them the percentage alone decides. */
const smallDiskBytes = 10 * gib;

export default defineCheck({
  id,
  title: 'The disk below Docker is nearly full',
  why: 'When Docker’s filesystem is full, containers fail to write, databases in volumes can be damaged, and the daemon may not start again. On btrfs even deleting can fail then.',
  needs: ['filesystems'],
  run({ filesystems }, context) {
    const ours = filesystems.filter((filesystem) =>
      filesystem.roles.some((role) => role === 'data-root' || role === 'containerd-root' || role === 'volumes'),
    );
    if (ours.length === 0) {
      return { unknown: 'Which of these filesystems holds Docker’s data is not known.', missing: ['engine'] };
    }
    return ours.flatMap((filesystem) => {
      const subject = filesystemSubject(filesystem);
      const { usedBytes, freeBytes, totalBytes } = filesystem;
      const filled = percent(usedBytes, usedBytes + freeBytes);
      const byPercent = gradedSeverity({
        context,
        checkId: id,
        subject,
        value: filled,
        grades: { warning: 80, critical: 90, recoverBy: 2 },
      });
      const byBytes =
        totalBytes < smallDiskBytes
          ? null
          : gradedSeverity({
              context,
              checkId: id,
              subject,
              value: freeBytes,
              grades: { critical: 5 * gib - 1, recoverBy: gib, falling: true },
            });
      const severity = worse(byPercent, byBytes);
      if (severity === null) return [];
      const roles = filesystem.roles.filter((role) => role !== 'system' && role !== 'loop-backing');
      return [
        {
          severity,
          subject,
          title: `${filesystem.mountPoint} is ${formatPercent(filled)} full: ${formatBytes(freeBytes)} left`,
          detail: paragraphs(
            `It holds Docker’s ${roles.map((role) => role.replace('-root', ' root')).join(' and ')}. At 100 % containers fail to write and the daemon may not start again.`,
            'What to do: see the ledger for where the space went before deleting anything. Leaked layers and build cache are what nobody misses; volumes and bind mounts hold your data. If the growth is your own data, grow the filesystem or move the data root to a bigger disk.',
            filesystem.type === 'btrfs'
              ? 'On btrfs do not wait for the last gigabyte: when metadata cannot grow, deleting fails too. Space comes back up to half a minute after a deletion.'
              : null,
          ),
          evidence: evidence(
            'df -T',
            ['Filesystem', 'Type', 'Size', 'Used', 'Available', 'Use%', 'Mounted on'],
            [
              [
                filesystem.source,
                filesystem.type,
                formatBytes(totalBytes),
                formatBytes(usedBytes),
                formatBytes(freeBytes),
                formatPercent(filled),
                filesystem.mountPoint,
              ],
            ],
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
