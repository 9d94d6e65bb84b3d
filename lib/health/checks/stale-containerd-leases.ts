import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { leaksOfKind, proofCell } from '../leaks.ts';
import { engineSubject } from '../subjects.ts';
import { count, paragraphs } from '../text.ts';

export default defineCheck({
  id: 'stale-containerd-leases',
  title: 'containerd leases of containers that are gone',
  why: 'With the containerd image store each container holds a lease on its snapshots. A lease that outlives its container keeps the snapshots from being collected.',
  needs: ['containerd'],
  run(_, context) {
    const leaks = leaksOfKind(context, ['containerd-lease']);
    if (!Array.isArray(leaks)) return leaks;
    if (leaks.length === 0) return [];
    return [
      {
        severity: 'info',
        subject: engineSubject,
        title: `${count(leaks.length, 'containerd lease')} of containers that no longer exist`,
        detail: paragraphs(
          'They pin snapshots that nothing else needs.',
          'What to do: remove the lease with containerd’s own tool, and its garbage collection does the rest: `ctr -n moby leases delete <id>`. Never delete directories below containerd’s root. Bilge reports them and leaves them alone.',
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
