import { messageOf } from '../domain/errors.ts';
import type { CheckContext, CheckOutcome, Finding, FindingDraft, Past } from '../domain/finding.ts';
import { severities } from '../domain/finding.ts';
import type { HostFacts } from '../domain/host-facts.ts';
import { type Protection, protectionOf } from '../domain/protection.ts';
import { atOnce, type InPieces } from '../domain/slices.ts';
import type { StorageReport } from '../domain/storage-report.ts';
import { registry } from './checks/registry.generated.ts';
import type { RegisteredCheck } from './define-check.ts';
import { findingKey } from './finding-key.ts';
import { holdsForPodman, isPodman } from './podman.ts';

export const noPast: Past = { previous: {}, openSince: {}, samples: [] };

/**
 * Runs every check on the known facts. Pure: the same facts, past and time give the same outcomes. A check that throws
 * becomes an `error` and affects no other check; `unknown` and `error` decide nothing about findings that are
 * open already, so the store leaves those open.
 */
export function judge(input: {
  facts: HostFacts;
  storage: StorageReport;
  past: Past;
  /** ISO time */
  now: string;
  protections?: readonly Protection[];
  checks?: readonly RegisteredCheck[];
}): CheckOutcome[] {
  return atOnce(judgeInPieces(input));
}

/** One check, one piece; a check that goes over thousands of objects is several. */
export function* judgeInPieces(input: Parameters<typeof judge>[0]): InPieces<CheckOutcome[]> {
  const { facts, storage, past, now, protections = [] } = input;
  const context: CheckContext = { facts, storage, past, now, protections };
  const outcomes: CheckOutcome[] = [];
  for (const check of input.checks ?? registry) {
    outcomes.push(yield* outcomeOf(check, context));
    yield;
  }
  return outcomes.sort(byUrgency);
}

/** All findings, the worst first. */
export function findingsOf(outcomes: readonly CheckOutcome[]): Finding[] {
  return outcomes.flatMap((outcome) => (outcome.status === 'fail' ? outcome.findings : [])).sort(byWeight);
}

/** The title of every check, for lists that include passed and unknown checks. */
export function checkTitles(): Record<string, string> {
  return Object.fromEntries(registry.map((check) => [check.id, check.title]));
}

function* outcomeOf(check: RegisteredCheck, context: CheckContext): InPieces<CheckOutcome> {
  const checkId = check.id;
  if (isPodman(context.facts) && !holdsForPodman(checkId)) {
    return { checkId, status: 'not-applicable', why: 'This check is about Docker, and this host runs Podman.' };
  }
  try {
    const verdict = yield* check.examineInPieces(context);
    if ('unknown' in verdict) {
      return { checkId, status: 'unknown', why: verdict.unknown, missing: verdict.missing ?? [] };
    }
    if ('notApplicable' in verdict) return { checkId, status: 'not-applicable', why: verdict.notApplicable };
    if (verdict.length === 0) return { checkId, status: 'pass' };
    const findings = verdict.map(
      (draft): Finding => ({
        docs: `docs/checks/${checkId}.md`,
        ...withoutProtected(draft, context),
        checkId,
        key: findingKey(checkId, draft.subject),
      }),
    );
    return { checkId, status: 'fail', findings: findings.sort(byWeight) };
  } catch (error) {
    return { checkId, status: 'error', why: `The check itself failed: ${messageOf(error)}` };
  }
}

/** What is protected is found all the same, and frees nothing: no cleanup touches it. */
function withoutProtected(draft: FindingDraft, { protections = [] }: CheckContext): FindingDraft {
  const { reclaimable: _none, ...rest } = draft;
  return protectionOf(protections, draft.subject.kind, [draft.subject.id]) === undefined ? draft : rest;
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
 * What must be fixed before any other advice: a disk, a pool or a filesystem that stopped. The remedies of other findings write, and
 * cannot run there or make it worse.
 */
const fixedFirst: readonly string[] = [
  'disk-io-errors',
  'md-array-inactive',
  'zfs-pool-suspended',
  'thin-pool-failed',
  'filesystem-read-only',
];

function rank({ checkId }: Finding): number {
  const index = fixedFirst.indexOf(checkId);
  return index < 0 ? fixedFirst.length : index;
}

/** Severity, what must be fixed first, then what can be freed, then name: independent of the order in which the host lists things. */
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
