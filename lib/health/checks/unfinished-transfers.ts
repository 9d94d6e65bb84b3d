import { counted } from '../../domain/format.ts';
import { unlessContainerdStore } from '../containerd-store.ts';
import { defineCheck } from '../define-check.ts';
import { bytesCell, evidence, sizeWords, sumBytes } from '../evidence.ts';
import { leaksOfKind, proofCell } from '../leaks.ts';
import { engineSubject } from '../subjects.ts';
import { paragraphs, steps } from '../text.ts';

/** docs/reference/containerd-on-disk.md#leases-of-docker: they end by themselves, and none is deleted early. */
export default defineCheck({
  id: 'unfinished-transfers',
  title: 'Pulls or loads that were cut off',
  why: 'With the containerd image store a pull that was cut off keeps what it brought for 8 hours, so that the next try need not begin again; a load or import keeps it for 24 hours, and no prune frees it before. containerd has no clock: what has ended goes only at its next collection, which any removal of an image or container starts.',
  needs: ['containerd'],
  absent: unlessContainerdStore,
  run(_, context) {
    const leaks = leaksOfKind(context, ['containerd-lease']);
    if (!Array.isArray(leaks)) return leaks;
    const cut = leaks.filter(({ state }) => state === 'unfinished');
    if (cut.length === 0) return [];
    const hasEnded = cut.some(({ proof }) => proof.some(({ checked }) => checked.includes('and ended')));
    const size = sizeWords(sumBytes(cut.map(({ bytes }) => bytes)));
    return [
      {
        severity: 'info',
        subject: engineSubject,
        title: `${counted(cut.length, 'pull or load', 'pulls or loads')} cut off: ${size} until it ends`,
        detail: paragraphs(
          'What they brought takes space until they end. Nothing is lost, and nothing needs to be done.',
          steps(
            'Wait until the date below.',
            'After it, have containerd collect it with the button, or remove any unused image or container.',
            'A pull ends at once with `docker image prune`, which also removes images without a tag.',
          ),
        ),
        evidence: evidence(
          null,
          ['Lease', 'Holds alone', 'When it ends'],
          cut.map((leak) => [leak.name, bytesCell(leak.bytes), proofCell(leak)]),
        ),
        remedies: hasEnded ? [{ actionId: 'remove-leaked-leases', params: { mode: 'collect', names: 'all' } }] : [],
      },
    ];
  },
});
