import type { CauseKind, LastingCause, Observation } from '../../domain/alerts/cause.ts';
import type { Severity } from '../../domain/finding.ts';

/** How long, and how often, something has to be seen before an alert opens or closes. */
export interface Hold {
  ms: number;
  observations: number;
}

const minute = 60_000;
const hour = 60 * minute;
const gib = 1024 ** 3;

/**
 * A critical finding is told after one scan: facts are exact, and waiting costs. Everything else is seen twice. What is gone is seen
 * gone twice. A host that answers again is told after five minutes: one answer is enough of a proof.
 */
const holds: Record<LastingCause['kind'], { opens: Hold; closes: Hold }> = {
  finding: { opens: { ms: 10 * minute, observations: 2 }, closes: { ms: 10 * minute, observations: 2 } },
  'leak-growing': { opens: { ms: 0, observations: 2 }, closes: { ms: 6 * hour, observations: 2 } },
  forecast: { opens: { ms: 6 * hour, observations: 2 }, closes: { ms: 6 * hour, observations: 2 } },
  'host-unreachable': { opens: { ms: 10 * minute, observations: 2 }, closes: { ms: 5 * minute, observations: 1 } },
  'schedule-missed': { opens: { ms: 0, observations: 1 }, closes: { ms: 0, observations: 1 } },
  'backup-old': { opens: { ms: 0, observations: 1 }, closes: { ms: 0, observations: 1 } },
};

export function holdOf(cause: LastingCause, side: 'opens' | 'closes'): Hold {
  const isSure = cause.kind === 'finding' ? cause.severity === 'critical' : isCertain(cause);
  if (isSure && side === 'opens') return { ms: 0, observations: 1 };
  return holds[cause.kind][side];
}

export function severityOf(kind: CauseKind, severity: Severity | null): Severity {
  if (severity !== null) return severity;
  return kind === 'run-finished' ? 'info' : 'warning';
}

/** An alert opens above one bound and closes below another, so that a value that sways around one of them does not flap. */
function between(value: number, bound: { opens: number; closes: number }): Observation['state'] {
  if (value >= bound.opens) return 'bad';
  return value < bound.closes ? 'good' : 'between';
}

export function judgeLeakGrowth(bytesPerDay: number): Observation['state'] {
  return between(bytesPerDay, { opens: gib, closes: gib / 4 });
}

/** A forecast is drawn once a day: one that leaves no doubt does not wait for the next, a day of the seven that are left. */
function isCertain(cause: LastingCause): boolean {
  return cause.kind === 'forecast' && cause.probability >= 0.9;
}

export function judgeForecast(probability: number): Observation['state'] {
  return between(probability, { opens: 0.5, closes: 0.3 });
}

/** `days`: the age that is too much. Where there never was a backup, that is too old. */
export function judgeBackup(ageDays: number | null, days: number): Observation['state'] {
  return ageDays === null || ageDays >= days ? 'bad' : 'good';
}
