import type { Actor } from '../../access/actor.ts';
import { requireRole } from '../../access/actor.ts';
import { isDemoHost } from '../../domain/demo-host.ts';
import { TransportError } from '../../domain/errors.ts';
import type { Host } from '../../domain/host.ts';
import type { HostFacts } from '../../domain/host-facts.ts';
import { newId } from '../../domain/ids.ts';
import type { Report } from '../../domain/report.ts';
import { collectHostFacts } from '../../facts/collect.ts';
import { collectUntilSettled } from '../../facts/collect-until-settled.ts';
import type { Application } from '../core/application.ts';
import { demoFacts } from '../demo/demo-copy.ts';
import { hostOf } from '../hosts/hosts.ts';
import { withSession } from '../hosts/with-session.ts';
import { compareRuns, runsToCompare } from '../runs/receipts.ts';
import { measureHost } from './measure-host.ts';
import { recordReportInSlices } from './reports.ts';
import { oneScan, type ScanOptions } from './shared-work.ts';

/** Scans a host now: collect, store, check. Concurrent requests share one scan: a NAS is not scanned twice. */
export async function scanHost(
  app: Application,
  actor: Actor,
  idOrName: string,
  options: ScanOptions = {},
): Promise<Report> {
  requireRole(actor, 'viewer');
  const host = hostOf(app, idOrName);
  options.onProgress?.({ text: `Scanning ${host.name}`, done: 0, total: 0 });
  const isWhole = options.whole === true;
  const report = await oneScan(app, host.id, isWhole, () => collectAndRecord(app, host, isWhole));
  if (!options.measure) return report;
  return measureHost(app, actor, host.id, options);
}

async function collectAndRecord(app: Application, host: Host, whole: boolean): Promise<Report> {
  app.store.hostStates.put(host.id, { state: 'scanning', at: app.now().toISOString(), problem: null });
  app.events.publish({ type: 'host', hostId: host.id });
  const ended = runsToCompare(app, host);
  try {
    const facts = isDemoHost(host) ? demoFacts(app, host) : await collect(app, host, whole);
    const report = await recordReportInSlices(app, host, facts, await app.store.facts.prepared(facts));
    app.store.hostStates.put(host.id, { state: 'reachable', at: facts.collectedAt, problem: null });
    await compareRuns(app, host, ended, facts);
    return report;
  } catch (error) {
    app.store.hostStates.put(host.id, { state: 'unreachable', at: app.now().toISOString(), problem: problemOf(error) });
    throw error;
  } finally {
    app.events.publish({ type: 'host', hostId: host.id });
  }
}

function collect(app: Application, host: Host, whole: boolean): Promise<HostFacts> {
  return withSession(app, host, (session) =>
    collectUntilSettled(() =>
      collectHostFacts(session, {
        hostId: host.id,
        now: () => app.now().toISOString(),
        newFactsId: () => newId('facts'),
        whole,
      }),
    ),
  );
}

function problemOf(error: unknown): { code: string; step: string; userMessage: string } {
  if (error instanceof TransportError) return { code: error.code, step: error.step, userMessage: error.userMessage };
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'scan-failed', step: 'collect', userMessage: `The scan failed: ${message}` };
}
