import { messageOf } from '../domain/errors.ts';
import type { CheckContext, CheckOutcome, Finding, Past } from '../domain/finding.ts';
import { severities } from '../domain/finding.ts';
import type { HostFacts } from '../domain/host-facts.ts';
import type { StorageReport } from '../domain/storage-report.ts';
import { registry } from './checks/registry.generated.ts';
import type { RegisteredCheck } from './define-check.ts';
import { findingKey } from './finding-key.ts';
import { holdsForPodman, isPodman } from './podman.ts';

export const noPast: Past = { previous: {}, openSince: {}, samples: [] };

/**
 * Runs every check over what is known. Pure: the same facts, past and time give the same outcomes. A check that throws
 * is an `error` of its own and takes nothing else with it; `unknown` and `error` say nothing about findings that are
 * open already, so the store leaves those open.
 */
export function judge(input: {
  facts: HostFacts;
  storage: StorageReport;
  past: Past;
  /** ISO time */
  now: string;
  checks?: readonly RegisteredCheck[];
}): CheckOutcome[] {
  const context: CheckContext = { facts: input.facts, storage: input.storage, past: input.past, now: input.now };
  return (input.checks ?? registry).map((check) => outcomeOf(check, context)).sort(byUrgency);
}

/** All findings, the worst first. */
export function findingsOf(outcomes: readonly CheckOutcome[]): Finding[] {
  return outcomes.flatMap((outcome) => (outcome.status === 'fail' ? outcome.findings : [])).sort(byWeight);
}

/** Title and text of every check, for faces that list the passed and the unknown ones too. */
export function checkTitles(): Record<string, string> {
  return Object.fromEntries(registry.map((check) => [check.id, check.title]));
}

function outcomeOf(check: RegisteredCheck, context: CheckContext): CheckOutcome {
  const checkId = check.id;
  if (isPodman(context.facts) && !holdsForPodman(checkId)) {
    return { checkId, status: 'not-applicable', why: 'This is Podman. What this check knows is about Docker.' };
  }
  try {
    const verdict = check.examine(context);
    if ('unknown' in verdict) {
      return { checkId, status: 'unknown', why: verdict.unknown, missing: verdict.missing ?? [] };
    }
    if ('notApplicable' in verdict) return { checkId, status: 'not-applicable', why: verdict.notApplicable };
    if (verdict.length === 0) return { checkId, status: 'pass' };
    const findings = verdict.map(
      (draft): Finding => ({
        docs: `docs/checks/${checkId}.md`,
        ...draft,
        checkId,
        key: findingKey(checkId, draft.subject),
      }),
    );
    return { checkId, status: 'fail', findings: findings.sort(byWeight) };
  } catch (error) {
    return { checkId, status: 'error', why: `The check itself failed: ${messageOf(error)}` };
  }
}

const statusOrder: readonly CheckOutcome['status'][] = ['fail', 'error', 'unknown', 'pass', 'not-applicable'];

function byUrgency(one: CheckOutcome, other: CheckOutcome): number {
  const byStatus = statusOrder.indexOf(one.status) - statusOrder.indexOf(other.status);
  if (byStatus !== 0) return byStatus;
  const worst = (outcome: CheckOutcome) => (outcome.status === 'fail' ? outcome.findings[0] : undefined);
  const [a, b] = [worst(one), worst(other)];
  return (a && b ? byWeight(a, b) : 0) || compareText(one.checkId, other.checkId);
}

/**
 * What must be settled before anybody follows other advice: a disk, a pool or a filesystem that stopped. Whatever else is wrong, its
 * remedy writes, and cannot run there or makes it worse.
 */
const settledFirst: readonly string[] = [
  'disk-io-errors',
  'md-array-inactive',
  'zfs-pool-suspended',
  'thin-pool-failed',
  'filesystem-read-only',
];

function rank({ checkId }: Finding): number {
  const index = settledFirst.indexOf(checkId);
  return index < 0 ? settledFirst.length : index;
}

/** Severity, what must be settled first, then what can be freed, then name: stable whatever order the host listed things in. */
function byWeight(one: Finding, other: Finding): number {
  return (
    severities.indexOf(one.severity) - severities.indexOf(other.severity) ||
    rank(one) - rank(other) ||
    (other.reclaimable?.bytes ?? 0) - (one.reclaimable?.bytes ?? 0) ||
    compareText(one.checkId, other.checkId) ||
    compareText(one.subject.label, other.subject.label) ||
    compareText(one.key, other.key)
  );
}

function compareText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
