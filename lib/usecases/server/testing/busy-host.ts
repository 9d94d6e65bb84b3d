import Sqlite from 'better-sqlite3';
import { known } from '../../../domain/fact.ts';
import type { HostFacts } from '../../../domain/host-facts.ts';
import { factsWith } from '../../../health/testing/facts.ts';
import { examplePlan, exampleRun } from '../../../store/testing/example-plan.ts';
import { storedHost, temporaryApplication } from '../../testing/temporary-application.ts';

const start = Date.parse('2026-12-01T00:00:00.000Z');
const hourMs = 3_600_000;

/** An application with one host and a clock that the test moves. */
export function simulated() {
  const app = temporaryApplication();
  const host = storedHost(app, 'ssh://root@nas');
  let now = start;
  app.now = () => new Date(now);
  const at = (): string => app.now().toISOString();
  const count = (table: string): number => {
    const raw = new Sqlite(app.store.file, { readonly: true });
    try {
      return Number(raw.prepare(`SELECT count(*) FROM ${table}`).pluck().get());
    } finally {
      raw.close();
    }
  };
  const move = (hours: number): void => {
    now += hours * hourMs;
  };
  return { app, host, at, count, move };
}

type Simulated = ReturnType<typeof simulated>;

/** A day of a busy host: a scan an hour, a container and a volume that are made anew, a plan, a run with its journal, who did it. */
export function liveThrough({ app, host, at, move }: Simulated, day: number): void {
  for (let hour = 0; hour < 24; hour += 1) {
    app.store.samples.add(host.id, at(), { 'data-root.used': day, [`writable-layer-bytes:c${day}`]: hour });
    move(1);
  }
  const volume = { dataPath: '/d', device: '1', inode: day, changedSeconds: 1, firstLevel: [], nestedDrivers: null };
  const facts: HostFacts = {
    ...factsWith({ volumesOnDisk: [{ ...volume, name: `v${day}`, hasOptions: false }] }),
    id: `facts_${day}`,
    hostId: host.id,
    collectedAt: at(),
  };
  app.store.facts.put(facts);
  const size = { bytes: 1, exact: true, how: 'du', measuredAt: at() };
  app.store.measurements.put(host.id, [
    { kind: 'volume', object: `v${day}`, identity: `1:${day}`, ...size },
    { kind: 'docker-other', object: `/d/${day}`, identity: null, ...size },
  ]);
  const created = { hostId: host.id, createdAt: at(), expiresAt: at() };
  app.store.plans.put(examplePlan({ id: `plan_seen_${day}`, ...created }));
  app.store.plans.put(examplePlan({ id: `plan_${day}`, ...created, state: 'used' }));
  const target = { kind: 'image' as const, id: 'x', label: 'x', owner: null };
  const step = { number: 1, title: 't', target, bytes: known(1), state: 'done' as const, said: null };
  const freedBytes = { estimated: known(10), measured: known(10) };
  const run = { hostId: host.id, planId: `plan_${day}`, startedAt: at(), endedAt: at(), steps: [step], freedBytes };
  app.store.runs.put(exampleRun({ id: `run_${day}`, state: 'succeeded', ...run }));
  const lines = [1, 2, 3].map((seq) => ({ runId: `run_${day}`, seq, at: at(), type: 'run.note' as const }));
  app.store.journal.append(lines);
  app.store.audit.append({
    at: at(),
    actorKind: 'user',
    actor: 'anna',
    action: 'run.started',
    subject: `run_${day}`,
    hostId: host.id,
    result: 'ok',
    detail: {},
  });
}
