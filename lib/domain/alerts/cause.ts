import type { Severity } from '../finding.ts';
import type { HostId, RunId } from '../ids.ts';

/**
 * What an alert is about. A lasting cause is observed again and again (`bad`, `between`, `good`) and has a state; an event is told once.
 * Numbers are as measured; which of them is too much says lib/monitor/alerts/bounds.ts.
 */
export type LastingCause =
  | { kind: 'finding'; hostId: HostId; key: string; checkId: string; severity: Severity; title: string }
  /** what leaked on the host, and how fast that grows */
  | { kind: 'leak-growing'; hostId: HostId; bytesPerDay: number; leakedBytes: number }
  /** `probability` (0…1) that the filesystem is full within 7 days; `fullAround` is an ISO day where one can be given */
  | {
      kind: 'forecast';
      hostId: HostId;
      filesystem: string;
      label: string;
      probability: number;
      fullAround: string | null;
    }
  | { kind: 'host-unreachable'; hostId: HostId; why: string }
  /** `hostId` is null for a schedule that covers several hosts */
  | { kind: 'schedule-missed'; hostId: HostId | null; scheduleId: string; title: string; why: string }
  /** of Bilge's own data; null where there never was one */
  | { kind: 'backup-old'; newestAt: string | null; days: number };

export type EventCause = {
  kind: 'run-failed' | 'run-finished';
  hostId: HostId;
  runId: RunId;
  title: string;
  said: string;
};

export type Cause = LastingCause | EventCause;
export type CauseKind = Cause['kind'];

export const causeKinds = [
  'finding',
  'leak-growing',
  'forecast',
  'host-unreachable',
  'schedule-missed',
  'backup-old',
  'run-failed',
  'run-finished',
] as const satisfies readonly CauseKind[];

/** As settings, command line and pages name them. */
export const causeTitles: Record<CauseKind, string> = {
  finding: 'Findings',
  'leak-growing': 'Leak growing',
  forecast: 'Filesystem full soon',
  'host-unreachable': 'Host unreachable',
  'schedule-missed': 'Schedule missed',
  'backup-old': 'Backup of Bilge too old',
  'run-failed': 'Run failed',
  'run-finished': 'Run finished',
};

/**
 * One look at a lasting cause. `bad`: beyond the bound at which an alert opens. `good`: beyond the bound at which it closes. `between`:
 * neither, so whatever state it has stays. What could not be looked at is not observed at all: not seen is not gone.
 */
export interface Observation {
  cause: LastingCause;
  state: 'bad' | 'between' | 'good';
}

export function hostOfCause(cause: Cause): HostId | null {
  return cause.kind === 'backup-old' ? null : cause.hostId;
}

/** Stable for the same cause on the same host: wording and numbers may change, the alert stays the same. */
export function alertIdOf(cause: Cause): string {
  return [cause.kind, hostOfCause(cause) ?? '-', subjectOf(cause)].join('/');
}

/** What different hosts have in common: alerts of one group become one message. */
export function groupOf(cause: Cause): string {
  if (cause.kind === 'finding') return `finding/${cause.checkId}`;
  return cause.kind === 'schedule-missed' ? `schedule-missed/${cause.scheduleId}` : cause.kind;
}

function subjectOf(cause: Cause): string {
  switch (cause.kind) {
    case 'finding':
      return cause.key;
    case 'forecast':
      return cause.filesystem;
    case 'schedule-missed':
      return cause.scheduleId;
    case 'run-failed':
    case 'run-finished':
      return cause.runId;
    default:
      return '';
  }
}
