import { describe, expect, it, vi } from 'vitest';
import type { Actor } from '../../access/actor.ts';
import { actions } from '../../actions/action-registry.ts';
import { GuardRefusal, messageOf } from '../../domain/errors.ts';
import type { Report } from '../../domain/report.ts';
import type { Run } from '../../domain/run.ts';
import type { Application } from '../core/application.ts';
import { addHost } from '../hosts/add-host.ts';
import { findArtifacts } from '../hosts/host-artifacts.ts';
import { listHosts } from '../hosts/hosts.ts';
import { lookInside } from '../hosts/look-inside.ts';
import { readFreed, readOverview } from '../hosts/overview.ts';
import { removeHost } from '../hosts/remove-host.ts';
import { proposePlan } from '../plans/plans.ts';
import { listQuarantine } from '../quarantine/quarantine.ts';
import { readAfterwards } from '../runs/afterwards.ts';
import { applyPlan, undoRun, waitForRun } from '../runs/runs.ts';
import { readReport } from '../scans/reports.ts';
import { scanHost } from '../scans/scan-host.ts';
import { temporaryApplication } from '../testing/temporary-application.ts';
import { addDemoHosts, describeDemo, offerDemoHosts } from './demo-hosts.ts';

const launchRun = vi.hoisted(() => vi.fn());
vi.mock('../../runs/launch.ts', () => ({ launchRun }));

const anna: Actor = { kind: 'cli', name: 'cli:anna', role: 'admin' };

/** Reaching anything at all is what these tests are about: it is counted, and does not work. */
async function demo() {
  const app = temporaryApplication();
  const acquire = vi.spyOn(app.pool, 'acquire').mockRejectedValue(new Error('a demo host was connected to'));
  await offerDemoHosts(app, anna);
  return { app, acquire };
}

async function done(app: Application, host: string, action: string, params: Record<string, string>): Promise<Run> {
  const plan = await proposePlan(app, anna, host, action, params);
  expect(plan.isDemo).toBe(true);
  const run = await applyPlan(app, anna, plan.id, host);
  const ended = await waitForRun(app, anna, run.id);
  expect(ended).toMatchObject({ isDemo: true, state: 'succeeded', said: null });
  expect(ended.steps.map(({ state }) => state)).toEqual(plan.steps.map(() => 'done'));
  return ended;
}

function reportOf(app: Application, host: string): Report {
  const report = readReport(app, anna, host);
  if (report === null) throw new Error(`${host} has not been scanned`);
  return report;
}
const leaksOf = (app: Application, host: string) =>
  reportOf(app, host).leaks.map(({ kind, name }) => `${kind} ${name}`);
const freeOf = (app: Application, host: string) =>
  reportOf(app, host).filesystems.find(({ roles }) => roles.includes('data-root'))?.freeBytes ?? 0;

describe('demo hosts', () => {
  it.each(['demo-nas', 'demo-buildserver', 'demo-homeserver', 'demo-appserver'])(
    '%s knows every row of its ledger but what an overlay cannot tell',
    async (host) => {
      const { app } = await demo();
      const unmeasured = reportOf(app, host).ledger.flatMap(({ row, bytes }) => (bytes.state === 'known' ? [] : [row]));
      expect(unmeasured.filter((row) => row !== 'filesystem-overhead')).toEqual([]);
      expect(reportOf(app, host).ledger.map(({ row }) => row)).toEqual(
        expect.arrayContaining(['deleted-files', 'unused-data-roots', 'hidden-data']),
      );
    },
  );

  it('are added once, scanned and measured, and say when they were recorded', async () => {
    const { app } = await demo();
    expect(listHosts(app, anna).map(({ name, url, state }) => [name, url, state.state])).toEqual([
      ['demo-appserver', 'demo:appserver', 'reachable'],
      ['demo-buildserver', 'demo:buildserver', 'reachable'],
      ['demo-homeserver', 'demo:homeserver', 'reachable'],
      ['demo-nas', 'demo:nas', 'reachable'],
    ]);
    expect(await addDemoHosts(app, anna)).toEqual([]);
    const report = reportOf(app, 'demo-nas');
    expect(report.host.url).toBe('demo:nas');
    expect(report.leaks.length).toBeGreaterThan(0);
    expect(report.leaks.filter(({ bytes }) => bytes.state !== 'known')).toEqual([]);
    expect(report.checks.find(({ id }) => id === 'clock-skew')?.status).toBe('pass');
    expect(describeDemo(app, { name: 'demo-nas', url: 'demo:nas' })?.about).toContain('Synology');
    expect(describeDemo(app, { name: 'nas', url: 'ssh://nas' })).toBeNull();
  });

  it('take another name where theirs is taken, and are gone when removed', async () => {
    const app = temporaryApplication();
    await addHost(app, anna, input('demo-nas', 'demo:homeserver'));
    const added = (await addDemoHosts(app, anna)).map(({ name }) => name);
    expect(added).toEqual(['demo-nas-2', 'demo-buildserver', 'demo-appserver']);
    const left = await removeHost(app, anna, 'demo-nas-2', { clean: true });
    expect(left).toEqual({ looked: true, problem: null, items: [] });
    expect(listHosts(app, anna).map(({ name }) => name)).toEqual(['demo-appserver', 'demo-buildserver', 'demo-nas']);
  });

  it('are added by their address, and one that is not there says which are', async () => {
    const app = temporaryApplication();
    expect(await addHost(app, anna, input('try', ' demo:nas'))).toMatchObject({ name: 'try', url: 'demo:nas' });
    await expect(addHost(app, anna, input('other', 'demo:mainframe'))).rejects.toThrow(/demo:nas, demo:buildserver/);
  });

  it('have one with containerd’s store: each byte once, and what dead leases keep counts as leaked', async () => {
    const { app } = await demo();
    const report = reportOf(app, 'demo-appserver');
    const row = (id: string) => report.ledger.find((each) => each.row === id)?.bytes;
    expect(row('leaked-layers')).toEqual(report.leakedLeaseBytes);
    expect(row('unaccounted')).toEqual({ state: 'known', value: 0 });
    expect(report.leaks.map(({ kind, state }) => `${kind} ${state}`)).toEqual(Array(3).fill('containerd-lease orphan'));
    expect(report.layers.filter(({ kind }) => kind === 'leased')).toHaveLength(12);
    expect(report.dockerSays[0]?.note).toContain('29.5');
  });

  it('have no files to look into, and nothing of Bilge lies on them', async () => {
    const { app, acquire } = await demo();
    const [leak] = reportOf(app, 'demo-nas').leaks;
    await expect(lookInside(app, anna, 'demo-nas', leak?.name ?? '')).rejects.toThrow(/without files/);
    expect((await findArtifacts(app, anna, 'demo-nas')).items).toEqual([]);
    expect(acquire).not.toHaveBeenCalled();
  });

  it('count in no total: not in the overview’s, not in the widget’s, not in what was freed', async () => {
    const { app } = await demo();
    await done(app, 'demo-nas', 'remove-leaked-layers', { mode: 'delete', names: 'all' });
    const { cards, totals } = readOverview(app, anna);
    expect(cards).toHaveLength(4);
    expect(totals).toMatchObject({ hosts: 0, reachable: 0, leakedBytes: 0, critical: 0, warning: 0 });
    expect(readFreed(app, anna).totalBytes).toBe(0);
    await removeHost(app, anna, 'demo-nas');
    expect(readFreed(app, anna).totalBytes).toBe(0);
  });
});

describe('a run on a demo host', () => {
  it('quarantines, frees nothing yet, and is undone', async () => {
    const { app } = await demo();
    const [leaks, free] = [leaksOf(app, 'demo-nas'), freeOf(app, 'demo-nas')];
    const run = await done(app, 'demo-nas', 'remove-leaked-layers', { names: 'all' });
    expect(run.freedBytes.measured).toEqual({ state: 'known', value: 0 });
    const aside = listQuarantine(app, anna, 'demo-nas');
    expect(aside.state === 'known' ? aside.value.map(({ bytes }) => bytes.state) : null).toEqual(
      Array(4).fill('known'),
    );
    const same = { state: 'known', value: { byRun: 0, meanwhile: [] } };
    expect(run.receipt).toMatchObject({ value: { images: same, containers: same, volumes: same } });
    expect(run.receipt).toMatchObject({
      value: { images: { value: { unchanged: 2 } }, notDocker: { state: 'known' } },
    });
    expect(readAfterwards(app, anna, run)).toMatchObject({ quarantined: { count: 4, bytes: { value: 534_773_760 } } });
    expect(leaksOf(app, 'demo-nas')).toEqual(leaks.filter((leak) => !leak.startsWith('btrfs-subvolume')));
    const undone = await waitForRun(app, anna, (await undoRun(app, anna, run.id)).id);
    expect(undone.state).toBe('succeeded');
    expect(readAfterwards(app, anna, run)).toMatchObject({
      quarantined: { count: 0 },
      restored: { runs: [{ id: undone.id }] },
    });
    expect(readAfterwards(app, anna, undone).of).toMatchObject([{ id: run.id }]);
    await expect(undoRun(app, anna, run.id)).rejects.toThrow(/undone on .* by cli:anna/);
    expect(leaksOf(app, 'demo-nas').toSorted()).toEqual(leaks.toSorted());
    expect(freeOf(app, 'demo-nas')).toBe(free);
  });

  it('quarantines on overlay2 and purges: the space is back when it is purged', async () => {
    const { app } = await demo();
    const free = freeOf(app, 'demo-buildserver');
    const run = await done(app, 'demo-buildserver', 'remove-leaked-layers', { names: 'all' });
    await scanHost(app, anna, 'demo-buildserver', { measure: true });
    const aside = listQuarantine(app, anna, 'demo-buildserver');
    expect(
      aside.state === 'known' && aside.value.every(({ bytes, runId }) => bytes.state === 'known' && runId === run.id),
    ).toBe(true);
    const purged = await done(app, 'demo-buildserver', 'purge-quarantine', { entries: 'all' });
    expect(readAfterwards(app, anna, run)).toMatchObject({
      quarantined: { count: 0 },
      purged: { runs: [{ id: purged.id }] },
    });
    await expect(undoRun(app, anna, run.id)).rejects.toThrow(/cannot be restored/);
    const { measured } = purged.freedBytes;
    expect(purged.space.map(({ when }) => when)).toEqual(['before', ...purged.steps.map(() => 'during'), 'after']);
    expect(measured.state === 'known' ? measured.value : 0).toBeGreaterThan(700_000_000);
    expect(freeOf(app, 'demo-buildserver') - free).toBe(measured.state === 'known' ? measured.value : null);
  });

  it('holds leases of containerd’s store, restores them exactly, and frees them when the hold is ended', async () => {
    const { app } = await demo();
    const host = 'demo-appserver';
    const [leaks, free, { leakedLeaseBytes }] = [leaksOf(app, host), freeOf(app, host), reportOf(app, host)];
    const run = await done(app, host, 'remove-leaked-leases', { names: 'all' });
    expect(run.freedBytes.measured).toEqual({ state: 'known', value: 0 });
    expect(leaksOf(app, host)).toEqual([]);
    expect(readAfterwards(app, anna, run)).toMatchObject({ quarantined: { count: 3, bytes: leakedLeaseBytes } });
    const undone = await waitForRun(app, anna, (await undoRun(app, anna, run.id)).id);
    expect(undone.state).toBe('succeeded');
    expect([leaksOf(app, host).toSorted(), freeOf(app, host)]).toEqual([leaks.toSorted(), free]);
    const again = await done(app, host, 'remove-leaked-leases', { names: 'all' });
    const purged = await done(app, host, 'purge-quarantine', { entries: 'all' });
    expect(purged.freedBytes.measured).toEqual(leakedLeaseBytes);
    expect(readAfterwards(app, anna, again)).toMatchObject({
      quarantined: { count: 0 },
      purged: { runs: [{ id: purged.id }] },
    });
    expect(leaksOf(app, host)).toEqual([]);
  });

  it('does nothing twice: a plan from before another run finds its objects gone, and frees nothing', async () => {
    const { app } = await demo();
    const params = { mode: 'delete', names: 'all' };
    const late = await proposePlan(app, anna, 'demo-buildserver', 'remove-leaked-layers', params);
    await done(app, 'demo-buildserver', 'remove-leaked-layers', params);
    const free = freeOf(app, 'demo-buildserver');
    const run = await applyPlan(app, anna, late.id, 'demo-buildserver');
    const ended = await waitForRun(app, anna, run.id);
    expect(ended.freedBytes.measured).toEqual({ state: 'known', value: 0 });
    const looks = late.steps.filter(({ op }) => op === 'check-references').length;
    expect(ended.steps.filter(({ state }) => state === 'already-done')).toHaveLength(late.steps.length - looks);
    expect(freeOf(app, 'demo-buildserver')).toBe(free);
  });

  it('is cancelled between two steps, and what was done before stays done', async () => {
    const { app } = await demo();
    const plan = await proposePlan(app, anna, 'demo-buildserver', 'remove-leaked-layers', { names: 'all' });
    const run = await applyPlan(app, anna, plan.id, 'demo-buildserver');
    app.store.runs.put({ ...run, cancelRequested: true });
    const ended = await waitForRun(app, anna, run.id);
    expect(ended.state).toBe('cancelled');
    const doneSteps = ended.steps.filter(({ state, target }) => state === 'done' && target.kind === 'layer').length;
    const aside = listQuarantine(app, anna, 'demo-buildserver');
    expect(aside.state === 'known' ? aside.value.length : null).toBe(doneSteps);
  });
});

/** What each action does on some demo host. A new action stands here, or this fails. */
const fates: Record<string, 'simulated' | 'refused'> = {
  // Nothing of a recording could be saved, and it has no disk to save to.
  'backup-images': 'refused',
  'restore-images': 'refused',
  'btrfs-balance': 'refused',
  'btrfs-scrub': 'refused',
  'clean-nested-docker': 'simulated',
  // Whether a disk takes Docker's data can only be asked of a living host.
  'finish-migration': 'refused',
  'grow-loopback': 'refused',
  'migrate-to-loopback': 'refused',
  'move-data-root': 'refused',
  'prune-build-cache': 'simulated',
  'prune-builder': 'refused',
  'prune-containers': 'simulated',
  'prune-images': 'simulated',
  'prune-networks': 'simulated',
  'prune-volumes': 'simulated',
  'purge-quarantine': 'simulated',
  'remove-abandoned-store': 'refused',
  'remove-leaked-layers': 'simulated',
  'remove-leaked-leases': 'simulated',
  'remove-unused-data-root': 'refused',
  'restart-container': 'refused',
  'restart-docker': 'refused',
  'restore-quarantine': 'simulated',
  'resume-migration': 'refused',
  'roll-back-migration': 'refused',
  'set-log-rotation': 'refused',
  'snapshot-data-root': 'refused',
  'trim-loopback': 'refused',
  'truncate-container-logs': 'simulated',
};

/** Those whose own guards have nothing against it there: a demo host says why it is no host. */
const refusedForBeingDemo = ['btrfs-scrub', 'restart-docker', 'set-log-rotation'];

describe('every action', () => {
  it.each(actions.map(({ id }) => id))(
    '%s is simulated or refused, and reaches no connection and no launch',
    async (id) => {
      const { app, acquire } = await demo();
      const ends: string[] = [];
      for (const host of ['demo-nas', 'demo-buildserver', 'demo-appserver']) ends.push(await fateOf(app, host, id));
      expect(ends.includes('simulated') ? 'simulated' : 'refused').toBe(fates[id]);
      if (refusedForBeingDemo.includes(id)) expect(ends.join(' ')).toContain('A demo host cannot do this');
      expect(acquire).not.toHaveBeenCalled();
      expect(launchRun).not.toHaveBeenCalled();
    },
  );

  it('and one that would stop Docker is refused, although the same without is not', async () => {
    const { app } = await demo();
    const params = { names: 'all', mode: 'delete', stopDocker: 'yes' };
    const planned = proposePlan(app, anna, 'demo-buildserver', 'remove-leaked-layers', params);
    await expect(planned).rejects.toThrow(/A demo host cannot do this.*“Delete \d+ leaked layers/);
  });
});

/** `simulated`, or the excuse. */
async function fateOf(app: Application, host: string, action: string): Promise<string> {
  if (action === 'purge-quarantine' || action === 'restore-quarantine')
    await done(app, host, leakRemoval(host), { names: 'all' });
  const before = leaksOf(app, host);
  try {
    await done(app, host, action, paramsOf(app, host, action));
  } catch (error) {
    if (!(error instanceof GuardRefusal)) throw error;
    return messageOf(error);
  }
  // Cleaning up makes no leaks: what goes takes its layers and records with it.
  if (action !== 'restore-quarantine') expect(leaksOf(app, host).filter((leak) => !before.includes(leak))).toEqual([]);
  expect(reportOf(app, host).sections.leaks.state).toBe('known');
  expect(reportOf(app, host).refusals).toEqual([]);
  return 'simulated';
}

/** With containerd’s store what leaks are leases. */
const leakRemoval = (host: string): string =>
  host === 'demo-appserver' ? 'remove-leaked-leases' : 'remove-leaked-layers';

function paramsOf(app: Application, host: string, action: string): Record<string, string> {
  switch (action) {
    case 'remove-leaked-leases':
      return { names: 'all' };
    case 'remove-leaked-layers':
    case 'truncate-container-logs':
      return { names: 'all' };
    case 'purge-quarantine':
    case 'restore-quarantine':
      return { entries: 'all' };
    case 'clean-nested-docker':
      return { volume: reportOf(app, host).leaks.find(({ kind }) => kind === 'nested-docker-root')?.name ?? 'none' };
    case 'prune-builder':
      return { volume: 'buildx_buildkit_none0_state' };
    case 'restart-container':
      return { container: 'none' };
    case 'remove-unused-data-root':
      return { root: '/var/snap/docker/common/var-lib-docker', sure: '/var/snap/docker/common/var-lib-docker' };
    case 'remove-abandoned-store':
      return { store: 'aufs' };
    case 'prune-volumes':
      return { names: 'all', minAgeHours: '0' };
    default:
      return action.startsWith('prune-') ? { minAgeHours: '0' } : {};
  }
}

function input(name: string, url: string) {
  return { name, url, settings: {}, secrets: {}, trust: null, trustJumps: [] };
}
