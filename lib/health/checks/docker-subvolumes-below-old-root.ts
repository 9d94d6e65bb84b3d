import { formatBytes } from '../../domain/bytes.ts';
import { counted } from '../../domain/format.ts';
import { oldRootSubvolumes } from '../../facts/views/leaks/old-root-subvolumes.ts';
import { withoutBtrfs } from '../data-root-type.ts';
import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { paragraphs } from '../text.ts';

export default defineCheck({
  id: 'docker-subvolumes-below-old-root',
  title: 'Docker layers below an old system root',
  why: 'A system restore on btrfs (Timeshift, Snapper) renames the root subvolume and puts a snapshot in its place. Docker’s layers are subvolumes of their own, and a snapshot does not contain them: they stay below the old root, where no Docker uses them and no list of snapshots shows them. Their space stays used until the old root is deleted with everything in it.',
  needs: ['btrfs', 'mounts', 'dataRoot'],
  absent: withoutBtrfs,
  run(_, { facts }) {
    const roots = oldRootSubvolumes(facts);
    if (roots === null) return { unknown: 'Where the data root lies on its filesystem is not known.' };
    return roots.map((root) => {
      const name = root.path === '' ? 'the top level' : root.path;
      const size = root.exclusiveBytes === null ? '' : `, ${formatBytes(root.exclusiveBytes)}`;
      return {
        severity: 'warning' as const,
        subject: { kind: 'subvolume' as const, id: `${root.filesystemUuid}:${root.path}`, label: name },
        title: `${counted(root.subvolumes.length, 'Docker subvolume')} below an old root${size}`,
        detail: paragraphs(
          `They lie in ${name}, outside the data root that Docker uses now. If that is an old system root from before a restore, they hold its images and the writable layers of its containers, and nothing frees them by itself. If another Docker on this machine has its data root there, they are in use: do not touch them.`,
          [
            'What to do:',
            '1. Find out what the folder is: `btrfs subvolume list -p -u -q MOUNT` shows it and its parents; `ps -eo args | grep dockerd` shows every Docker and its data root.',
            '2. If it is an old root, look through it for files you miss (volumes are in its var/lib/docker/volumes), and copy them out.',
            '3. Remove the old root with the tool that made it (Timeshift, Snapper), or ask for help with the list below. A deleted subvolume cannot be restored.',
          ].join('\n'),
          root.exclusiveBytes === null
            ? 'How much they hold is not known: btrfs quotas are off here, and Bilge never switches them on.'
            : null,
        ),
        evidence: evidence(
          'btrfs subvolume list -p -u -q',
          ['Subvolume', 'ID', 'UUID'],
          root.subvolumes.map(({ path, id, uuid }) => [path, String(id), uuid]),
        ),
        remedies: [],
      };
    });
  },
});
