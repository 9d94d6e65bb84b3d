import { formatBytes } from '../../domain/bytes.ts';
import { counted } from '../../domain/format.ts';
import type { HostFacts } from '../../domain/host-facts.ts';
import type { OtherDataRootRow } from '../../domain/storage-report.ts';
import { defineCheck, describeUnknown } from '../define-check.ts';
import { bytesCell, evidence, reclaimableOf } from '../evidence.ts';
import { nameList, paragraphs, steps } from '../text.ts';

const bigBytes = 2 ** 30;

export default defineCheck({
  id: 'unused-data-root',
  title: 'A Docker data root that no engine uses',
  why: 'A data root stays on disk after Docker was moved, installed from another package (snap), or given another `data-root`. The running engine does not know it: its images, containers and volumes are in no list, and no prune frees them. Its volumes and the writable layers of its containers may be the only copy. Do not start a Docker on it just to look: its containers may start by themselves.',
  needs: ['otherDataRoots'],
  run(_, { storage, facts }) {
    const roots = storage.otherDataRoots;
    if (roots.state === 'unknown') return { unknown: describeUnknown(roots), missing: ['daemonProcesses', 'engine'] };
    const kept = keptPaths(facts);
    return roots.value.filter(({ usedBy, path }) => usedBy === null && !kept.has(path)).map(finding);
  },
});

/** What a move of Docker keeps is no find: the page of the host shows it until a person decides. */
function keptPaths({ sections: { migrations } }: HostFacts): ReadonlySet<string> {
  const all = migrations.state === 'known' ? migrations.value : [];
  return new Set(all.flatMap(({ from, to }) => [from.path, to.path]));
}

function finding(root: OtherDataRootRow) {
  const { path, bytes, containers, volumes, drivers, isMountPoint } = root;
  const size = bytes.state === 'known' ? bytes.value : null;
  const holds = [
    volumes.length > 0 ? `${counted(volumes.length, 'volume')} (${nameList(volumes, 3)})` : 'no volumes',
    containers.length > 0 ? `${counted(containers.length, 'container')} (${nameList(containers, 3)})` : 'no containers',
  ].join(' and ');
  return {
    severity: size !== null && size >= bigBytes ? ('warning' as const) : ('info' as const),
    subject: { kind: 'store' as const, id: path, label: path },
    title:
      size === null
        ? 'A Docker data root that no engine uses'
        : `${formatBytes(size)} in a data root that no engine uses`,
    detail: paragraphs(
      `It takes space that no prune frees. ${path} holds ${holds}, which may exist only there.`,
      isMountPoint
        ? steps(
            'Make sure that no stopped service uses it (`systemctl list-units --all "*docker*"`, `snap services`).',
            'Check its volumes (`ls -l`, `du -shx`) and copy what you need.',
            'It is a separate filesystem: unmount it and remove its line from /etc/fstab. Erase the disk only when nothing is missing.',
          )
        : steps(
            'Make sure that no stopped service uses it (`systemctl list-units --all "*docker*"`, `snap services`).',
            'Check its volumes and copy what you need. Do not start a Docker on it: its containers may start by themselves.',
            'Remove the unused data root. The plan names its volumes and containers; deleting cannot be undone.',
          ),
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
