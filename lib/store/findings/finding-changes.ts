import { type CheckOutcome, type Finding, type Severity, severities } from '../../domain/finding.ts';

export type FindingEvent = 'opened' | 'worsened' | 'improved' | 'closed';

export interface FindingChange {
  event: FindingEvent;
  finding: Finding;
  /** when it was first seen open */
  openSince: string;
}

export interface OpenFinding {
  finding: Finding;
  openSince: string;
  /** when it was first seen in these words */
  seenAt: string;
}

/**
 * What a judgement changes. A check that passed, failed with other findings, or does not apply any more closes what it had
 * open; one that could not run (`unknown`, `error`) leaves it open: not seen is not gone.
 */
export function findingChanges(
  open: readonly OpenFinding[],
  outcomes: readonly CheckOutcome[],
  now: string,
): { changes: FindingChange[]; seen: OpenFinding[] } {
  const changes: FindingChange[] = [];
  const seen: OpenFinding[] = [];
  for (const outcome of outcomes) {
    if (outcome.status === 'unknown' || outcome.status === 'error') continue;
    const found = outcome.status === 'fail' ? outcome.findings : [];
    const keys = new Set(found.map((finding) => finding.key));
    for (const finding of found) {
      const before = open.find((candidate) => candidate.finding.key === finding.key);
      const openSince = before?.openSince ?? now;
      seen.push({ finding, openSince, seenAt: now });
      const event = before === undefined ? 'opened' : severityChange(before.finding.severity, finding.severity);
      if (event !== null) changes.push({ event, finding, openSince });
    }
    for (const gone of open) {
      if (gone.finding.checkId !== outcome.checkId || keys.has(gone.finding.key)) continue;
      changes.push({ event: 'closed', finding: gone.finding, openSince: gone.openSince });
    }
  }
  return { changes, seen };
}

function severityChange(before: Severity, now: Severity): FindingEvent | null {
  const step = severities.indexOf(now) - severities.indexOf(before);
  if (step === 0) return null;
  return step < 0 ? 'worsened' : 'improved';
}
