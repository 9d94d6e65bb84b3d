import type { OfferedFinding, Severity } from '@/lib/domain/finding';

export interface FindingGroup {
  checkId: string;
  /** of its worst member */
  severity: Severity;
  /** one, or several of one check on several objects */
  findings: readonly OfferedFinding[];
}

const order: readonly Severity[] = ['critical', 'warning', 'info'];

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
    severity: order.find((severity) => members.some((member) => member.severity === severity)) ?? 'info',
    findings: members,
  }));
}
