import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { leaksOfKind, proofCell } from '../leaks.ts';
import { dataRootPath, engineSubject } from '../subjects.ts';
import { count, paragraphs } from '../text.ts';

/**
 * Explains only. A lease "without a container" is what every lease looks like while the data root is not mounted, after it was
 * moved, and beside a second Docker on the same containerd; containerd destroys the container's files once its lease is gone.
 * Nothing here may name a command that deletes one: lib/health/advice.test.ts looks.
 */
export default defineCheck({
  id: 'stale-containerd-leases',
  title: 'containerd leases without a container that Docker knows',
  why: 'With the containerd image store each container holds a lease on its snapshots. A lease whose container is gone keeps the snapshots from being collected. But a lease looks the same while Docker’s data root is not mounted, or when another Docker made it: then deleting it destroys a living container.',
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
        title: `${count(leaks.length, 'containerd lease')} without a container that Docker knows`,
        detail: paragraphs(
          'They may hold space that nothing needs. Bilge cannot prove it yet, so it offers no action.',
          'Do not delete a lease by hand, and nothing below containerd’s root. While Docker’s data root is not mounted, after it was moved or restored, or when another Docker uses this containerd, the leases of living containers look exactly like these. Once such a lease is deleted, containerd destroys the container’s files. There is no undo.',
          `What to do: make sure that this Docker runs on the data root you expect (${path === null ? '`docker info`, “Docker Root Dir”, then `findmnt -T` that path' : `\`findmnt -T ${path}\``}), and that \`docker ps -a\` shows every container you know. If one is missing, repair that first. If all are there, leave the leases alone: they cost space and do no other harm.`,
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
