import { formatBytes } from '../../domain/bytes.ts';
import { counted } from '../../domain/format.ts';
import type { Leak } from '../../domain/storage-report.ts';
import { defineCheck } from '../define-check.ts';
import { evidence, sumBytes } from '../evidence.ts';
import { leaksOfKind, orphans, proofCell } from '../leaks.ts';
import { dataRootPath, engineSubject } from '../subjects.ts';
import { paragraphs, steps } from '../text.ts';

/**
 * This check only explains. Every lease looks like one "without an owner" while the data root is not mounted, after it was moved,
 * and beside a second Docker on the same containerd. containerd deletes the container's files once its lease is gone, so nothing
 * here may name a command that deletes a lease; lib/health/advice.test.ts checks that.
 */
export default defineCheck({
  id: 'stale-containerd-leases',
  title: 'containerd leases without their container or build',
  why: 'With the containerd image store each container and each record of the build cache has a lease on its snapshots. A lease without its owner keeps the snapshots on disk; a full disk and a crash leave such leases. But a lease looks the same while Docker’s data root is not mounted, after it was moved or restored, or when another Docker created it: then deleting it destroys an existing container. Proven are only those that are younger than this data root, older than the running Docker and in use nowhere.',
  needs: ['containerd'],
  run(_, context) {
    const leaks = leaksOfKind(context, ['containerd-lease']);
    if (!Array.isArray(leaks)) return leaks;
    if (leaks.length === 0) return [];
    const proven = orphans(leaks);
    const path = dataRootPath(context.facts);
    return [
      {
        severity: 'info',
        subject: engineSubject,
        title: `${counted(leaks.length, 'containerd lease')} without ${leaks.length === 1 ? 'its' : 'their'} container or build`,
        detail: paragraphs(
          proven.length === 0
            ? 'They may keep space that nothing needs. That is not proven, so leave them.'
            : `Proven for ${counted(proven.length, 'lease')}${atLeast(proven)}: what they hold is used by nothing. This version of Bilge cannot free it.`,
          'Do not delete a lease by hand: if its container still exists, containerd deletes that container’s files. This cannot be undone.',
          steps(
            `Check that Docker runs on the data root you expect: ${path === null ? '`docker info` (“Docker Root Dir”), then `findmnt -T` with that path' : `\`findmnt -T ${path}\``}.`,
            'Check that `docker ps -a` shows every container you know. If one is missing, fix that first.',
            'If all are present, ignore the leases: they only cost space.',
          ),
        ),
        evidence: evidence(
          'ctr -n moby leases list',
          ['Lease', 'Holds alone', 'What was seen'],
          leaks.map((leak) => [leak.name, sizeCell(leak), proofCell(leak)]),
        ),
        remedies: [],
      },
    ];
  },
});

function sizeCell({ bytes }: Leak): string {
  return bytes.state === 'known' ? formatBytes(bytes.value) : 'unknown';
}

/** What several share is in the sum of none of them. */
function atLeast(leaks: readonly Leak[]): string {
  const { bytes } = sumBytes(leaks.map((leak) => leak.bytes));
  return bytes === 0 ? '' : ` (at least ${formatBytes(bytes)})`;
}
