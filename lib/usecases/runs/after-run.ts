import type { Actor } from '../../access/actor.ts';
import { messageOf } from '../../domain/errors.ts';
import { type Fact, known, unknown } from '../../domain/fact.ts';
import type { HostFacts } from '../../domain/host-facts.ts';
import type { Measurement } from '../../domain/measurement.ts';
import type { RunReceipt } from '../../domain/receipt.ts';
import { isFinal, type Run } from '../../domain/run.ts';
import { receiptOf } from '../../facts/views/receipt.ts';
import type { Application } from '../core/application.ts';
import { hostOf } from '../hosts/hosts.ts';
import { recordLatestInSlices } from '../scans/reports.ts';
import { scanHost } from '../scans/scan-host.ts';

const afterRun: Actor = { kind: 'system', name: 'after a run', role: 'operator' };

/**
 * What follows every run: the host is looked at again, so that findings close when what they were about is gone, and the receipt is kept
 * with the run.
 */
export async function lookAfterRun(app: Application, { id, hostId }: Run): Promise<void> {
  if (app.store.hosts.byId(hostId) === null) return;
  try {
    await scanHost(app, afterRun, hostId, { whole: true });
    const facts = app.store.facts.latest(hostId);
    if (facts === null) return;
    keepReceipt(app, id, (run) => receiptFrom(app, run, facts));
    await keepSizes(app, id, facts);
  } catch (error) {
    const why = `The host could not be scanned after the run: ${messageOf(error)}`;
    keepReceipt(app, id, () => unknown('not-collected', why));
    throw error;
  } finally {
    app.events.publish({ type: 'run', runId: id, hostId });
  }
}

/** The first scan after a run makes its receipt; whoever follows the run too changes nothing of it. */
function keepReceipt(app: Application, runId: string, make: (run: Run) => Fact<RunReceipt>): void {
  app.store.transaction(() => {
    const run = app.store.runs.byId(runId);
    if (run === null || run.unreadable !== undefined || !isFinal(run.state) || run.receipt?.state === 'known') return;
    app.store.runs.put({ ...run, receipt: make(run) });
  });
}

function receiptFrom(app: Application, run: Run, after: HostFacts): Fact<RunReceipt> {
  const plan = app.store.plans.byId(run.planId);
  const before = plan === null ? null : app.store.facts.byId(plan.basedOn);
  if (plan === null || before === null)
    return unknown('not-collected', 'The scan that the plan was made from is no longer kept.');
  return known(receiptOf({ plan, run, before, after }));
}

/** A layer that was only renamed is as large as before: until it is measured in the quarantine, the plan's size holds. */
async function keepSizes(app: Application, runId: string, facts: HostFacts): Promise<void> {
  const run = app.store.runs.byId(runId);
  const { quarantine } = facts.sections;
  if (run === null || quarantine.state === 'unknown') return;
  const sizes = new Map(run.steps.map(({ target, bytes }) => [target.id, bytes]));
  const measured = new Set(
    app.store.measurements.all(run.hostId).flatMap(({ kind, object }) => (kind === 'quarantine-entry' ? [object] : [])),
  );
  const kept = quarantine.value.flatMap(({ entry, originalName, note, device, inode }): Measurement[] => {
    const bytes = sizes.get(originalName);
    if (note.run !== runId || measured.has(entry) || bytes?.state !== 'known') return [];
    const how = 'measured before it was quarantined';
    const identity = `${device}:${inode}`;
    const object = { kind: 'quarantine-entry' as const, object: entry, identity };
    return [{ ...object, bytes: bytes.value, exact: false, how, measuredAt: run.startedAt }];
  });
  if (kept.length === 0) return;
  app.store.measurements.put(run.hostId, kept);
  await recordLatestInSlices(app, hostOf(app, run.hostId), facts);
}
