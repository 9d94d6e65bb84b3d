import { type OfferedFinding, type Remedy, type Severity, severities } from '@/lib/domain/finding';

export interface FindingGroup {
  checkId: string;
  /** of its worst member */
  severity: Severity;
  /** one, or several of one check on several objects */
  findings: readonly OfferedFinding[];
}

/** The same check on several objects is one card. The order of the report (worst first) stays: a group stands where its first member stood. */
export function groupFindings(findings: readonly OfferedFinding[]): FindingGroup[] {
  const groups = new Map<string, OfferedFinding[]>();
  for (const finding of findings) {
    const members = groups.get(finding.checkId);
    if (members) members.push(finding);
    else groups.set(finding.checkId, [finding]);
  }
  return [...groups].map(([checkId, members]) => ({
    checkId,
    severity: severities.find((severity) => members.some((member) => member.severity === severity)) ?? 'info',
    findings: members,
  }));
}

/** Two offers with one of these are the same plan. */
export function offerKey({ actionId, params }: Remedy): string {
  return JSON.stringify([actionId, params]);
}

/**
 * For each finding, what the findings above it offer. A full disk and its leaked layers offer the same; its other ways are said once,
 * so that a phone does not show the same two buttons three times.
 */
export function offersAbove(groups: readonly FindingGroup[]): ReadonlyMap<string, ReadonlySet<string>> {
  const seen = new Set<string>();
  const above = new Map<string, ReadonlySet<string>>();
  for (const { key, remedies } of groups.flatMap(({ findings }) => findings)) {
    above.set(key, new Set(seen));
    for (const remedy of remedies) seen.add(offerKey(remedy));
  }
  return above;
}
