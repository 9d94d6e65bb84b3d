import { counted } from '../../domain/format.ts';
import { defineCheck } from '../define-check.ts';
import { bytesCell, evidence, reclaimableOf, sizeWords, sumBytes } from '../evidence.ts';
import { leaksOfKind, orphans, proofCell, unprotected } from '../leaks.ts';
import { stopLosesQuotas } from '../quota-loss.ts';
import { dataRootSubject } from '../subjects.ts';
import { paragraphs, steps } from '../text.ts';

export default defineCheck({
  id: 'stale-removing-layers',
  title: 'Unfinished layer removals',
  why: 'Docker renames a layer to `…-removing` before deleting it. When the daemon is killed meanwhile, the entry stays. A start does not clean it, only the next graceful stop does (and not with live-restore while containers run).',
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
        title: `${counted(stale.length, 'unfinished layer removal')}: ${sizeWords(sum)}`,
        detail: paragraphs(
          `This space stays in use until Docker’s next graceful stop. The daemon was killed while it deleted ${stale.length === 1 ? 'the layer' : 'the layers'}.`,
          quotaLoss ??
            steps(
              'Nothing urgent: the next restart or update of Docker frees it.',
              'Or restart Docker at a quiet moment, not while its disk is full or read-only. Containers with a restart policy start again by themselves; start the others by hand.',
            ),
          liveRestore
            ? 'live-restore is on: Docker only frees them if the containers are stopped before the restart.'
            : null,
        ),
        evidence: evidence(
          null,
          ['Entry', 'Size', 'What was seen'],
          stale.map((leak) => [leak.name, bytesCell(leak.bytes), proofCell(leak)]),
        ),
        ...reclaimableOf(sumBytes(unprotected(context, stale).map((leak) => leak.bytes))),
        remedies: quotaLoss === null ? [{ actionId: 'restart-docker', params: {} }] : [],
      },
    ];
  },
});
