import { counted } from '../../domain/format.ts';
import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { leaksOfKind, proofCell } from '../leaks.ts';
import { dataRootPath, engineSubject } from '../subjects.ts';
import { paragraphs, steps } from '../text.ts';

/**
 * This check only explains. Every lease looks like one "without a container" while the data root is not mounted, after it was moved,
 * and beside a second Docker on the same containerd. containerd deletes the container's files once its lease is gone, so nothing
 * here may name a command that deletes a lease; lib/health/advice.test.ts checks that.
 */
export default defineCheck({
  id: 'stale-containerd-leases',
  title: 'containerd leases without a container that Docker knows',
  why: 'With the containerd image store each container has a lease on its snapshots. A lease without its container keeps the snapshots on disk. But a lease looks the same while Docker’s data root is not mounted, after it was moved or restored, or when another Docker created it: then deleting it destroys an existing container.',
  needs: ['containerd'],
  run(_, context) {
    const leaks = leaksOfKind(context, ['containerd-lease']);
    if (!Array.isArray(leaks)) return leaks;
    if (leaks.length === 0) return [];
    const path = dataRootPath(context.facts);
    return [
      {
        severity: 'info',
        subject: engineSubject,
        title: `${counted(leaks.length, 'containerd lease')} without a container that Docker knows`,
        detail: paragraphs(
          'They may keep space that nothing needs. Bilge cannot prove that, so it offers no action.',
          'Do not delete a lease by hand: if its container still exists, containerd deletes that container’s files. This cannot be undone.',
          steps(
            `Check that Docker runs on the data root you expect: ${path === null ? '`docker info` (“Docker Root Dir”), then `findmnt -T` with that path' : `\`findmnt -T ${path}\``}.`,
            'Check that `docker ps -a` shows every container you know. If one is missing, fix that first.',
            'If all are present, ignore the leases: they only cost space.',
          ),
        ),
        evidence: evidence(
          'ctr -n moby leases list',
          ['Lease', 'What was seen'],
          leaks.map((leak) => [leak.name, proofCell(leak)]),
        ),
        remedies: [],
      },
    ];
  },
});
