import { describe, expect, it } from 'vitest';
import type { Actor } from '../access/actor.ts';
import { type AccessError, TransportError } from '../domain/errors.ts';
import { known } from '../domain/fact.ts';
import type { HostSession } from '../domain/session.ts';
import { verifyHostKey } from '../hosts/ssh/host-keys.ts';
import { batchesOf } from '../runs/compile.ts';
import { launchRun } from '../runs/launch.ts';
import { applyEntries, newRun } from '../runs/progress.ts';
import { examplePlan, exampleRun } from '../store/testing/example-plan.ts';
import { claimPlan, proposePlan } from '../usecases/plans/plans.ts';
import { protect, unprotect } from '../usecases/protections/protections.ts';
import { applyPlan, requestCancel, undoRun } from '../usecases/runs/runs.ts';
import { storedHost, temporaryApplication } from '../usecases/testing/temporary-application.ts';
import { namesParam } from './names-param.ts';
import { StubHost } from './ops/testing/stub-host.ts';
import { pruneParams } from './prune-params.ts';

/**
 * Lessons of docs/reference/guard-lessons.md about the dashboard: what an upgrade may change, what is said to be freed, who may ask,
 * which host answers.
 */
const viewer: Actor = { kind: 'token', name: 'grafana', role: 'viewer', tokenId: 'token_1', ownerId: 'user_1' };
const operator: Actor = { kind: 'cli', name: 'cli:anna', role: 'operator' };

/** Throws on the first word that is said to the host. */
const untouched = new Proxy({} as HostSession, {
  get: (_, name) => () => {
    throw new Error(`the host was asked: ${String(name)}`);
  },
});

describe('guard lessons of the dashboard', () => {
  it('G5: what runs is the script that was approved: another one, by whoever made it, is not started', async () => {
    const plan = examplePlan({ id: 'plan_abcdefgh', script: 'echo wider\n', digest: 'of the one that was reviewed' });
    await expect(launchRun(untouched, plan, { holder: 'anna' })).rejects.toMatchObject({ code: 'stale-plan' });
  });

  it('G5: a stored step that this version does not know is not guessed at', () => {
    expect(() => batchesOf([{ op: 'remove-everything' }] as never)).toThrow(
      /no step called remove-everything; plan again/,
    );
  });

  it('G5: what is left out of the parameters never means more', () => {
    expect(pruneParams.parse({})).toEqual({ keepLabel: 'protected', minAgeHours: 24 });
    // A slip in a name must not make the plan wider than what was asked.
    expect(() => pruneParams.parse({ everything: 'yes' })).toThrow();
    expect(() => pruneParams.parse({ minAgeHours: '-1' })).toThrow();
    expect(namesParam.safeParse('').success).toBe(false);
  });

  it('G5: the date of the purge is the one that was approved, and lies with what was quarantined', () => {
    const host = new StubHost();
    const layer = host.layer('a');
    host.run('set-aside-layer', host.step(1, layer).args);
    const note = host.note(layer.name);
    expect(note).toContain('purgeAfter=2026-11-28T03:00:00Z');
    host.remove();
  });

  it('G17: what came free is measured on the filesystem, beside what was promised', () => {
    const promised = 812_000_000_000;
    const plan = examplePlan({ id: 'plan_abcdefgh' });
    const run = newRun(
      { ...plan, estimate: { ...plan.estimate, freedBytes: known(promised) } },
      { startedBy: 'anna', at: '2026-11-21T03:00:00Z' },
    );
    const line = (seq: number, when: string, availableBytes: number) => ({
      runId: run.id,
      seq,
      at: '2026-11-21T03:00:00Z',
      type: 'run.space' as const,
      when,
      availableBytes,
      usedBytes: 2_000_000_000_000 - availableBytes,
    });
    const ended = applyEntries(
      run,
      [
        line(1, 'before', 100_000_000_000),
        line(2, 'after', 120_000_000_000),
        line(3, 'settled', 500_000_000_000),
        { runId: run.id, seq: 4, at: '2026-11-21T03:01:00Z', type: 'run.ended', outcome: 'succeeded' },
      ],
      400,
    );
    expect(ended.freedBytes).toEqual({ estimated: known(promised), measured: known(400_000_000_000) });
  });

  it('G18: looking is no right to change: every use case that touches a host refuses a viewer, and touches nothing', async () => {
    const app = temporaryApplication();
    const host = storedHost(app, 'unix:///nowhere/docker.sock');
    const plan = examplePlan({
      id: 'plan_abcdefgh',
      hostId: host.id,
      expiresAt: new Date(Date.now() + 60_000).toISOString(),
    });
    app.store.plans.put(plan);
    app.store.runs.put(exampleRun({ hostId: host.id, state: 'running' }));
    const asked: [string, () => unknown][] = [
      ['propose', () => proposePlan(app, viewer, host.id, 'prune-images', {})],
      ['claim', () => claimPlan(app, viewer, plan.id, 'nas')],
      ['apply', () => applyPlan(app, viewer, plan.id, 'nas')],
      ['cancel', () => requestCancel(app, viewer, 'run_1')],
      ['undo', () => undoRun(app, viewer, 'run_1')],
      ['protect', () => protect(app, viewer, host.id, { kind: 'volume', object: 'photos' } as never)],
      ['unprotect', () => unprotect(app, viewer, host.id, { kind: 'volume', object: 'photos' } as never)],
    ];
    for (const [what, ask] of asked) {
      const error = await Promise.resolve()
        .then(ask)
        .then(
          () => null,
          (thrown: AccessError) => thrown,
        );
      expect(error?.message, what).toMatch(/operator/);
    }
    expect(app.store.plans.byId(plan.id)?.state).toBe('proposed');
    expect(app.store.runs.byId('run_1')?.cancelRequested).toBe(false);
  });

  it('G18: a read-only dashboard plans and applies nothing, whoever asks', async () => {
    const app = temporaryApplication({ BILGE_READ_ONLY: '1' });
    const host = storedHost(app, 'unix:///nowhere/docker.sock');
    const plan = examplePlan({
      id: 'plan_abcdefgh',
      hostId: host.id,
      expiresAt: new Date(Date.now() + 60_000).toISOString(),
    });
    app.store.plans.put(plan);
    await expect(applyPlan(app, operator, plan.id, 'nas')).rejects.toThrow(/BILGE_READ_ONLY/);
    expect(app.store.plans.byId(plan.id)?.state).toBe('proposed');
  });

  it('G24: an unknown host key asks, a changed one stops; neither is taken silently', () => {
    const key = (fill: number) =>
      Buffer.concat([Buffer.from([0, 0, 0, 11]), Buffer.from('ssh-ed25519'), Buffer.alloc(36, fill)]);
    const failure = (pinned: Parameters<typeof verifyHostKey>[0]['pinned']) => {
      try {
        verifyHostKey({ blob: key(1), pinned, where: 'nas', step: 'host-key' });
      } catch (error) {
        return error instanceof TransportError ? error.failure : error;
      }
      return 'taken';
    };
    expect(failure(null)).toBe('host-key-unknown');
    const pin = (fill: number) => ({
      keyType: 'ssh-ed25519',
      blob: key(fill).toString('base64'),
      fingerprint: 'SHA256:x',
    });
    expect(failure(pin(2))).toBe('host-key-changed');
    expect(failure(pin(1))).toBe('taken');
  });
});
