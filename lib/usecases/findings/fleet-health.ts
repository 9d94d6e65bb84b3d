import type { Actor } from '../../access/actor.ts';
import { requireRole } from '../../access/actor.ts';
import { type Severity, severities } from '../../domain/finding.ts';
import { hostsByName } from '../../domain/host-names.ts';
import { checkTitles } from '../../health/judge.ts';
import type { Application } from '../core/application.ts';
import { listFindings, type OpenFinding } from './findings.ts';

export interface FleetCheck {
  checkId: string;
  title: string;
  /** the worst of its findings */
  severity: Severity;
  findings: OpenFinding[];
}

export interface FleetHost {
  id: string;
  name: string;
  url: string;
  findings: OpenFinding[];
  /** checks that could not run or failed to run on this host */
  unknown: { checkId: string; title: string; why: string }[];
}

export interface FleetHealth {
  /** checks with open findings that are not muted, the worst first */
  checks: FleetCheck[];
  /** every host, the worst first */
  hosts: FleetHost[];
  muted: OpenFinding[];
}

/** The health of all hosts, grouped by check and by host. Reads the store only. */
export function readFleetHealth(app: Application, actor: Actor): FleetHealth {
  requireRole(actor, 'viewer');
  const open = listFindings(app, actor);
  const loud = open.filter(({ muted }) => muted === null);
  const titles = checkTitles();
  return {
    checks: groupByCheck(loud, titles),
    hosts: app.store.hosts
      .all()
      .map((host) => ({
        id: host.id,
        name: host.name,
        url: host.url,
        findings: loud.filter((entry) => entry.host.id === host.id),
        unknown: app.store.findings
          .outcomes(host.id)
          .flatMap((outcome) =>
            outcome.status === 'unknown' || outcome.status === 'error'
              ? [{ checkId: outcome.checkId, title: titles[outcome.checkId] ?? outcome.checkId, why: outcome.why }]
              : [],
          ),
      }))
      .sort((one, other) => weigh(one.findings, other.findings) || hostsByName(one, other)),
    muted: open.filter(({ muted }) => muted !== null),
  };
}

function groupByCheck(findings: readonly OpenFinding[], titles: Readonly<Record<string, string>>): FleetCheck[] {
  const groups = Map.groupBy(findings, ({ finding }) => finding.checkId);
  return [...groups]
    .map(([checkId, members]) => ({
      checkId,
      title: titles[checkId] ?? checkId,
      // `listFindings` has the worst first.
      severity: members[0]?.finding.severity ?? 'info',
      findings: members,
    }))
    .sort((one, other) => weigh(one.findings, other.findings) || one.title.localeCompare(other.title, 'en'));
}

/** More of the worst kind comes first; then more of the next. */
function weigh(one: readonly OpenFinding[], other: readonly OpenFinding[]): number {
  for (const severity of severities) {
    const more = countOf(other, severity) - countOf(one, severity);
    if (more !== 0) return more;
  }
  return 0;
}

function countOf(findings: readonly OpenFinding[], severity: Severity): number {
  return findings.filter(({ finding }) => finding.severity === severity).length;
}
