import { defineCheck } from '../define-check.ts';
import { bytesCell, evidence, reclaimableOf, sizeWords, sumBytes } from '../evidence.ts';
import { leaksOfKind, orphans, proofCell } from '../leaks.ts';
import { stopLosesQuotas } from '../quota-loss.ts';
import { dataRootSubject } from '../subjects.ts';
import { count, paragraphs } from '../text.ts';

export default defineCheck({
  id: 'stale-removing-layers',
  title: 'Half-finished layer removals',
  why: 'Docker renames a layer to `…-removing` before deleting it. When the daemon is killed meanwhile, the entry stays; starting again does not clean it, only the next graceful stop does (and not with live-restore while containers run).',
  needs: [],
  run(_, context) {
    const leaks = leaksOfKind(context, ['stale-removing-layer']);
    if (!Array.isArray(leaks)) return leaks;
    const stale = orphans(leaks);
    if (stale.length === 0) return [];
    const sum = sumBytes(stale.map((leak) => leak.bytes));
    const quotaLoss = stopLosesQuotas(context.facts);
    const { engine } = context.facts.sections;
    const liveRestore = engine.state === 'known' && engine.value.liveRestore;
    return [
      {
        severity: 'info',
        subject: dataRootSubject(context.facts),
        title: `${count(stale.length, 'removal')} Docker did not finish: ${sizeWords(sum)}`,
        detail: paragraphs(
          'These layers were being deleted when the daemon was killed. Docker finishes the job at its next graceful stop; starting alone does not do it.',
          quotaLoss ??
            'What to do: restart Docker when it suits you, not while its disk is full or read-only: it may not start again then. Containers with a restart policy come back by themselves; start the others again.',
          liveRestore
            ? 'live-restore is on: with running containers the daemon skips this clean-up at its stop. Stop the containers first.'
            : null,
        ),
        evidence: evidence(
          null,
          ['Entry', 'Size', 'What was seen'],
          stale.map((leak) => [leak.name, bytesCell(leak.bytes), proofCell(leak)]),
        ),
        ...reclaimableOf(sum),
        remedies: quotaLoss === null ? [{ actionId: 'restart-docker', params: {} }] : [],
      },
    ];
  },
});
