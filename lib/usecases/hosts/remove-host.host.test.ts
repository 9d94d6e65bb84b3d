import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LabHost, labAvailable, startHost } from '../../../lab/lab.ts';
import { buildkitDuplicateLeak } from '../../../lab/states/buildkit-leaks.ts';
import { restartDocker } from '../../../lab/states/engine.ts';
import { labExample } from '../../../test/helpers/lab-example.ts';
import type { Actor } from '../../access/actor.ts';
import { exampleRun } from '../../store/testing/example-plan.ts';
import type { Application } from '../core/application.ts';
import { proposePlan } from '../plans/plans.ts';
import { applyPlan, waitForRun } from '../runs/runs.ts';
import { storedHost, temporaryApplication } from '../testing/temporary-application.ts';
import { findArtifacts } from './host-artifacts.ts';
import { removeHost } from './remove-host.ts';

/** What Bilge leaves on a host is found by looking there, told, and taken away where it is Bilge's own. */
const lab = await labAvailable();
if (!lab.ok) console.error(`SKIPPED what is left on real hosts: ${lab.reason}`);

const anna: Actor = { kind: 'cli', name: 'cli:anna', role: 'admin' };

describe.skipIf(!lab.ok).each(['ext4', 'btrfs', 'busybox'] as const)('what is left on a host (%s)', (kind) => {
  let host: LabHost;
  beforeAll(async () => {
    host = await startHost(kind);
    await buildkitDuplicateLeak(host, { builds: 3 });
    await host.exec('sleep 3');
    await restartDocker(host);
  });
  afterAll(async () => host?.stop());
  const sh = async (script: string) => (await host.exec(script)).stdout.trim();

  async function dashboard(): Promise<Application> {
    const app = temporaryApplication();
    const { host: stored, secrets } = await labExample(host);
    app.store.hosts.add({ ...stored, name: 'nas' }, secrets);
    return app;
  }

  it('is told, and taken away where it is Bilge’s own; what is quarantined stays, with the way to restore it', async () => {
    const app = await dashboard();
    const plan = await proposePlan(app, anna, 'nas', 'remove-leaked-layers', { mode: 'quarantine', names: 'all' });
    const run = await applyPlan(app, anna, plan.id, 'nas');
    expect((await waitForRun(app, anna, run.id)).state).toBe('succeeded');
    // A dashboard that was killed at the wrong moments.
    await sh(`cp -a /etc/docker/daemon.json /etc/docker/daemon.json.bilge-run_0000000000 2>/dev/null || echo '{}' >/etc/docker/daemon.json.bilge-run_0000000000
printf 'FROM busybox:lab\\nLABEL bilge.release=x\\n' | docker build -q -t bilge-release:run_x-1 -
docker create --name bilge-helper-x --label bilge.helper=1 busybox:lab
mkdir -p /var/lib/bilge/runs/not-ours; touch /var/lib/bilge/kept`);

    const left = await findArtifacts(app, anna, 'nas');
    expect(left).toMatchObject({ looked: true, problem: null });
    const kinds = left.items.map(({ kind: each }) => each);
    for (const each of [
      'run-directory',
      'quarantine-entry',
      'release-image',
      'helper-container',
      'configuration-copy',
      'lock',
    ])
      expect(kinds).toContain(each);
    const aside = left.items.filter((item) => item.kind === 'quarantine-entry');
    expect(aside.length).toBe(run.steps.filter(({ target }) => target.kind === 'layer').length);

    const stays = await removeHost(app, anna, 'nas', { clean: true });
    expect(stays.problem).toBeNull();
    expect(stays.items.filter(({ removable }) => removable)).toEqual([]);
    expect(stays.items.map(({ kind: each }) => each)).toEqual(
      expect.arrayContaining(['quarantine-entry', 'configuration-copy', 'lock']),
    );
    expect(app.store.hosts.byName('nas')).toBeNull();
    expect(await sh('ls -A /var/lib/bilge /var/lib/bilge/runs')).not.toMatch(/run_/);
    expect(await sh('ls -d /var/lib/bilge/runs/not-ours /var/lib/bilge/kept | wc -l')).toBe('2');
    expect(await sh('docker ps -aq --filter label=bilge.helper; docker images -q --filter label=bilge.release')).toBe(
      '',
    );
    // The advice is a command that works.
    for (const { byHand } of aside) await sh((byHand ?? '').replace(/^.*restore it: /, ''));
    expect(await sh('find /var/lib/docker -maxdepth 3 -name "*.set-aside"')).toBe('');
    if (kind !== 'btrfs') expect(await sh('find /var/lib/docker/overlay2/l -xtype l')).toBe('');
  });

  it('a run that works is not taken its folder away', async () => {
    const app = await dashboard();
    await sh(`mkdir -p /var/lib/bilge/runs/run_working
start=$(sed -e 's/^.*) //' /proc/1/stat | awk '{ print $20 }'); echo "1 $start" >/var/lib/bilge/runs/run_working/pid`);
    await expect(removeHost(app, anna, 'nas', { clean: true })).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringContaining('/var/lib/bilge/runs/run_working'),
    });
    expect(app.store.hosts.byName('nas')).not.toBeNull();
    await sh('rm -r /var/lib/bilge/runs/run_working');
  });
});

describe.skipIf(!lab.ok)('a host that cannot be reached', () => {
  it('is told from memory, is not cleaned, and can be forgotten', async () => {
    const app = temporaryApplication();
    const gone = storedHost(app, 'tcp://127.0.0.1:1');
    app.store.runs.put(exampleRun({ hostId: gone.id, state: 'succeeded', directory: '/var/lib/bilge/runs/run_1' }));
    const left = await findArtifacts(app, anna, 'nas');
    expect(left).toMatchObject({ looked: false, items: [{ where: '/var/lib/bilge/runs/run_1', removable: false }] });
    expect(left.problem).toMatch(/nothing listens/i);
    await expect(removeHost(app, anna, 'nas', { clean: true })).rejects.toMatchObject({ failure: 'unreachable' });
    expect(app.store.hosts.byName('nas')).not.toBeNull();
    expect((await removeHost(app, anna, 'nas')).looked).toBe(false);
    expect(app.store.hosts.byName('nas')).toBeNull();
  });
});
