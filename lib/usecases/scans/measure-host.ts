import type { Actor } from '../../access/actor.ts';
import { requireRole } from '../../access/actor.ts';
import { isDemoHost } from '../../domain/demo-host.ts';
import { InvalidInputError, TransportError } from '../../domain/errors.ts';
import type { HostFacts } from '../../domain/host-facts.ts';
import type { HostId } from '../../domain/ids.ts';
import type { Measurement, MeasurementNeed } from '../../domain/measurement.ts';
import type { Report } from '../../domain/report.ts';
import { parseSizeLine } from '../../facts/sizes/parse-sizes.ts';
import { sizeScript } from '../../facts/sizes/size-script.ts';
import { measurementNeeds } from '../../facts/views/ledger/measurement-needs.ts';
import { asReadScript } from '../../shell/read-script.ts';
import type { Application } from '../core/application.ts';
import { demoMeasurements } from '../demo/demo-copy.ts';
import { hostOf } from '../hosts/hosts.ts';
import { failedMeasurements, isResting, recordOutcome } from './failed-measurements.ts';
import { recordLatestInSlices } from './reports.ts';
import { type ScanOptions, shared } from './shared-work.ts';

/** An hour: a NAS with spinning disks and a million files in one volume needs it. The walk is cancellable and keeps what it has. */
const walkTimeoutMs = 3_600_000;
const limitSecondsEach = 900;

/** One row of a list, or one object of it: the "measure now" beside a size. */
export interface MeasureChoice {
  kind: string;
  object?: string | undefined;
}

/**
 * Measures what has no size yet, cheapest first, one object after the other, and stores each as soon as it is known. With `only`,
 * nothing else: again where it can have changed, or where one object is named.
 */
export async function measureHost(
  app: Application,
  actor: Actor,
  idOrName: string,
  options: ScanOptions & { only?: MeasureChoice } = {},
): Promise<Report> {
  requireRole(actor, 'viewer');
  const host = hostOf(app, idOrName);
  const facts = app.store.facts.latest(host.id);
  if (!facts) throw new InvalidInputError(`${host.name} has not been scanned yet. Scan it first.`);
  const { only } = options;
  const name = `measure ${host.id}`;
  // One measurement at a time per host. A request for one object waits for the running one, which may answer it; requests for everything share one.
  if (only !== undefined) while (app.scans.has(name)) await app.scans.get(name)?.catch(() => {});
  return shared(app, name, async () => {
    const kept = app.store.measurements
      .all(host.id)
      .filter((measurement) => !isOutdated(measurement, facts, app.now()) && !isAskedAgain(measurement, only));
    const failed = actor.kind === 'system' ? failedMeasurements(app, host.id) : [];
    const needs = measurementNeeds(facts, kept)
      .filter((need) => only === undefined || isChosen(need, only))
      .filter((need) => !isResting(failed, need, app.now()));
    if (isDemoHost(host)) app.store.measurements.put(host.id, demoMeasurements(app, host, needs));
    else if (needs.length > 0)
      await stoppable(app, host.id, options.signal, (signal) => walk(app, facts, needs, { ...options, signal }));
    // A scan may have run meanwhile; the newest facts are what the sizes are joined with.
    const newest = app.store.facts.latest(host.id) ?? facts;
    const report = await recordLatestInSlices(app, host, newest);
    app.events.publish({ type: 'host', hostId: host.id });
    return report;
  });
}

/** An operator may stop measuring on a host, whether started by a user or automatically; sizes measured so far are kept. */
async function stoppable(
  app: Application,
  hostId: HostId,
  outer: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const own = new AbortController();
  app.measuring.set(hostId, own);
  try {
    await work(outer === undefined ? own.signal : AbortSignal.any([outer, own.signal]));
  } finally {
    app.measuring.delete(hostId);
    // No page is left with a bar that never ends.
    app.events.publish({ type: 'progress', hostId, text: '', done: 0, total: 0 });
  }
}

/** @returns whether anything was being measured there */
export function stopMeasuring(app: Application, actor: Actor, idOrName: string): { stopped: boolean } {
  requireRole(actor, 'operator');
  const running = app.measuring.get(hostOf(app, idOrName).id);
  running?.abort();
  return { stopped: running !== undefined };
}

function isChosen(each: MeasurementNeed | Measurement, { kind, object }: MeasureChoice): boolean {
  return each.kind === kind && (object === undefined || each.object === object);
}

/** A whole row of layers is not walked again: they do not change. */
function isAskedAgain(measurement: Measurement, only: MeasureChoice | undefined): boolean {
  if (only === undefined || !isChosen(measurement, only)) return false;
  return only.object !== undefined || (only.kind !== 'layer-directory' && only.kind !== 'quarantine-entry');
}

const mutableForMs = 6 * 3_600_000;

/** Layers never change and are measured once; what people and containers write in is measured again after some hours. */
function isOutdated(measurement: Measurement, facts: HostFacts, now: Date): boolean {
  if (now.getTime() - new Date(measurement.measuredAt).getTime() < mutableForMs) return false;
  if (measurement.kind !== 'layer-directory') return measurement.kind !== 'quarantine-entry';
  const layerdb = facts.sections.layerdb;
  return layerdb.state === 'known' && layerdb.value.mounts.some((mount) => mount.mountId === measurement.object);
}

async function walk(
  app: Application,
  facts: HostFacts,
  needs: readonly MeasurementNeed[],
  options: ScanOptions,
): Promise<void> {
  const host = hostOf(app, facts.hostId);
  const dataRoot = facts.sections.dataRoot;
  if (dataRoot.state === 'unknown') return;
  const lease = await app.pool.acquire(host, app.store.hosts.secrets(host.id));
  const progress = (done: number): void => {
    const text = `Measuring ${host.name}`;
    options.onProgress?.({ text, done, total: needs.length });
    app.events.publish({ type: 'progress', hostId: host.id, text, done, total: needs.length });
  };
  try {
    progress(0);
    let rest = '';
    let done = 0;
    let lacksView = false;
    const waiting: Measurement[] = [];
    const take = (chunk: Buffer): void => {
      const lines = (rest + chunk.toString('latin1')).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        const parsed = parseSizeLine(line, needs, app.now().toISOString());
        if (!parsed) continue;
        if ('viewProblem' in parsed) {
          lacksView = true;
          continue;
        }
        done += 1;
        const need = needs[parsed.index];
        if (need) recordOutcome(app, host.id, need, 'problem' in parsed ? lastingProblem(parsed.problem) : null);
        if ('measurement' in parsed) waiting.push(parsed.measurement);
      }
      app.store.measurements.put(host.id, waiting.splice(0));
      progress(done);
    };
    const script = sizeScript(needs, {
      dataRoot: dataRoot.value.path,
      isCopyOnWrite: isCopyOnWrite(facts),
      limitSecondsEach,
    });
    const output = await lease.session.read(asReadScript(script), {
      timeoutMs: walkTimeoutMs,
      onStdout: take,
      ...(options.signal ? { signal: options.signal } : {}),
    });
    if (lacksView) {
      throw new TransportError({
        failure: 'misconfigured',
        step: 'measure',
        message:
          `${host.name}: on a copy-on-write filesystem, sizes are measured only through a read-only view that leaves no traces, and this login cannot create one ` +
          '(unshare and mount need root). Give Bilge sudo on this host, or enable quotas and read the sizes from them.',
      });
    }
    if (output.timedOut && done === 0)
      throw new TransportError({
        failure: 'timed-out',
        step: 'measure',
        message: `${host.name}: measuring took longer than an hour without a result.`,
      });
  } finally {
    lease.release();
  }
}

function lastingProblem(problem: 'gone' | 'timed-out' | 'failed'): 'timed-out' | 'failed' | null {
  return problem === 'gone' ? null : problem;
}

const copyOnWriteTypes = new Set(['btrfs', 'zfs', 'bcachefs']);

export function isCopyOnWrite(facts: HostFacts): boolean {
  const dataRoot = facts.sections.dataRoot;
  // Unknown is treated as copy-on-write: the careful way works everywhere.
  return dataRoot.state === 'unknown' || copyOnWriteTypes.has(dataRoot.value.filesystemType);
}
