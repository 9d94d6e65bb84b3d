import { formatBytes } from '../../domain/bytes.ts';
import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { gradedSeverity, worse } from '../graded-severity.ts';
import { dataRootFilesystem, engineSubject, filesystemSubject } from '../subjects.ts';
import { formatPercent, paragraphs, percent } from '../text.ts';

const id = 'containerd-root-elsewhere';

export default defineCheck({
  id,
  title: 'Images lie outside Docker’s data root',
  why: 'With the containerd image store and the system’s containerd, images and containers’ layers are below /var/lib/containerd, whatever `data-root` says. People who moved the data root to a big disk fill up the small system disk this way.',
  needs: ['engine'],
  absent: (facts) => {
    const { engine } = facts.sections;
    return engine.state === 'known' && engine.value.imageStore === 'graphdriver'
      ? 'Images are kept by the graph driver, below the data root.'
      : null;
  },
  run({ engine }, context) {
    const { filesystems, containerd } = context.facts.sections;
    const root = containerd.state === 'known' ? containerd.value.root : null;
    const advice =
      'What to do: set `root` in /etc/containerd/config.toml to a directory on the big disk. Stop Docker and containerd first, copy with hard links and attributes (`rsync -aHAXS`; a snapshotter of btrfs or ZFS cannot be copied like this), keep the old directory until everything works, and make containerd wait for that disk at boot (`RequiresMountsFor=`): without its disk it starts empty. Kubernetes and nerdctl keep their data in the same place and stop with it. Do not let dockerd start a containerd of its own instead: it would start with an empty store, and your images and containers would be hidden.';
    const holder =
      filesystems.state === 'known'
        ? filesystems.value.find((filesystem) => filesystem.roles.includes('containerd-root'))
        : undefined;
    if (root === null || holder === undefined) {
      return [
        {
          severity: 'info',
          subject: engineSubject,
          title: 'Where the containerd image store lies is not known',
          detail: paragraphs(
            `Images are in the containerd image store. They are usually below /var/lib/containerd, not below ${engine.dataRoot || 'the data root'}.`,
            `Check how full that is: df -h /var/lib/containerd. ${advice}`,
          ),
          evidence: evidence(
            'docker info',
            ['Storage driver', 'driver-type'],
            [[engine.storageDriver, 'io.containerd.snapshotter.v1']],
          ),
          remedies: [],
        },
      ];
    }
    const dataRoot = dataRootFilesystem(context.facts);
    if (dataRoot === null)
      return { unknown: 'The filesystem of the data root is not known.', missing: ['filesystems'] };
    if (dataRoot.id === holder.id) return [];
    const subject = filesystemSubject(holder);
    const filled = percent(holder.usedBytes, holder.usedBytes + holder.freeBytes);
    const graded = gradedSeverity({
      context,
      checkId: id,
      subject,
      value: filled,
      grades: { critical: 90, recoverBy: 3 },
    });
    return [
      {
        severity: worse(graded, 'warning') ?? 'warning',
        subject,
        title: `Images are on ${holder.mountPoint}, not on the data root’s disk`,
        detail: paragraphs(
          `containerd keeps them below ${root}, on a filesystem of ${formatBytes(holder.totalBytes)} that is ${formatPercent(filled)} full. The data root’s filesystem has ${formatBytes(dataRoot.totalBytes)}.`,
          advice,
        ),
        evidence: evidence(
          'df',
          ['Holds', 'Mount point', 'Size', 'Used', 'Available'],
          [
            [
              'containerd',
              holder.mountPoint,
              formatBytes(holder.totalBytes),
              formatBytes(holder.usedBytes),
              formatBytes(holder.freeBytes),
            ],
            [
              'data root',
              dataRoot.mountPoint,
              formatBytes(dataRoot.totalBytes),
              formatBytes(dataRoot.usedBytes),
              formatBytes(dataRoot.freeBytes),
            ],
          ],
        ),
        remedies: [],
      },
    ];
  },
});
