import { describe, expect, it, vi } from 'vitest';
import type { Actor } from '../../access/actor.ts';
import type { CommandOutput, HostSession } from '../../domain/session.ts';
import { exampleRun } from '../../store/testing/example-plan.ts';
import { storedHost, temporaryApplication } from '../testing/temporary-application.ts';
import { followInBackground, followUnfinished } from './follow-runs.ts';
import { readLostContact } from './lost-contact.ts';

const anna: Actor = { kind: 'cli', name: 'cli:anna', role: 'viewer' };
const running = { id: 'run_1', state: 'running' } as const;

/** A host that nobody answers for: its run is asked for again and again. */
function following() {
  const app = temporaryApplication();
  const host = storedHost(app, 'ssh://root@127.0.0.1:1');
  app.store.runs.put(exampleRun({ hostId: host.id, state: 'running', directory: '/run/bilge/runs/run_1' }));
  const said: string[] = [];
  const log = vi.spyOn(console, 'error').mockImplementation((text: string) => void said.push(text));
  const ended = followInBackground(app, 'run_1').finally(() => log.mockRestore());
  const lost = vi.waitFor(() => expect(said.join()).toContain('the connection was lost'), { timeout: 30_000 });
  return { app, host, said, ended, lost };
}

describe('following a run on a host that does not answer ends', () => {
  it('when the host is removed', async () => {
    const { app, host, said, ended, lost } = following();
    await lost;
    app.store.hosts.remove(host.id);
    await ended;
    expect(said.at(-1)).toContain('following run_1: its host was removed');
    expect(app.store.runs.byId('run_1')).toMatchObject({ state: 'interrupted', endedAt: expect.any(String) });
    expect([app.scans.size, app.events.census.closers]).toEqual([0, 0]);
  });

  it('when the dashboard ends, without a word and without a new connection', async () => {
    const { app, said, ended, lost } = following();
    await lost;
    const before = said.length;
    app.events.shutdown();
    await ended;
    expect([said.length, app.scans.size]).toEqual([before, 0]);
  });
});

it('a host that goes away in the middle of a run is said at once, until it answers again', async () => {
  const app = temporaryApplication();
  const host = storedHost(app, 'ssh://root@127.0.0.1:1');
  app.store.runs.put(exampleRun({ hostId: host.id, state: 'running', directory: '/run/bilge/runs/run_1' }));
  const log = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const told: boolean[] = [];
  app.events.subscribe(({ type }) => {
    if (type === 'run') told.push(readLostContact(app, anna, running) !== null);
  });
  const ended = followInBackground(app, 'run_1');
  await vi.waitFor(() => expect(told).toEqual([true]), { timeout: 30_000 });
  expect(readLostContact(app, anna, running)).toMatchObject({ since: expect.any(String), said: expect.any(String) });
  expect(readLostContact(app, anna, { ...running, state: 'succeeded' })).toBeNull();
  // From here on it answers: the run went on meanwhile, and is at its end.
  vi.spyOn(app.pool, 'acquire').mockImplementation(
    async () => ({ session: answering(), release: () => undefined }) as never,
  );
  await ended;
  log.mockRestore();
  expect(app.store.runs.byId('run_1')?.state).toBe('succeeded');
  expect(told.lastIndexOf(true)).toBeLessThan(told.length - 1);
  expect(app.lostRuns.size).toBe(0);
});

function answering(): Pick<HostSession, 'read'> {
  const line = { runId: 'run_1', seq: 1, at: '2026-11-21T10:05:00Z', type: 'run.ended', outcome: 'succeeded' };
  const journal = `${JSON.stringify(line)}\n`;
  const stdout = Buffer.from(`gone ${journal.length}\n${journal}`);
  const output: Partial<CommandOutput> = { stdout, stderr: '', exitCode: 0, timedOut: false };
  return { read: async () => output as CommandOutput };
}

it('an unfinished run of a host that was removed earlier is closed, said once, and not picked up again', async () => {
  const app = temporaryApplication();
  app.store.runs.put(exampleRun({ hostId: 'host_gone', state: 'running', directory: '/run/bilge/runs/run_1' }));
  const said: string[] = [];
  const log = vi.spyOn(console, 'error').mockImplementation((text: string) => void said.push(text));
  for (let look = 0; look < 3; look += 1) {
    followUnfinished(app);
    await Promise.all([...app.scans.values()]);
    await followInBackground(app, 'run_1');
  }
  log.mockRestore();
  expect(said).toEqual([expect.stringContaining('following run_1: its host was removed')]);
  expect(app.store.runs.unfinished()).toEqual([]);
  expect(app.store.runs.byId('run_1')).toMatchObject({
    state: 'interrupted',
    said: expect.stringContaining('Its host was removed'),
  });
});
