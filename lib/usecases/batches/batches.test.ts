import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Actor } from '../../access/actor.ts';
import type { Batch, BatchKind } from '../../domain/batch.ts';
import type { Run } from '../../domain/run.ts';
import { exampleRun } from '../../store/testing/example-plan.ts';
import { rawDocuments } from '../../store/testing/raw-documents.ts';
import type { Application } from '../core/application.ts';
import { workerNow } from '../core/worker-process.ts';
import { addDemoHosts } from '../demo/demo-hosts.ts';
import { protect } from '../protections/protections.ts';
import { readReport } from '../scans/reports.ts';
import { scanHost } from '../scans/scan-host.ts';
import { storedHost, temporaryApplication } from '../testing/temporary-application.ts';
import { changeBatch, closeAbandonedBatches } from './batch-store.ts';
import { listBatches, readBatch, waitForBatch } from './batches.ts';
import { createBatch } from './plan-batch.ts';
import { cancelBatch, startBatch, surpriseOf } from './run-batch.ts';

// The steps of a demo run are shown one by one; a test need not wait for them.
vi.mock('node:timers/promises', async (original) => ({
  ...(await original<typeof import('node:timers/promises')>()),
  setTimeout: () => new Promise((resolve) => setImmediate(resolve)),
}));

const anna: Actor = { kind: 'cli', name: 'cli:anna', role: 'admin' };
const user = (reauthenticatedAt: string): Actor => ({
  kind: 'user',
  name: 'bert',
  role: 'operator',
  userId: 'user_1',
  sessionId: 's',
  reauthenticatedAt,
});
const nas = 'demo-nas';
const build = 'demo-buildserver';
const home = 'demo-homeserver';

async function demo(environment: Record<string, string> = {}): Promise<Application> {
  const app = temporaryApplication(environment);
  for (const { id } of await addDemoHosts(app, anna)) await scanHost(app, anna, id, { measure: true });
  return app;
}

async function planned(app: Application, hosts: string[], kind: BatchKind = 'quarantine-leaked') {
  const { id } = await createBatch(app, anna, { hosts, kind });
  return waitForBatch(app, anna, id);
}

const states = ({ items }: Pick<Batch, 'items'>) =>
  Object.fromEntries(items.map((item) => [item.hostName, item.state]));
const runsOf = (app: Application) => app.store.runs.list({}).length;
const leaks = (app: Application, host: string) =>
  readReport(app, anna, host)?.leaks.filter(({ kind, state }) => kind !== 'nested-docker-root' && state === 'orphan')
    .length ?? -1;

describe('a cleanup of several hosts', () => {
  it('plans each, says where nothing can be done, and runs one after the other to the end', async () => {
    const app = await demo();
    const batch = await planned(app, [home, nas, build]);
    expect(batch.state).toBe('proposed');
    expect(states(batch)).toEqual({ [build]: 'planned', [home]: 'blocked', [nas]: 'planned' });
    expect(batch.items.find(({ hostName }) => hostName === home)?.said).toBeTruthy();
    expect(runsOf(app)).toBe(0);

    await startBatch(app, anna, batch.id, [nas, build]);
    const ended = await waitForBatch(app, anna, batch.id);
    expect([ended.state, ended.said]).toEqual(['succeeded', null]);
    expect(states(ended)).toEqual({ [build]: 'done', [home]: 'blocked', [nas]: 'done' });
    const runs = ended.items.flatMap(({ run }) => (run === null ? [] : [app.store.runs.byId(run.id)]));
    const [first, second] = runs.map((run) => [run?.startedAt ?? '', run?.endedAt ?? '']);
    expect((first?.[1] ?? '') <= (second?.[0] ?? '')).toBe(true);
    expect(leaks(app, nas)).toBe(0);
    const audit = app.store.audit.list().map(({ action, result }) => `${action} ${result}`);
    expect(audit).toContain('batch.ended ok');
    expect(audit.filter((line) => line === 'run.started ok')).toHaveLength(2);
  });

  it('stops at the first surprise, and the hosts after it stay untouched', async () => {
    const app = await demo();
    const batch = await planned(app, [nas, build]);
    const [leak] = readReport(app, anna, build)?.leaks ?? [];
    await protect(app, anna, build, `layer:${leak?.name}`);
    const before = leaks(app, nas);
    await startBatch(app, anna, batch.id, [nas, build]);
    const ended = await waitForBatch(app, anna, batch.id);
    expect(ended.state).toBe('stopped');
    expect(states(ended)).toEqual({ [build]: 'surprise', [nas]: 'not-reached' });
    expect(ended.said).toContain(build);
    expect([runsOf(app), leaks(app, nas)]).toEqual([0, before]);
  });

  it('stops between two hosts where someone asks for it', async () => {
    const app = await demo();
    const batch = await planned(app, [nas, build]);
    await startBatch(app, anna, batch.id, [nas, build]);
    await cancelBatch(app, anna, batch.id);
    const ended = await waitForBatch(app, anna, batch.id);
    expect(ended.state).toBe('stopped');
    expect(states(ended)[nas]).toBe('not-reached');
    await expect(cancelBatch(app, anna, batch.id)).rejects.toMatchObject({ code: 'invalid-input' });
  });

  it('begins no other host once another process took its own for gone and said so', async () => {
    const app = await demo();
    const batch = await planned(app, [nas, build]);
    await startBatch(app, anna, batch.id, [nas, build]);
    // A worker of elsewhere that was last seen long ago, as after a sleep of minutes.
    const seenAt = new Date(0).toISOString();
    changeBatch(app, batch.id, (each) => ({ ...each, worker: { process: 'elsewhere 1 1', seenAt } }));
    closeAbandonedBatches(app);
    await expect.poll(() => app.events.census.closers, { timeout: 30_000 }).toBe(0);
    const closed = readBatch(app, anna, batch.id);
    expect([closed.state, states(closed)]).toEqual(['interrupted', { [build]: 'surprise', [nas]: 'not-reached' }]);
    expect(runsOf(app)).toBe(1);
  });

  it('stops where the right of whoever started it has ended', async () => {
    const app = await demo();
    const batch = await planned(app, [nas]);
    vi.spyOn(app.access, 'stillHolds').mockReturnValue(false);
    await startBatch(app, anna, batch.id, [nas]);
    const ended = await waitForBatch(app, anna, batch.id);
    expect([ended.state, states(ended)[nas], runsOf(app)]).toEqual(['stopped', 'not-reached', 0]);
  });
});

describe('a plan that expires before its turn comes', () => {
  /** An hour goes by when the first run is asked for. */
  async function slowly(app: Application, batch: Pick<Batch, 'id'>, hosts: string[]) {
    const now = app.now.bind(app);
    let late = 0;
    vi.spyOn(app, 'now').mockImplementation(() => new Date(now().getTime() + late));
    onTestFinished(
      app.events.subscribe(({ type }) => {
        if (type === 'run') late = 61 * 60_000;
      }),
    );
    await startBatch(app, anna, batch.id, hosts);
    return waitForBatch(app, anna, batch.id);
  }

  it('is made again, and used where only time has passed', async () => {
    const app = await demo();
    const batch = await planned(app, [nas, build]);
    const last = batch.items.find(({ hostName }) => hostName === nas)?.plan;
    const ended = await slowly(app, batch, [nas, build]);
    expect([ended.said, ended.state, states(ended)]).toEqual([null, 'succeeded', { [build]: 'done', [nas]: 'done' }]);
    const used = ended.items.find(({ hostName }) => hostName === nas)?.plan;
    expect(used?.id).not.toBe(last?.id);
    expect(app.store.plans.byId(last?.id ?? '')?.state).toBe('expired');
    expect(leaks(app, nas)).toBe(0);
  });

  it('is not used where something else has changed: the cleanup stops there', async () => {
    const app = await demo();
    const batch = await planned(app, [nas, build]);
    const before = leaks(app, nas);
    // An object of the approved plan is protected, so the new plan is another one.
    const leak = readReport(app, anna, nas)?.leaks.find(
      ({ state, kind }) => state === 'orphan' && kind !== 'nested-docker-root',
    );
    await protect(app, anna, nas, `layer:${leak?.name}`);
    const ended = await slowly(app, batch, [nas, build]);
    expect([ended.state, states(ended)]).toEqual(['stopped', { [build]: 'done', [nas]: 'surprise' }]);
    expect([runsOf(app), leaks(app, nas)]).toEqual([1, before]);
  });
});

describe('it begins', () => {
  it.each([
    ['without a name', []],
    ['with one name of two', [nas]],
    ['with a name that is not planned', [nas, build, home]],
    ['with a name that only begins like one', [nas, `${build}s`]],
  ])('not %s', async (_, confirm) => {
    const app = await demo();
    const batch = await planned(app, [nas, build, home]);
    await expect(startBatch(app, anna, batch.id, confirm)).rejects.toMatchObject({ code: 'invalid-input' });
    expect([readBatch(app, anna, batch.id).state, runsOf(app)]).toEqual(['proposed', 0]);
  });

  it('not twice, and its plans not twice', async () => {
    const app = await demo();
    const batch = await planned(app, [nas]);
    const both = await Promise.allSettled([1, 2].map(() => startBatch(app, anna, batch.id, [nas])));
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await waitForBatch(app, anna, batch.id);
    expect(runsOf(app)).toBe(1);
  });

  it('not while another one runs', async () => {
    const app = await demo();
    const one = await planned(app, [nas]);
    const other = await planned(app, [build]);
    changeBatch(app, one.id, (batch) => ({ ...batch, state: 'running', worker: workerNow(app.now()) }));
    await expect(startBatch(app, anna, other.id, [build])).rejects.toMatchObject({ code: 'host-busy' });
  });

  it('not with a plan that was used or has expired', async () => {
    const app = await demo();
    const batch = await planned(app, [nas]);
    app.store.plans.transition(batch.items[0]?.plan?.id ?? '', 'proposed', 'used');
    await expect(startBatch(app, anna, batch.id, [nas])).rejects.toMatchObject({ code: 'stale-plan' });
  });

  it('not after an hour: it says that its plans expired', async () => {
    const app = await demo();
    const batch = await planned(app, [nas]);
    closeAbandonedBatches(app);
    expect(readBatch(app, anna, batch.id).state).toBe('proposed');
    const inAnHour = new Date(app.now().getTime() + 61 * 60_000);
    vi.spyOn(app, 'now').mockReturnValue(inAnHour);
    closeAbandonedBatches(app);
    expect(readBatch(app, anna, batch.id).state).toBe('stopped');
    await expect(startBatch(app, anna, batch.id, [nas])).rejects.toMatchObject({ code: 'stale-plan' });
    expect(runsOf(app)).toBe(0);
  });

  it('where something cannot be undone, only with a fresh password', async () => {
    const app = await demo();
    const batch = await planned(app, [nas], 'free-leaked');
    expect(batch.items[0]?.plan).toMatchObject({ asksForName: true, freesNow: true });
    const hourAgo = new Date(app.now().getTime() - 3_600_000).toISOString();
    await expect(startBatch(app, user(hourAgo), batch.id, [nas])).rejects.toMatchObject({
      code: 'reauthentication-required',
    });
    expect(readBatch(app, anna, batch.id).state).toBe('proposed');
  });

  it('not for a viewer, and not read-only', async () => {
    const app = await demo({ BILGE_READ_ONLY: '1' });
    const batch = await planned(app, [nas]);
    const viewer: Actor = { ...anna, role: 'viewer' };
    await expect(startBatch(app, viewer, batch.id, [nas])).rejects.toMatchObject({ code: 'forbidden' });
    await expect(createBatch(app, viewer, { hosts: [nas], kind: 'images' })).rejects.toMatchObject({
      code: 'forbidden',
    });
    await expect(startBatch(app, anna, batch.id, [nas])).rejects.toMatchObject({ code: 'read-only' });
  });
});

it('is bounded, takes each host once, and refuses hosts that do not exist', async () => {
  const app = temporaryApplication();
  const host = storedHost(app, 'unix:///nowhere/docker.sock');
  const many = Array.from({ length: 51 }, (_, index) => {
    app.store.hosts.add({ ...host, id: `host_${index}`, name: `h${index}` }, {});
    return `h${index}`;
  });
  const kind = 'quarantine-leaked' as const;
  await expect(createBatch(app, anna, { hosts: many, kind })).rejects.toMatchObject({ code: 'invalid-input' });
  await expect(createBatch(app, anna, { hosts: [], kind })).rejects.toMatchObject({ code: 'invalid-input' });
  await expect(createBatch(app, anna, { hosts: ['h1', 'other'], kind })).rejects.toMatchObject({ code: 'not-found' });
  const batch = await createBatch(app, anna, { hosts: ['h10', 'h2', 'host_2'], kind });
  expect(batch.items.map(({ hostName }) => hostName)).toEqual(['h2', 'h10']);
  // None of them can be reached, so there is nothing that could be started.
  expect(states(await waitForBatch(app, anna, batch.id))).toEqual({ h2: 'blocked', h10: 'blocked' });
  expect(readBatch(app, anna, batch.id).state).toBe('stopped');
});

it('two are planned at the same time, not more', async () => {
  const app = await demo();
  const wanted = { hosts: [nas], kind: 'quarantine-leaked' as const };
  const first = await createBatch(app, anna, wanted);
  const second = await createBatch(app, anna, wanted);
  await expect(createBatch(app, anna, wanted)).rejects.toMatchObject({ code: 'too-many' });
  for (const { id } of [first, second]) await waitForBatch(app, anna, id);
  const third = await createBatch(app, anna, wanted);
  expect((await waitForBatch(app, anna, third.id)).state).toBe('proposed');
});

describe('after the process that worked on it ended', () => {
  const gone = { process: '00000000-0000-0000-0000-000000000000:pid:[1] 1 1', seenAt: '2026-11-30T00:00:00.000Z' };

  it('nothing goes on: it says where it was, and what follows was not begun', async () => {
    const app = await demo();
    const batch = await planned(app, [nas, build]);
    changeBatch(app, batch.id, (fresh) => ({
      ...fresh,
      state: 'running',
      worker: gone,
      items: fresh.items.map((item, index) => (index === 0 ? { ...item, state: 'running' } : item)),
    }));
    closeAbandonedBatches(app);
    const closed = readBatch(app, anna, batch.id);
    expect([closed.state, states(closed)]).toEqual(['interrupted', { [build]: 'surprise', [nas]: 'not-reached' }]);
    expect(closed.said).toContain(build);
    await expect(startBatch(app, anna, batch.id, [nas, build])).rejects.toMatchObject({ code: 'stale-plan' });
  });

  it('one that is worked on is left to its worker, and one that waits for a person waits', async () => {
    const app = await demo();
    const waiting = await planned(app, [nas]);
    const working = await planned(app, [build]);
    changeBatch(app, working.id, (fresh) => ({ ...fresh, state: 'running', worker: workerNow(app.now()) }));
    closeAbandonedBatches(app);
    expect(listBatches(app, anna).map(({ id, state }) => [id, state])).toEqual(
      expect.arrayContaining([
        [waiting.id, 'proposed'],
        [working.id, 'running'],
      ]),
    );
  });
});

describe('what a run ended with is a surprise', () => {
  const run = (change: Partial<Run>): Run => ({ ...exampleRun(), state: 'succeeded', ...change });
  const step = { ...exampleRun().steps[0], number: 1, said: 'in use' } as Run['steps'][number];
  it.each<[string, Partial<Run>, boolean]>([
    ['all done', { steps: [{ ...step, state: 'done' }] }, false],
    ['done before', { steps: [{ ...step, state: 'already-done' }] }, false],
    ['one refused', { steps: [{ ...step, state: 'refused' }] }, true],
    ['one not reached', { steps: [{ ...step, state: 'not-reached' }] }, true],
    ['failed', { state: 'failed' }, true],
    ['refused', { state: 'refused' }, true],
    ['cancelled', { state: 'cancelled' }, true],
    ['interrupted', { state: 'interrupted' }, true],
    ['no end at all', { state: 'running' }, true],
  ])('%s', (_, change, isSurprise) => expect(surpriseOf(run(change)) !== null).toBe(isSurprise));
});

it('one that cannot be read hides no other, and holds no other up', async () => {
  const app = await demo();
  const batch = await planned(app, [nas]);
  const newer = { ...batch, id: 'batch_newer', state: 'a state of a newer Bilge' };
  rawDocuments(app.store, 'batches').put(newer.id, newer);
  expect(listBatches(app, anna).map(({ id }) => id)).toEqual([batch.id]);
  await startBatch(app, anna, batch.id, [nas]);
  expect((await waitForBatch(app, anna, batch.id)).state).toBe('succeeded');
});
