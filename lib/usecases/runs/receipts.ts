import { type Fact, known, unknown } from '../../domain/fact.ts';
import type { Host } from '../../domain/host.ts';
import type { HostFacts } from '../../domain/host-facts.ts';
import type { Measurement } from '../../domain/measurement.ts';
import type { RunReceipt } from '../../domain/receipt.ts';
import { isFinal, type Run } from '../../domain/run.ts';
import { receiptOf } from '../../facts/views/receipt.ts';
import type { Application } from '../core/application.ts';
import { logProblem } from '../core/log.ts';
import { recordLatestInSlices } from '../scans/reports.ts';

/** A run that a scan may be compared for; `changedBy`: a later run that changed the host before that scan began. */
export interface ToCompare {
  run: Run;
  changedBy: Run | null;
}

const mostLater = 50;

/**
 * The runs that have ended and that no scan was compared with. Asked before a scan begins: what it sees is then from after them, whatever
 * the clock of the host says.
 */
export function runsToCompare(app: Application, host: Host): ToCompare[] {
  const waiting = app.store.runs.withoutReceipt(host.id);
  if (waiting.length === 0) return [];
  const all = app.store.runs.list({ hostId: host.id, limit: mostLater });
  return waiting.map((run) => {
    const at = all.findIndex(({ id }) => id === run.id);
    const later = at < 0 ? all : all.slice(0, at);
    return { run, changedBy: later.findLast(mayHaveChanged) ?? null };
  });
}

/** With what a scan saw after them; never rejects, because a scan that came through is no failure. */
export async function compareRuns(
  app: Application,
  host: Host,
  runs: readonly ToCompare[],
  facts: HostFacts,
): Promise<void> {
  for (const { run, changedBy } of runs) {
    try {
      keepReceipt(app, run.id, (fresh) => receiptFrom(app, fresh, facts, changedBy));
      await keepSizes(app, host, run, facts);
      app.events.publish({ type: 'run', runId: run.id, hostId: host.id });
    } catch (error) {
      logProblem(`the receipt of ${run.id}`, error);
    }
  }
}

/** Until a scan comes through: the next one that does fills it. */
export function keepUncompared(app: Application, runId: string, why: string): void {
  keepReceipt(app, runId, () =>
    unknown(
      'not-collected',
      `The host could not be scanned after the run: ${why} The next scan that succeeds fills this.`,
    ),
  );
}

/** The first scan after a run makes its receipt; whoever follows the run too changes nothing of it. */
function keepReceipt(app: Application, runId: string, make: (run: Run) => Fact<RunReceipt>): void {
  app.store.transaction(() => {
    const run = app.store.runs.byId(runId);
    if (run === null || run.unreadable !== undefined || !isFinal(run.state) || run.receipt?.state === 'known') return;
    app.store.runs.put({ ...run, receipt: make(run) });
  });
}

/** "no-capability" is for good: nothing that comes later can tell it. */
function receiptFrom(app: Application, run: Run, after: HostFacts, changedBy: Run | null): Fact<RunReceipt> {
  if (changedBy !== null)
    return unknown(
      'no-capability',
      `The next run (${changedBy.title}) began before the host was scanned again, so what each of them left unchanged cannot be told apart.`,
    );
  const plan = app.store.plans.byId(run.planId);
  const before = plan === null ? null : app.store.facts.byId(plan.basedOn);
  if (plan === null || before === null)
    return unknown('no-capability', 'The scan that the plan was made from is no longer kept.');
  return known(receiptOf({ plan, run, before, after }));
}

/** What ended without having begun a step changed nothing. */
function mayHaveChanged({ state, steps }: Run): boolean {
  return !isFinal(state) || steps.some((step) => !untouched.has(step.state));
}

const untouched: ReadonlySet<Run['steps'][number]['state']> = new Set([
  'waiting',
  'already-done',
  'refused',
  'not-reached',
]);

/** A layer that was only renamed is as large as before: until it is measured in the quarantine, the plan's size holds. */
async function keepSizes(app: Application, host: Host, { id, startedAt, steps }: Run, facts: HostFacts): Promise<void> {
  const { quarantine } = facts.sections;
  if (quarantine.state === 'unknown') return;
  const sizes = new Map(steps.map(({ target, bytes }) => [target.id, bytes]));
  const measured = new Set(
    app.store.measurements.all(host.id).flatMap(({ kind, object }) => (kind === 'quarantine-entry' ? [object] : [])),
  );
  const kept = quarantine.value.flatMap(({ entry, originalName, note, device, inode }): Measurement[] => {
    const bytes = sizes.get(originalName);
    if (note.run !== id || measured.has(entry) || bytes?.state !== 'known') return [];
    const how = 'measured before it was quarantined';
    const identity = `${device}:${inode}`;
    const object = { kind: 'quarantine-entry' as const, object: entry, identity };
    return [{ ...object, bytes: bytes.value, exact: false, how, measuredAt: startedAt }];
  });
  if (kept.length === 0) return;
  app.store.measurements.put(host.id, kept);
  await recordLatestInSlices(app, host, facts);
}
