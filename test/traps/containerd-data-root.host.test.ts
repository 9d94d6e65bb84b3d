import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { labAvailable, startHost } from '../../lab/lab.ts';
import { patience } from '../../lab/patience.ts';
import { betweenContainers, passTime, replaceDataRoot, restoreDataRoot } from '../../lab/states/containerd-leaks.ts';
import { leaseIds, ownerlessLeases } from '../../lab/states/containerd-store.ts';
import { startDocker, stopDocker } from '../../lab/states/engine.ts';
import type { Report } from '../../lib/domain/report.ts';
import { type Dashboard, startDashboard } from '../e2e/dashboard.ts';
import { Bilge } from '../faults/bilge-process.ts';
import { type DashboardApi, dashboardApi } from '../faults/dashboard-api.ts';
import { build, containerdStates } from '../states/containerd-states.ts';
import { runNap } from '../states/make-state.ts';
import { expectState } from '../states/state-on-host.ts';
import { useEverything } from './containerd-oracle.ts';
import { ContainerdRig, offeredIn } from './containerd-rig.ts';
import { leasesOffered } from './offered-leases.ts';

/**
 * Trap T1: the data root that holds the owners is not there, so every lease looks old and dead, and deleting them destroys every container. In
 * each of its forms nothing may be offered, on 26 and on 28, whoever asks. Afterwards the data root comes back and everything runs.
 */
const lab = await labAvailable();
if (!lab.ok) console.warn(`SKIPPED, no lab: ${lab.reason}`);
const isBuilt = fs.existsSync(path.join(import.meta.dirname, '../../.next/standalone/server.js'));
if (!isBuilt) console.error('SKIPPED T1 over the API: the dashboard is not built (npm run build)');

const action = 'remove-leaked-leases';
const lostState = containerdStates.find(({ id }) => id === 'containerd-data-root-lost');

describe.skipIf(!lab.ok).each(['trixie-containerd-ext4', 'sid-containerd-ext4'] as const)('T1 on %s', (kind) => {
  let rig: ContainerdRig;
  let bilge: Bilge;
  let dashboard: Dashboard | undefined;
  let api: DashboardApi | undefined;
  let leases: string[];

  beforeAll(async () => {
    rig = new ContainerdRig(await startHost(kind));
    await makeOlderRootBelow(rig);
    await runNap(rig.host);
    await build(rig.host, 'kept');
    await betweenContainers(rig.host, 'here', () =>
      rig.sh('docker create --network none --name mine -v data:/data busybox:lab true'),
    );
    await passTime(rig.host);
    leases = await leaseIds(rig.host);
    dashboard = isBuilt ? await startDashboard({ BILGE_MEASURE: 'asked' }) : undefined;
    bilge = new Bilge(dashboard?.data);
    if (dashboard === undefined) await bilge.add('nas', rig.host);
    else api = await dashboardApi(dashboard, rig.host);
  }, patience(240_000));
  afterAll(async () => {
    await dashboard?.stop();
    bilge?.remove();
    await rig?.stop();
  });

  /** By the view, by plans of the command line, by pages and schedules, and over the API: nothing. */
  async function expectNothingOffered(modes: readonly string[]): Promise<void> {
    const ownerless = await ownerlessLeases(rig.host);
    expect(ownerless.length).toBeGreaterThan(3);
    expect(offeredIn(await rig.look())).toEqual([]);
    for (const mode of modes) {
      const answer = await bilge.run('plan', 'nas', action, '--param', `mode=${mode}`, '--param', 'names=all');
      expect(answer.code, `${mode}: ${answer.stdout}`).not.toBe(0);
    }
    // Named one by one they are refused as well.
    const named = await bilge.run('plan', 'nas', action, '--param', 'mode=delete', '--param', `names=${ownerless[0]}`);
    expect(named.code, named.stdout).not.toBe(0);
    // Of the scan that these plans made.
    const faces = await leasesOffered(bilge.data, action);
    expect(faces.offered).toEqual([]);
    expect(faces.looked).toBeGreaterThan(10);
    if (api === undefined) return;
    const planned = api.ask('POST', '/hosts/nas/plans', { action, params: { mode: 'delete', names: 'all' } });
    await expect(planned).rejects.toThrow(/\b(?:404|409|422)\b/);
  }

  /** Bilge changed nothing, and what it might have destroyed is whole. */
  async function expectAllThere(): Promise<void> {
    expect(await leaseIds(rig.host)).toEqual(expect.arrayContaining(leases.filter((id) => id.length === 64)));
    expect(await useEverything(rig.host)).toEqual([]);
    expect((await rig.look()).view.leases.filter(({ state }) => state === 'dead')).toEqual([]);
  }

  it(
    'an empty data root in its place: nothing is offered',
    async () => {
      await replaceDataRoot(rig.host);
      await runNap(rig.host);
      await expectNothingOffered(['quarantine', 'delete', 'collect']);
      const look = await rig.look();
      const classes = new Set(
        look.view.leases.filter(({ state }) => state === 'other-data-root').map((row) => row.class),
      );
      expect(classes).toContain('data-root-lost');
      expect(orphansOf(await bilge.json<Report>('scan', 'nas'))).toEqual([]);
      // L3 and L15: the loss of the build cache and its history goes along.
      expect([...classes].sort()).toEqual(['build-cache-lost', 'data-root-lost', 'history-lost']);
      if (kind === lostState?.kind) await expectState(rig.host, lostState);
      await rig.sh('docker rm -f nap >/dev/null');
      await restoreDataRoot(rig.host);
      await expectAllThere();
    },
    patience(180_000),
  );

  it(
    'its mount of fstab is missing and an older data root lies below: nothing is offered',
    async () => {
      await stopDocker(rig.host);
      await rig.sh('umount /var/lib/docker');
      await startDocker(rig.host);
      await expectNothingOffered(['delete']);
      expect((await rig.look()).view.refusals.map(({ code }) => code)).toContain('mount-missing');
    },
    patience(180_000),
  );

  it(
    'nothing tells of a mount, and the older data root below was used before and after: nothing is offered',
    async () => {
      await rig.sh("sed -i '/docker/d' /etc/fstab && systemctl daemon-reload");
      await rig.sh('docker create --network none --name after busybox:lab true');
      await passTime(rig.host);
      await stopDocker(rig.host);
      await startDocker(rig.host);
      const look = await rig.look();
      expect(look.view.refusals).toEqual([]);
      expect(look.store.dataRoot.engineIdModifiedSeconds).toBeLessThan(Date.now() / 1000 - 5);
      await expectNothingOffered(['delete']);
      await stopDocker(rig.host);
      await rig.sh('mount --bind /srv/data/docker /var/lib/docker');
      await startDocker(rig.host);
      await expectAllThere();
    },
    patience(180_000),
  );
});

/** Docker was started once before its disk was mounted: its folder has a container and an engine-id that is older than every lease. */
async function makeOlderRootBelow(rig: ContainerdRig): Promise<void> {
  await stopDocker(rig.host);
  await rig.sh('umount /var/lib/docker');
  await startDocker(rig.host);
  await rig.sh(
    'docker import /usr/local/share/bilge-lab/busybox.tar busybox:lab >/dev/null; docker create --network none --name before busybox:lab true',
  );
  await stopDocker(rig.host);
  await rig.sh('mount --bind /srv/data/docker /var/lib/docker');
  await passTime(rig.host);
  await startDocker(rig.host);
}

function orphansOf({ leaks, sections }: Report): string[] {
  expect(sections.leaks).toEqual({ state: 'known' });
  return leaks.filter(({ kind, state }) => kind === 'containerd-lease' && state === 'orphan').map(({ name }) => name);
}
