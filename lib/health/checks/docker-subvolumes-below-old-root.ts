import { formatBytes } from '../../domain/bytes.ts';
import { counted } from '../../domain/format.ts';
import { oldRootSubvolumes } from '../../facts/views/leaks/old-root-subvolumes.ts';
import { withoutBtrfs } from '../data-root-type.ts';
import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { paragraphs, steps } from '../text.ts';

export default defineCheck({
  id: 'docker-subvolumes-below-old-root',
  title: 'Docker layers below an old system root',
  why: 'A system restore on btrfs (Timeshift, Snapper) renames the root subvolume and puts a snapshot in its place. Docker’s layers are separate subvolumes, which a snapshot does not contain: they stay below the old root, where no Docker uses them and no list of snapshots shows them. Their space stays used until the old root is deleted with everything in it. Without btrfs quotas their size is unknown; Bilge never turns quotas on.',
  needs: ['btrfs', 'mounts', 'dataRoot'],
  absent: withoutBtrfs,
  run(_, { facts }) {
    const roots = oldRootSubvolumes(facts);
    if (roots === null) return { unknown: 'The location of the data root on its filesystem is unknown.' };
    return roots.map((root) => {
      const name = root.path === '' ? 'the top level' : root.path;
      const size = root.exclusiveBytes === null ? '' : `, ${formatBytes(root.exclusiveBytes)}`;
      return {
        severity: 'warning' as const,
        subject: { kind: 'subvolume' as const, id: `${root.filesystemUuid}:${root.path}`, label: name },
        title: `${counted(root.subvolumes.length, 'Docker subvolume')} below an old system root${size}`,
        detail: paragraphs(
          `Docker’s data root is elsewhere. If ${name} is an old system root from before a restore, nothing frees this space by itself. If another Docker has its data root there, the subvolumes are in use.`,
          steps(
            'Check whether another Docker uses it: `ps -eo args | grep dockerd` shows every daemon with its data root. If so, change nothing.',
            'If it is an old root, look in it for files you miss (volumes are in its var/lib/docker/volumes) and copy them.',
            'Delete the old root with the tool that created it (Timeshift, Snapper). A deleted subvolume cannot be restored.',
          ),
          root.exclusiveBytes === null ? 'The size is unknown because btrfs quotas are off.' : null,
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
