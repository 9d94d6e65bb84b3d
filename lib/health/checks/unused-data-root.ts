import { formatBytes } from '../../domain/bytes.ts';
import type { OtherDataRootRow } from '../../domain/storage-report.ts';
import { defineCheck, describeUnknown } from '../define-check.ts';
import { bytesCell, evidence, reclaimableOf } from '../evidence.ts';
import { count, nameList, paragraphs } from '../text.ts';

const bigBytes = 2 ** 30;

export default defineCheck({
  id: 'unused-data-root',
  title: 'Another Docker data root that no running engine uses',
  why: 'A data root stays where it was after Docker was moved, installed from another package (snap), or given another `data-root`. The engine that runs knows nothing of it: its images, containers and volumes are in no list, and no prune frees them. It is dead weight, but not garbage: its volumes and the writable layers of its containers may be the only copy.',
  needs: ['otherDataRoots'],
  run(_, { storage }) {
    const roots = storage.otherDataRoots;
    if (roots.state === 'unknown') return { unknown: describeUnknown(roots), missing: ['daemonProcesses', 'engine'] };
    return roots.value.filter(({ usedBy }) => usedBy === null).map(finding);
  },
});

function finding(root: OtherDataRootRow) {
  const { path, bytes, containers, volumes, drivers, isMountPoint } = root;
  const size = bytes.state === 'known' ? bytes.value : null;
  const holds = [
    volumes.length > 0 ? `${count(volumes.length, 'volume')} (${nameList(volumes, 3)})` : 'no volumes',
    containers.length > 0 ? `${count(containers.length, 'container')} (${nameList(containers, 3)})` : 'no containers',
  ].join(' and ');
  return {
    severity: size !== null && size >= bigBytes ? ('warning' as const) : ('info' as const),
    subject: { kind: 'store' as const, id: path, label: path },
    title:
      size === null
        ? 'Another Docker data root that no engine uses'
        : `${formatBytes(size)} in a data root that no engine uses`,
    detail: paragraphs(
      `${path} is a complete data root of Docker, and no running Docker daemon uses it: what is in it is in no list and no prune frees it.`,
      `It holds ${holds}. What is in these exists only there.`,
      isMountPoint
        ? 'What to do: 1. look what it is: `ls -l` and `du -shx` on its volumes; 2. copy what you need; 3. it is the mount point of a filesystem of its own: unmount it and take its line out of /etc/fstab, then use the disk for something else.'
        : 'What to do: 1. make sure that no stopped service uses it (`systemctl list-units --all "*docker*"`, `snap services`); 2. look into its volumes and copy what you need; do not start a Docker on it just to look: its containers may start by themselves; 3. “remove unused data root” deletes it for good, after naming its volumes and containers.',
    ),
    evidence: evidence(
      `ls ${path}/volumes ${path}/containers`,
      ['Data root', 'Size', 'Drivers', 'Containers', 'Volumes'],
      [
        [
          path,
          bytesCell(bytes),
          drivers.join(', ') || 'none',
          nameList(containers) || 'none',
          nameList(volumes) || 'none',
        ],
      ],
    ),
    ...(size === null ? {} : reclaimableOf({ bytes: size, complete: true })),
    remedies: isMountPoint ? [] : [{ actionId: 'remove-unused-data-root', params: { root: path } }],
  };
}
