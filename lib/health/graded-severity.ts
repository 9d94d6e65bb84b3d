import type { CheckContext, ObjectRef, Severity } from '../domain/finding.ts';
import { findingKey } from './finding-key.ts';

export interface Grades {
  /** from here on (or, with `falling`, down to here) */
  critical?: number;
  warning?: number;
  info?: number;
  /** how far the value must recover before the severity falls again */
  recoverBy: number;
  /** true: small values are bad (free space) */
  falling?: boolean;
}

const order: readonly Severity[] = ['critical', 'warning', 'info'];

/**
 * Hysteresis: a severity is entered at its bound and left only `recoverBy` beyond it, so a value around 90% does not open and close
 * a finding with every scan.
 */
export function gradedSeverity(options: {
  context: CheckContext;
  checkId: string;
  subject: ObjectRef;
  value: number;
  grades: Grades;
}): Severity | null {
  const { value, grades } = options;
  const before = previousSeverity(options.context, options.checkId, options.subject);
  for (const severity of order) {
    const bound = grades[severity];
    if (bound === undefined) continue;
    const held = before !== null && order.indexOf(before) <= order.indexOf(severity);
    const slack = held ? grades.recoverBy : 0;
    if (grades.falling ? value <= bound + slack : value >= bound - slack) return severity;
  }
  return null;
}

function previousSeverity(context: CheckContext, checkId: string, subject: ObjectRef): Severity | null {
  const outcome = context.past.previous[checkId];
  if (outcome?.status !== 'fail') return null;
  const key = findingKey(checkId, subject);
  return outcome.findings.find((finding) => finding.key === key)?.severity ?? null;
}

export function worse(one: Severity | null, other: Severity | null): Severity | null {
  if (one === null) return other;
  if (other === null) return one;
  return order.indexOf(one) <= order.indexOf(other) ? one : other;
}
