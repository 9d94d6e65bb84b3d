import { formatBytes } from '../../domain/bytes.ts';
import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { gradedSeverity } from '../graded-severity.ts';
import { nasVendor } from '../nas-vendor.ts';
import { brokenMountWords } from '../other-places.ts';
import { filesystemSubject } from '../subjects.ts';
import { formatPercent, paragraphs, percent, shortPath, steps } from '../text.ts';

const id = 'system-partition-full';

export default defineCheck({
  id,
  title: 'The system’s own partition is full',
  why: 'A full system partition makes the vendor’s software unstable: logins, updates and package starts fail. On DSM it is only a few gigabytes and not meant for anything of yours.',
  needs: ['filesystems'],
  run({ filesystems }, context) {
    const systems = filesystems.filter(
      (filesystem) =>
        (filesystem.roles.includes('system') || filesystem.mountPoint === '/') &&
        !filesystem.roles.includes('data-root') &&
        // The root of an appliance in memory, and images of squashfs, are always full.
        !/^(?:squashfs|erofs|cramfs|romfs|rootfs|iso9660|udf|overlay|ramfs|tmpfs)$/.test(filesystem.type),
    );
    if (systems.length === 0) return { notApplicable: 'No system partition apart from the data root was seen.' };
    return systems.flatMap((filesystem) => {
      const subject = filesystemSubject(filesystem);
      const filled = percent(filesystem.usedBytes, filesystem.usedBytes + filesystem.freeBytes);
      const severity = gradedSeverity({
        context,
        checkId: id,
        subject,
        value: filled,
        grades: { warning: 95, recoverBy: 2 },
      });
      if (severity === null) return [];
      return [
        {
          severity,
          subject,
          title: `The system partition ${shortPath(filesystem.mountPoint, 20)} is ${formatPercent(filled)} full`,
          detail: paragraphs(
            'Logins, updates and service starts fail when nothing can be written to it.',
            brokenMountWords(context.facts),
            steps(
              'See what is large: `sudo du -xhd1 / | sort -h`, then the largest directory the same way.',
              nasVendor(context.facts) === 'synology-dsm'
                ? 'On DSM this partition is small and for the system only. Look for files that scripts wrote to / or /root, and for large logs in /var/log; move them to a volume.'
                : 'Usual causes: logs in /var/log (`journalctl --vacuum-size=200M`), package caches (`apt clean`), files that scripts wrote to /root or below an unmounted directory.',
              'Empty a log that is being written (`: > file`) instead of deleting it, and delete only what you know. Data below the folder of a volume or share was written while that was not mounted: look at it before you delete it.',
            ),
          ),
          evidence: evidence(
            'df',
            ['Mounted on', 'Size', 'Used', 'Available'],
            [
              [
                filesystem.mountPoint,
                formatBytes(filesystem.totalBytes),
                formatBytes(filesystem.usedBytes),
                formatBytes(filesystem.freeBytes),
              ],
            ],
          ),
          remedies: [],
        },
      ];
    });
  },
});
