import fs from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Actor } from '../../access/actor.ts';
import { known } from '../../domain/fact.ts';
import type { Plan } from '../../domain/plan.ts';
import { examplePlan, exampleRun } from '../../store/testing/example-plan.ts';
import type { Application } from '../core/application.ts';
import { followInBackground } from '../runs/follow-runs.ts';
import { applyPlan, listRuns, readRun } from '../runs/runs.ts';
import { storedHost, temporaryApplication } from '../testing/temporary-application.ts';
import { claimPlan, readPlan } from './plans.ts';

/** What must hold before a plan may run is held by the use case, not by a button. No host is touched here. */
const operator: Actor = { kind: 'cli', name: 'cli:anna', role: 'operator' };
const user = (reauthenticatedAt: string): Actor => ({
  kind: 'user',
  name: 'bert',
  role: 'operator',
  userId: 'user_1',
  sessionId: 's',
  reauthenticatedAt,
});

const nowhere = 'unix:///nowhere/docker.sock';
function withPlan(change: Partial<Plan> = {}, environment: Record<string, string> = {}) {
  const app = temporaryApplication(environment);
  const host = storedHost(app, nowhere);
  const hour = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
  const plan = examplePlan({
    id: 'plan_abcdefgh',
    hostId: host.id,
    createdAt: hour(0),
    expiresAt: hour(1),
    ...change,
  });
  app.store.plans.put(plan);
  return { app, plan, hour, hostId: host.id };
}
const claim = (app: Application, plan: Plan, actor: Actor = operator, confirm = 'nas') =>
  claimPlan(app, actor, plan.id, confirm);

describe('a plan is applied', () => {
  it('once: whoever comes second is told so', () => {
    const { app, plan } = withPlan();
    expect(claim(app, plan).state).toBe('used');
    expect(() => claim(app, plan)).toThrow(/was used already/);
  });

  it('before it expires, and an expired one says so', async () => {
    const { app, plan } = withPlan({ expiresAt: new Date(Date.now() - 1000).toISOString() });
    expect(() => claim(app, plan)).toThrow(/has expired/);
    expect(readPlan(app, operator, plan.id).state).toBe('expired');
    await expect(applyPlan(app, operator, plan.id, 'nas')).rejects.toMatchObject({ code: 'stale-plan' });
    expect(listRuns(app, operator)).toEqual([]);
  });

  it('by the name of its host, whatever the button said', () => {
    const { app, plan } = withPlan();
    for (const wrong of ['other', '', ' ', 'na', 'nas2', 'n as'])
      expect(() => claim(app, plan, operator, wrong)).toThrow(/confirm with the name of its host: nas/);
    expect(readPlan(app, operator, plan.id).state).toBe('proposed');
  });

  it('by an operator, not by a viewer', () => {
    const { app, plan } = withPlan();
    expect(() => claim(app, plan, { ...operator, role: 'viewer' })).toThrow(/needs operator/);
    expect(readPlan(app, operator, plan.id).state).toBe('proposed');
  });

  it('not when something on its host was protected since', () => {
    const { app, plan, hour, hostId } = withPlan();
    const protection = { kind: 'volume' as const, object: 'photos', by: 'anna', reason: null };
    app.store.protections.put(hostId, { ...protection, at: hour(-1) });
    app.store.protections.put(hostId, { ...protection, object: 'albums', at: hour(0.01) });
    expect(() => claim(app, plan)).toThrow(/made, albums was protected/);
    app.store.protections.remove(hostId, 'volume', 'albums');
    expect(claim(app, plan).state).toBe('used');
  });

  it('not while the dashboard is read-only', () => {
    const { app, plan } = withPlan({}, { BILGE_READ_ONLY: '1' });
    expect(() => claim(app, plan)).toThrow(/BILGE_READ_ONLY/);
  });

  it('with a fresh password where something cannot be undone', () => {
    const { app, plan, hour } = withPlan({ confirmation: 'host-name' });
    expect(() => claim(app, plan, user(hour(-1)))).toThrow(/password/);
    expect(claim(app, plan, user(hour(0))).state).toBe('used');
  });

  it('used and expired ones are refused', () => {
    for (const state of ['used', 'expired'] as const) {
      const { app, plan } = withPlan({ state });
      expect(() => claim(app, plan)).toThrow(state === 'used' ? /was used already/ : /has expired/);
    }
  });
});

it('a host that went away since is told in the words for a person, with the run and with the plan', async () => {
  const { app, plan } = withPlan({ engineOnly: false });
  const told = /^There is no socket at \/nowhere\/docker\.sock\. Either Docker is not installed or not running/;
  await expect(applyPlan(app, operator, plan.id, 'nas')).rejects.toMatchObject({
    userMessage: expect.stringMatching(told),
  });
  expect(listRuns(app, operator)).toMatchObject([{ state: 'refused', said: expect.stringMatching(told) }]);
});

describe('a run whose steps the dashboard does itself', () => {
  it('does not begin beside another one on the host, and the plan is not used up', async () => {
    const { app, plan, hostId } = withPlan({ identity: { ...examplePlan().identity, engineId: known('E') } });
    app.store.runs.put(exampleRun({ id: 'run_other', hostId, startedBy: 'bert' }));
    await expect(applyPlan(app, operator, plan.id, 'nas')).rejects.toMatchObject({
      code: 'host-busy',
      message: expect.stringContaining('bert'),
    });
    expect(readPlan(app, operator, plan.id).state).toBe('proposed');
  });

  it('is interrupted when the process that worked on it is gone, with what its journal last said', async () => {
    const { app, hostId } = withPlan();
    const target = { kind: 'image' as const, id: 'x', label: 'x', owner: null };
    const step = { number: 1, title: 't', target, bytes: known(0), state: 'waiting' as const, said: null };
    const gone = { process: `${space()} 4194000 1`, seenAt: app.now().toISOString() };
    app.store.runs.put(exampleRun({ hostId, state: 'running', steps: [step], worker: gone }));
    app.store.journal.append([{ runId: 'run_1', seq: 1, at: 't', type: 'step.intended', step: 1 }]);
    await followInBackground(app, 'run_1');
    expect(readRun(app, operator, 'run_1')).toMatchObject({ state: 'interrupted', steps: [{ state: 'intended' }] });
    expect(readRun(app, operator, 'run_1').said).toContain('the outcome of 1 more is unknown');
  });

  it('is left to another container on the same data directory as long as that was seen lately', async () => {
    const { app, plan, hostId } = withPlan();
    const elsewhere = (seenAt: string) => ({ process: 'other:space 7 1', seenAt });
    app.store.runs.put(exampleRun({ id: 'run_other', hostId, worker: elsewhere(app.now().toISOString()) }));
    await expect(applyPlan(app, operator, plan.id, 'nas')).rejects.toMatchObject({ code: 'host-busy' });
    app.store.runs.put(exampleRun({ id: 'run_other', hostId, worker: elsewhere('2026-01-01T00:00:00Z') }));
    await followInBackground(app, 'run_other');
    expect(readRun(app, operator, 'run_other').state).toBe('interrupted');
  });
});

function space(): string {
  return `${fs.readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}:${fs.readlinkSync('/proc/self/ns/pid')}`;
}
