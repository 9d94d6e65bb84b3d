import { formatBytes } from '../../domain/bytes.ts';
import { holdsDataRoot } from '../../domain/data-root-filesystem.ts';
import { formatPercent } from '../../domain/format.ts';
import { fullPercent } from '../../domain/space.ts';
import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { gradedSeverity } from '../graded-severity.ts';
import { nasVendor } from '../nas-vendor.ts';
import { brokenMountWords } from '../other-places.ts';
import { filesystemSubject } from '../subjects.ts';
import { paragraphs, shortPath, steps } from '../text.ts';

const id = 'system-partition-full';

export default defineCheck({
  id,
  title: 'The system partition is full',
  why: 'A full system partition makes the system unstable: logins, updates and service starts fail. On DSM it has only a few gigabytes and is not meant for your own files.',
  needs: ['filesystems'],
  run({ filesystems }, context) {
    const systems = filesystems.filter(
      (filesystem) =>
        (filesystem.roles.includes('system') || filesystem.mountPoint === '/') &&
        !holdsDataRoot(filesystem) &&
        // squashfs images and an appliance's root in memory are always full.
        !/^(?:squashfs|erofs|cramfs|romfs|rootfs|iso9660|udf|overlay|ramfs|tmpfs)$/.test(filesystem.type),
    );
    if (systems.length === 0) return { notApplicable: 'There is no system partition apart from the data root.' };
    return systems.flatMap((filesystem) => {
      const subject = filesystemSubject(filesystem);
      const filled = fullPercent(filesystem);
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
            'Logins, updates and service starts fail when it is full.',
            brokenMountWords(context.facts),
            steps(
              'Find what is large: `sudo du -xhd1 / | sort -h`, then the same in the largest directory.',
              nasVendor(context.facts)?.advice?.systemPartition ??
                'Usual causes: logs in /var/log (`journalctl --vacuum-size=200M`), package caches (`apt clean`), files that scripts wrote to /root or into an unmounted directory.',
              'Delete only what you know. Empty a log that is in use (`: > file`) instead of deleting it. Check files in the folder of an unmounted share before you delete them.',
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
