import type { Diagnosis } from '@/lib/domain/diagnosis';

/** The dashboard's own answer, checked only as far as a proxy in between could have replaced it. */
export function readDiagnosis(value: unknown): Diagnosis | null {
  if (typeof value !== 'object' || value === null) return null;
  const isComplete = ['pieces', 'unread', 'notices', 'findings', 'unknown', 'askFor', 'leftOut'].every((key) =>
    Array.isArray((value as Record<string, unknown>)[key]),
  );
  return isComplete ? (value as Diagnosis) : null;
}
