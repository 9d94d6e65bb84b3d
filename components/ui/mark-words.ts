import type { UnknownReason } from '@/lib/domain/fact';
import type { CheckStatus, Severity } from '@/lib/domain/finding';

/** The word of each mark. */
export const markWords: Record<Severity | CheckStatus | 'running', string> = {
  critical: 'Critical',
  warning: 'Warning',
  info: 'Note',
  pass: 'Passed',
  fail: 'Failed',
  unknown: 'Unknown',
  'not-applicable': 'Not applicable',
  error: 'Check failed to run',
  running: 'Running',
};

/** Why a value is unknown, in a word or two; the detail is one hover away. */
export const unknownWords: Record<UnknownReason, string> = {
  'not-collected': 'not measured',
  'no-capability': 'no access',
  'permission-denied': 'permission denied',
  'tool-missing': 'tool missing',
  'timed-out': 'timed out',
  unparseable: 'unreadable',
  truncated: 'cut short',
};
