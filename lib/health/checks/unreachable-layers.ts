import { defineCheck } from '../define-check.ts';
import { bytesCell, evidence, reclaimableOf, sizeWords, sumBytes } from '../evidence.ts';
import { leaksOfKind, namesOf, orphans, proofCell } from '../leaks.ts';
import { dataRootSubject } from '../subjects.ts';
import { count, paragraphs } from '../text.ts';

export default defineCheck({
  id: 'unreachable-layers',
  title: 'Layers in Docker’s database that no image reaches',
  why: 'Removing an image deletes its configuration first and its layers after. If the daemon is killed in between, the remaining layers stay in the layer database. Docker loads them at every start, counts them nowhere and never removes them. They must not be deleted by hand while the daemon runs: it holds them in memory, and a later pull would build an image on a hole.',
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
        title: `${count(proven.length, 'layer')} no image reaches: ${sizeWords(sum)}`,
        detail: paragraphs(
          'These layers are in Docker’s layer database, but no image, container or build cache record reaches them. Docker loads them at every start and never removes them.',
          'What to do: “remove leaked layers” lets the engine remove them itself: it hands the engine a tiny image that names exactly these layers and then deletes that image. Should one of them be in use after all, the engine’s own reference count keeps it.',
        ),
        evidence: evidence(
          null,
          ['Layer', 'Size', 'Where a reference was looked for'],
          proven.map((leak) => [leak.name, bytesCell(leak.bytes), proofCell(leak)]),
        ),
        ...reclaimableOf(sum),
        remedies: [{ actionId: 'remove-leaked-layers', params: { mode: 'delete', names: namesOf(proven) } }],
      },
    ];
  },
});
