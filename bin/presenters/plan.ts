import { formatBytes } from '../../lib/domain/bytes.ts';
import { formatDay, formatMoment, wallClock } from '../../lib/domain/format.ts';
import type { Plan } from '../../lib/domain/plan.ts';
import { untouchedWords } from '../../lib/domain/receipt-words.ts';
import { demoNote } from './demo-note.ts';
import { styled, writeLine, writeTable } from './output.ts';

/** A plan is a contract, so all of it is shown: each object, and each skipped one with its reason. */
export function writePlan(plan: Plan, hostName: string): void {
  writeLine(styled('bold', plan.title));
  if (plan.isDemo) writeLine(styled('cyan', demoNote));
  writeLine(plan.summary);
  writeLine();
  writeTable(
    ['STEP', 'SIZE', 'RISK', 'WHAT'],
    plan.steps.map((step) => [
      String(step.number),
      step.bytes.state === 'known' ? formatBytes(step.bytes.value) : '?',
      step.risk,
      step.target.owner ? `${step.title} (${step.target.owner})` : step.title,
    ]),
  );
  if (plan.skipped.length > 0) {
    writeLine();
    writeTable(
      ['SKIPPED', 'REASON'],
      plan.skipped.map((entry) => [entry.target.label, entry.excuse]),
    );
    for (const line of hints(plan)) writeLine(styled('dim', line));
  }
  writeLine();
  for (const line of plan.untouched === null ? [] : untouchedWords(plan.untouched)) writeLine(line);
  for (const warning of plan.warnings) writeLine(`${styled('yellow', 'Warning:')} ${warning}`);
  for (const guard of plan.guards) writeLine(styled('dim', `guard ${guard.guardId}: ${guard.state}, ${guard.said}`));
  writeLine(estimateOf(plan));
  writeLine(
    plan.undo.possible
      ? `Can be undone${plan.undo.until ? ` until ${formatMoment(plan.undo.until)}` : ''}.`
      : `Cannot be undone: ${plan.undo.excuse}`,
  );
  writeLine();
  writeLine(`Apply before ${wallClock(plan.expiresAt, null)} UTC: bilge apply ${plan.id} --confirm ${hostName}`);
  writeLine(styled('dim', `Read the script first: bilge script ${plan.id} --summary (without --summary: all of it)`));
}

/** The parameters that include what was skipped; on a page they are buttons. */
function hints({ skipped, params }: Plan): string[] {
  const isSkippedBy = (guardId: string): boolean => skipped.some((entry) => entry.guardId === guardId);
  const lines: string[] = [];
  if (isSkippedBy('way-out') && params.mode === 'quarantine')
    lines.push('-p mode=delete also includes what only Docker can delete. That cannot be undone.');
  if (isSkippedBy('way-out') && params.stopDocker === 'no')
    lines.push('-p stopDocker=yes also includes what needs Docker and its containers stopped for a moment.');
  if (isSkippedBy('minimum-age') && params.minAgeHours !== '0')
    lines.push('-p minAgeHours=0 also includes what is newer.');
  return lines;
}

function estimateOf(plan: Plan): string {
  const { estimate } = plan;
  if (estimate.setAside) {
    const amount =
      estimate.setAside.bytes.state === 'known'
        ? formatBytes(estimate.setAside.bytes.value)
        : 'an amount that is not measured yet';
    return `Quarantines ${amount}; freed on ${formatDay(estimate.setAside.purgeAt)}, or earlier if you choose. Quarantine itself frees nothing.`;
  }
  if (estimate.freedBytes.state === 'unknown') return `Frees: unknown (${estimate.freedBytes.detail})`;
  return `Frees ${estimate.exact ? '' : 'about '}${formatBytes(estimate.freedBytes.value)} (${estimate.how}).`;
}
