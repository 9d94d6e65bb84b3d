import type { RunAfterwards } from '../../lib/domain/afterwards.ts';
import { afterwardsWords, quarantinedNoun } from '../../lib/domain/afterwards-words.ts';
import { formatBytes } from '../../lib/domain/bytes.ts';
import { formatMoment } from '../../lib/domain/format.ts';
import { doneFraction, progressWords } from '../../lib/domain/progress-words.ts';
import { isLate, notComparedYet, receiptWords } from '../../lib/domain/receipt-words.ts';
import type { Run } from '../../lib/domain/run.ts';
import { demoNote } from './demo-note.ts';
import { styled, writeLine, writeTable } from './output.ts';

/** One line of progress. */
export function runLine(run: Run): string {
  const ended = run.steps.filter((step) => step.state !== 'waiting' && step.state !== 'intended').length;
  const width = 24;
  const filled = Math.round((doneFraction(run.steps) ?? 0) * width);
  const now = run.steps.find(({ state, progress }) => state === 'intended' && progress !== undefined)?.progress;
  return `${'█'.repeat(filled)}${'·'.repeat(width - filled)} ${ended}/${run.steps.length} ${run.title}${now === undefined ? '' : `, ${progressWords(now)}`}`;
}

export function writeRun(run: Run, afterwards: RunAfterwards): void {
  const style =
    run.state === 'succeeded' ? 'green' : run.state === 'running' || run.state === 'starting' ? 'cyan' : 'red';
  writeLine(`${styled(style, run.state)}  ${run.title}`);
  if (run.isDemo) writeLine(styled('cyan', demoNote));
  if (run.said) writeLine(run.said);
  const rows = run.steps.map((step) => [
    String(step.number),
    step.state,
    step.said ? `${step.title}: ${step.said}` : step.title,
  ]);
  if (rows.length > 0) writeTable(['STEP', 'STATE', 'WHAT'], rows);
  for (const note of run.notes) writeLine(note);
  const { estimated, measured } = run.freedBytes;
  const text = (fact: typeof measured): string =>
    fact.state === 'known' ? formatBytes(fact.value) : `unknown (${fact.detail})`;
  writeLine(
    `Freed: ${text(measured)}${run.isDemo ? ' (simulated)' : ' (measured on the filesystem)'}; estimated ${text(estimated)}.`,
  );
  writeReceipt(run);
  for (const line of afterwardsWords(afterwards, quarantinedNoun(run))) writeLine(line);
  if ('excuse' in run.undo) writeLine(styled('dim', run.undo.excuse));
  else if (afterwards.quarantined === null || afterwards.quarantined.count > 0)
    writeLine(`Undo${run.undo.until ? ` until ${formatMoment(run.undo.until)}` : ''}: bilge run undo ${run.id}`);
}

function writeReceipt({ receipt, endedAt }: Run): void {
  if (receipt === null) {
    if (endedAt !== null) writeLine(`Receipt: ${notComparedYet}`);
    return;
  }
  if (receipt.state === 'unknown') {
    writeLine(`Receipt: unknown. ${receipt.detail}`);
    return;
  }
  const { unchanged, notDocker, meanwhile, unknown } = receiptWords(receipt.value);
  if (isLate(receipt.value, endedAt))
    writeLine(`Compared with the first scan after it, of ${formatMoment(receipt.value.after)}.`);
  for (const line of [unchanged, notDocker, ...meanwhile, ...unknown]) if (line !== null) writeLine(line);
}
