import { counted } from '../../domain/format.ts';
import { defineCheck } from '../define-check.ts';
import { bytesCell, evidence, reclaimableOf, sizeWords, sumBytes } from '../evidence.ts';
import { leaksOfKind, namesOf, orphans, proofCell, unprotected } from '../leaks.ts';
import { dataRootSubject } from '../subjects.ts';
import { paragraphs, steps } from '../text.ts';

export default defineCheck({
  id: 'unreachable-layers',
  title: 'Layers in Docker’s database that no image uses',
  why: 'Removing an image deletes its configuration first and its layers after. If the daemon is killed in between, the remaining layers stay in the layer database. Docker loads them at every start, counts them nowhere and never removes them. They must not be deleted by hand while the daemon runs: it has them in memory, and a later pull would build an image on a missing layer. Bilge gives the engine a tiny image that names exactly these layers and then deletes that image, so that the engine removes them itself.',
  needs: [],
  run(_, context) {
    const leaks = leaksOfKind(context, ['unreachable-layer']);
    if (!Array.isArray(leaks)) return leaks;
    const proven = orphans(leaks);
    if (proven.length === 0) return [];
    const sum = sumBytes(proven.map((leak) => leak.bytes));
    return [
      {
        severity: 'warning',
        subject: dataRootSubject(context.facts),
        title: `${counted(proven.length, 'layer')} that no image uses: ${sizeWords(sum)}`,
        detail: paragraphs(
          `Docker will never free this space: no image, container or build cache record uses ${proven.length === 1 ? 'this layer' : 'these layers'}.`,
          steps(
            'Remove them: Docker adopts and then releases these layers, and deletes them itself. If anything uses one of them, Docker keeps it. Deleted layers cannot be restored.',
          ),
          'Do not delete them by hand while Docker runs.',
        ),
        evidence: evidence(
          null,
          ['Layer', 'Size', 'Where a reference was looked for'],
          proven.map((leak) => [leak.name, bytesCell(leak.bytes), proofCell(leak)]),
        ),
        ...reclaimableOf(sumBytes(unprotected(context, proven).map((leak) => leak.bytes))),
        remedies: [{ actionId: 'remove-leaked-layers', params: { mode: 'delete', names: namesOf(proven) } }],
      },
    ];
  },
});
