import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { labAvailable, startHost } from '../../lab/lab.ts';
import { patience } from '../../lab/patience.ts';
import { buildkitDuplicateLeak } from '../../lab/states/buildkit-leaks.ts';
import { driverFolder, listDriverDirectories } from '../../lab/states/driver-directories.ts';
import { restartDocker, startDocker, stopDocker } from '../../lab/states/engine.ts';
import type { WhoisAnswer } from '../../lib/domain/answers/whois.ts';
import type { ShownBatch } from '../../lib/domain/batch.ts';
import type { Plan } from '../../lib/domain/plan.ts';
import type { Run } from '../../lib/domain/run.ts';
import { type Dashboard, startDashboard } from '../e2e/dashboard.ts';
import { Bilge } from '../faults/bilge-process.ts';
import { type DashboardApi, dashboardApi } from '../faults/dashboard-api.ts';
import { FaultHost } from '../faults/fault-host.ts';

/**
 * A cleanup of two real hosts by the dashboard that serves: all of it, stopped at the first surprise, and the dashboard killed in the middle of
 * it (docs/decisions/0014-cleanup-of-several-hosts.md). And what `bilge whois` says of names that are really on a disk.
 */
const lab = await labAvailable();
if (!lab.ok) console.error(`SKIPPED a cleanup of two hosts: ${lab.reason}`);
const isBuilt = fs.existsSync(path.join(import.meta.dirname, '../../.next/standalone/server.js'));
if (!isBuilt) console.error('SKIPPED a cleanup of two hosts: the dashboard is not built (npm run build)');

interface Leaking {
  target: FaultHost;
  leaked: string[];
}

async function leakingHost(): Promise<Leaking> {
  const host = await startHost('ext4');
  const leaked = await buildkitDuplicateLeak(host, { builds: 3, bytes: 200_000 });
  await host.exec('docker volume create photos; docker create --name keeper -v photos:/data busybox:lab true; sleep 3');
  await restartDocker(host);
  return { target: new FaultHost(host), leaked };
}

describe.skipIf(!lab.ok || !isBuilt)('two hosts of one dashboard', () => {
  let nas: Leaking;
  let pi: Leaking;
  let dashboard: Dashboard;
  let bilge: Bilge;
  let api: DashboardApi;
  beforeAll(async () => {
    [nas, pi] = await Promise.all([leakingHost(), leakingHost()]);
    // What it would do by itself in between is not what is looked at.
    dashboard = await startDashboard({ BILGE_MEASURE: 'asked' });
    bilge = new Bilge(dashboard.data);
    api = await dashboardApi(dashboard, nas.target.host);
    await bilge.add('pi', pi.target.host);
  });
  afterAll(async () => {
    await dashboard?.stop();
    await Promise.all([nas?.target.stop(), pi?.target.stop()]);
  });

  async function batchWhen(id: string, isThere: (batch: ShownBatch) => boolean): Promise<ShownBatch> {
    for (let attempt = 0; attempt < patience(300); attempt += 1) {
      const batch = await api.ask<ShownBatch>('GET', `/batches/${id}`);
      if (isThere(batch)) return batch;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    throw new Error(`the cleanup ${id} did not come so far in time`);
  }
  async function planned(): Promise<string> {
    const wanted = { hosts: ['nas', 'pi'], kind: 'quarantine-leaked' };
    const { id } = await api.ask<ShownBatch>('POST', '/batches', wanted);
    const batch = await batchWhen(id, ({ state }) => state !== 'planning');
    expect([batch.state, states(batch)]).toEqual(['proposed', { nas: 'planned', pi: 'planned' }]);
    return id;
  }
  const start = (id: string) => api.ask<ShownBatch>('POST', `/batches/${id}/start`, { confirm: ['nas', 'pi'] });
  const ended = (id: string) => batchWhen(id, ({ state }) => state !== 'running');
  const states = ({ items }: ShownBatch) => Object.fromEntries(items.map(({ hostName, state }) => [hostName, state]));

  /** The layers in place and the quarantined ones: an independent look. */
  async function layersOf({ target }: Leaking): Promise<string[][]> {
    return [await listDriverDirectories(target.host), (await target.aside()).sort()];
  }
  const records = '/var/lib/docker/image/overlay2/layerdb/sha256';
  /** A record of Docker's names each leaked layer again, as a build at that moment would make it. */
  async function giveOwners({ target, leaked }: Leaking): Promise<void> {
    for (const [index, name] of leaked.entries())
      await target.sh('mkdir "$1" && printf %s "$2" >"$1/cache-id"', {
        args: [`${records}/${String(index).repeat(64)}`, name],
      });
  }
  async function takeOwners({ target, leaked }: Leaking): Promise<void> {
    for (const index of leaked.keys())
      await target.sh('rm -r "$1"', { args: [`${records}/${String(index).repeat(64)}`] });
  }
  async function expectQuarantined({ target, leaked }: Leaking): Promise<void> {
    expect(await target.present(leaked)).toEqual([]);
    expect((await target.aside()).sort()).toEqual(leaked.map((name) => `${name}.set-aside`).sort());
  }
  async function restore(name: string): Promise<void> {
    const wanted = { action: 'restore-quarantine', params: { entries: 'all' } };
    const plan = await api.ask<Plan>('POST', `/hosts/${name}/plans`, wanted);
    const { id } = await api.ask<Run>('POST', `/plans/${plan.id}/apply`, { confirm: name });
    expect(await api.runOver(id)).toMatchObject({ state: 'succeeded' });
  }

  it('bilge whois: an image, its layer directory, a volume, and a leaked layer that can be freed', async () => {
    await api.ask('POST', '/hosts/nas/scan');
    const { host } = nas.target;
    const folder = await driverFolder(host);
    const used = (await listDriverDirectories(host)).filter((name) => !nas.leaked.includes(name));
    const image = (
      await host.exec("docker image inspect --format '{{.Id}} {{.GraphDriver.Data.UpperDir}}' busybox:lab")
    ).stdout
      .trim()
      .split(' ');
    const whois = (name: string) => bilge.json<WhoisAnswer>('whois', 'nas', name);
    const found = async (name: string) => (await whois(name)).matches.map(({ kind, how }) => `${kind} ${how}`);
    const [imageId = '', upperDirectory = ''] = image;
    expect(await found('busybox:lab')).toEqual(['image exact']);
    expect(await found(imageId.slice(7, 19))).toEqual(['image prefix']);
    expect(used).toContain(path.basename(path.dirname(upperDirectory)));
    expect(await whois(`${upperDirectory}/bin/busybox`)).toMatchObject({
      total: 1,
      matches: [{ kind: 'layer', how: 'inside', owner: expect.stringContaining('busybox:lab'), offers: [] }],
    });
    expect(await found('photos')).toEqual(['volume exact']);
    expect(await found('/var/lib/docker/volumes/photos/_data/a.jpg')).toEqual(['volume inside']);
    const [leak = ''] = nas.leaked;
    const { matches } = await whois(`${folder}/${leak}`);
    expect(matches.map(({ kind, id }) => [kind, id])).toEqual([['layer', leak]]);
    expect(matches[0]?.offers.map(({ actionId }) => actionId)).toContain('remove-leaked-layers');
    const nothing = await bilge.run('whois', 'nas', 'no-such-thing', '--json');
    expect([nothing.code, JSON.parse(nothing.stdout).total]).toEqual([1, 0]);
  });

  it('are quarantined by one cleanup', async () => {
    const id = await planned();
    await start(id);
    const batch = await ended(id);
    expect([batch.state, states(batch)]).toEqual(['succeeded', { nas: 'done', pi: 'done' }]);
    for (const each of [nas, pi]) await expectQuarantined(each);
    expect(batch.items.map(({ run }) => run?.state)).toEqual(['succeeded', 'succeeded']);
    await Promise.all([restore('nas'), restore('pi')]);
  });

  it('stop where leaked layers got an owner since the plan: all of it stays there, and the next host is not begun', async () => {
    const id = await planned();
    await giveOwners(nas);
    try {
      const before = await Promise.all([nas, pi].map(layersOf));
      await start(id);
      const batch = await ended(id);
      expect([batch.state, states(batch)]).toEqual(['stopped', { nas: 'surprise', pi: 'not-reached' }]);
      expect(batch.said).toContain('nas');
      expect(batch.items[1]?.runId).toBeNull();
      expect(await Promise.all([nas, pi].map(layersOf))).toEqual(before);
    } finally {
      await takeOwners(nas);
    }
  });

  it('stop where Docker was stopped since the plan: the first host is done, the second as it was', async () => {
    const id = await planned();
    const before = await layersOf(pi);
    await stopDocker(pi.target.host);
    await start(id);
    const batch = await ended(id).finally(() => startDocker(pi.target.host));
    expect([batch.state, states(batch)]).toEqual(['stopped', { nas: 'done', pi: 'surprise' }]);
    expect(batch.said).toContain('pi');
    await expectQuarantined(nas);
    expect(await layersOf(pi)).toEqual(before);
    await restore('nas');
  });

  it('and the dashboard is killed in the middle: what was begun ends on its host, nothing else begins', async () => {
    const id = await planned();
    const before = await layersOf(pi);
    await nas.target.holdNextRun();
    await start(id);
    try {
      expect(await nas.target.held()).not.toBe('ended');
      await dashboard.kill();
      await dashboard.start();
      const closed = await api.ask<ShownBatch>('GET', `/batches/${id}`);
      expect([closed.state, states(closed)]).toEqual(['interrupted', { nas: 'surprise', pi: 'not-reached' }]);
      expect(closed.said).toContain('nas');
    } finally {
      await nas.target.letGo();
    }
    const { items } = await api.ask<ShownBatch>('GET', `/batches/${id}`);
    expect(await api.runOver(items[0]?.runId ?? '')).toMatchObject({ state: 'succeeded' });
    await expectQuarantined(nas);
    await expect(start(id)).rejects.toThrow(/ 409 /);
    const after = await api.ask<ShownBatch>('GET', `/batches/${id}`);
    expect([after.state, after.items[1]?.runId]).toEqual(['interrupted', null]);
    expect(await layersOf(pi)).toEqual(before);
  });
});
