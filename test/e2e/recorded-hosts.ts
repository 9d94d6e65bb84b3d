/**
 * `node test/e2e/recorded-hosts.ts DIRECTORY`: fills the store of a dashboard with hosts as they were recorded in the lab and in
 * virtual machines (fixtures/recorded), a month of samples behind them. For stories about pages, which need no living host.
 * `… DIRECTORY journal RUN FROM` writes what a host would write while a run goes on, `… DIRECTORY state HOST unreachable` (or `reachable`) what a
 * look at it would, `… DIRECTORY expire PLAN` lets a plan's hour be over.
 */

import { fileURLToPath } from 'node:url';
import { readRecording as readVmRecording } from '../../lab/vm/write-evidence.ts';
import { filesystemOfDataRoot } from '../../lib/domain/data-root-filesystem.ts';
import { known, notCollected, valueOr } from '../../lib/domain/fact.ts';
import { type Host, hostSettingsSchema } from '../../lib/domain/host.ts';
import type { HostFacts } from '../../lib/domain/host-facts.ts';
import type { Measurement } from '../../lib/domain/measurement.ts';
import type { Run } from '../../lib/domain/run.ts';
import { examplePlan } from '../../lib/store/testing/example-plan.ts';
import { type Application, closeApplication, openApplication } from '../../lib/usecases/core/application.ts';
import { muteFinding } from '../../lib/usecases/findings/findings.ts';
import { jobKey } from '../../lib/usecases/jobs/job-kind.ts';
import { recordReport } from '../../lib/usecases/scans/reports.ts';
import { readSettings } from '../../lib/usecases/server/settings.ts';
import { readRecording } from '../states/recorded-states.ts';

/** What stands where in the recorded fleet; a story looks for these. */
export const recordedHosts = {
  leaking: 'buildserver',
  nested: 'diskstation',
  devicemapper: 'oldserver',
  unreachable: 'attic',
  neverSeen: 'newcomer',
} as const;
export const runningRun = 'run_story';
/** made while its host answered, which nobody does any more */
export const planOfGoneHost = 'plan_gone';

const anna = { kind: 'cli', name: 'anna', role: 'admin' } as const;

async function fill(app: Application): Promise<void> {
  addHost(app, recordedHosts.leaking, readRecording('leaks-overlay2'));
  addHost(app, recordedHosts.nested, readRecording('nested-docker'));
  addHost(app, 'nas', readRecording('healthy-btrfs'));
  const loop = await readVmRecording('devicemapper-loop-lvm');
  if (loop) addHost(app, recordedHosts.devicemapper, { facts: loop, measurements: [] });
  addHost(app, recordedHosts.unreachable, readRecording('crowded'));
  setState(app, recordedHosts.unreachable, 'unreachable');
  addHost(app, recordedHosts.neverSeen, null);
  await muteOne(app);
  addRun(app);
  addPlan(app);
}

function setState(app: Application, name: string, state: 'reachable' | 'unreachable'): void {
  const host = app.store.hosts.byName(name);
  if (!host) throw new Error(`no recorded host is called ${name}`);
  const problem =
    state === 'reachable'
      ? null
      : {
          code: 'unreachable',
          step: 'connect',
          userMessage: `${name} did not answer on port 22. Is it switched on?`,
        };
  app.store.hostStates.put(host.id, { state, at: app.now().toISOString(), problem });
}

export function addHost(
  app: Application,
  name: string,
  look: { facts: HostFacts; measurements: Measurement[] } | null,
): void {
  const id = `host_${name}`;
  const host: Host = {
    id,
    name,
    url: `unix:///run/bilge-story/${name}.sock`,
    settings: hostSettingsSchema.parse({}),
    createdAt: '2026-10-01T08:00:00.000Z',
  };
  app.store.hosts.add(host);
  const now = app.now();
  holdScans(app, id);
  if (look === null) {
    // Not due: a story about pages must not wait for a host that is none.
    const problem = { code: 'unreachable', step: 'connect', userMessage: `${name} has not been reached yet.` };
    app.store.hostStates.put(id, { state: 'unreachable', at: now.toISOString(), problem });
    return;
  }
  const facts: HostFacts = { ...look.facts, id: `facts_${name}`, hostId: id, collectedAt: now.toISOString() };
  app.store.facts.put(facts);
  app.store.measurements.put(id, look.measurements);
  pastSamples(app, id, facts);
  recordReport(app, host, facts);
  app.store.hostStates.put(id, { state: 'reachable', at: now.toISOString(), problem: null });
}

/** Nothing listens at its socket: a scan would replace what is recorded by "not reached". */
function holdScans(app: Application, hostId: string): void {
  const key = jobKey({ id: 'scan' }, hostId);
  const never = { attempts: 0, nextAtMs: 0, begunAtMs: null, endedAtMs: null, tookMs: null, problem: null };
  app.store.jobs.put({ key, kind: 'scan', hostId, state: 'held', ...never });
}

const dayMs = 86_400_000;

/** Thirty days in which layers grew and leaked, twice a day. */
function pastSamples(app: Application, hostId: string, facts: HostFacts): void {
  const home = filesystemOfDataRoot(valueOr(facts.sections.filesystems, []));
  if (!home) return;
  for (let step = 60; step > 0; step -= 1) {
    const share = 1 - step / 90;
    app.store.samples.add(hostId, new Date(app.now().getTime() - (step * dayMs) / 2).toISOString(), {
      'data-root.used': home.usedBytes * share,
      'data-root.total': home.totalBytes,
      'ledger.image-layers': home.usedBytes * share * 0.4,
      'ledger.volumes': home.usedBytes * 0.2,
      'ledger.leaked-layers': home.usedBytes * share * share * 0.3,
      'ledger.not-docker': home.usedBytes * 0.1,
    });
  }
}

async function muteOne(app: Application): Promise<void> {
  const host = app.store.hosts.byName(recordedHosts.leaking);
  const last = host ? app.store.findings.open(host.id).at(-1) : undefined;
  if (!host || !last) return;
  const until = new Date(app.now().getTime() + 30 * dayMs).toISOString();
  await muteFinding(app, anna, { host: host.id, key: last.finding.key, reason: 'moves to the new server', until });
}

/** A run that goes on: its host cannot be reached, so it stays what it is until the story writes its journal. */
function addRun(app: Application): void {
  const at = app.now().toISOString();
  const target = { kind: 'layer', id: 'l', label: 'l', owner: null } as const;
  const run: Run = {
    id: runningRun,
    planId: 'plan_story',
    hostId: `host_${recordedHosts.leaking}`,
    actionId: 'remove-leaked-layers',
    title: 'Quarantine 3 leaked layers',
    state: 'running',
    startedBy: 'anna',
    startedAt: at,
    endedAt: null,
    said: null,
    steps: [1, 2, 3].map((number) => ({
      number,
      title: `Quarantine layer ${number}`,
      target,
      bytes: known(20_000_000),
      state: 'waiting',
      said: null,
    })),
    notes: [],
    freedBytes: { estimated: known(60_000_000), measured: notCollected },
    space: [{ when: 'before', availableBytes: 40_000_000_000, usedBytes: 60_000_000_000, at }],
    undo: { excuse: 'It has not ended yet.' },
    receipt: null,
    directory: '/var/lib/bilge/runs/run_story',
    isVolatile: false,
    cursor: 0,
    lastSeq: 0,
    cancelRequested: false,
  };
  app.store.runs.put(run);
  app.store.runs.put({
    ...run,
    id: 'run_earlier',
    title: 'Remove unused images',
    actionId: 'prune-images',
    state: 'succeeded',
    startedAt: new Date(app.now().getTime() - 9 * dayMs).toISOString(),
    endedAt: new Date(app.now().getTime() - 9 * dayMs + 60_000).toISOString(),
    steps: [],
    freedBytes: { estimated: known(3_000_000_000), measured: known(2_900_000_000) },
  });
}

function addPlan(app: Application): void {
  const [created, expires] = [0, 3_600_000].map((ms) => new Date(app.now().getTime() + ms).toISOString());
  if (!created || !expires) return;
  app.store.plans.put(
    examplePlan({
      id: planOfGoneHost,
      hostId: `host_${recordedHosts.leaking}`,
      title: 'Remove 2 unused images',
      script: 'true\n',
      engineOnly: false,
      factsCollectedAt: created,
      createdAt: created,
      expiresAt: expires,
    }),
  );
}

function writeJournal(app: Application, runId: string, from: number): void {
  const at = app.now().toISOString();
  app.store.journal.append([
    { runId, seq: from, at, type: 'step.intended', step: 1 },
    { runId, seq: from + 1, at, type: 'step.output', step: 1, said: `line ${from + 1} from the host` },
  ]);
}

const [, script, directory, what, one = '', more] = process.argv;
if (script === fileURLToPath(import.meta.url) && directory !== undefined) {
  const app = openApplication(readSettings({ ...process.env, BILGE_DATA: directory }));
  if (what === 'journal') writeJournal(app, one, Number(more));
  else if (what === 'expire') app.store.plans.transition(one, 'proposed', 'expired');
  else if (what === 'state') setState(app, one, more === 'unreachable' ? 'unreachable' : 'reachable');
  else await fill(app);
  await closeApplication(app);
}
