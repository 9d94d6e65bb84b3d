import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LabHost, labAvailable, startHost } from '../../../lab/lab.ts';
import { patience } from '../../../lab/patience.ts';
import { restartDocker, startDocker, stopDocker } from '../../../lab/states/engine.ts';
import { busyboxImage, loadBusybox } from '../../../lab/states/load-busybox.ts';
import { labExample } from '../../../test/helpers/lab-example.ts';
import type { Actor } from '../../access/actor.ts';
import type { ContainerdConnection } from '../../domain/containerd-api.ts';
import type { Plan } from '../../domain/plan.ts';
import type { JournalEntry, Run } from '../../domain/run.ts';
import { runOverContainerd } from '../../runs/containerd-run.ts';
import type { Application } from '../core/application.ts';
import { PlanRefused, proposePlan } from '../plans/plans.ts';
import { listQuarantine } from '../quarantine/quarantine.ts';
import { temporaryApplication } from '../testing/temporary-application.ts';
import { applyPlan, undoRun, waitForRun } from './runs.ts';

/**
 * Dead leases of a real containerd (docs/reference/containerd-on-disk.md#how-dead-leases-are-freed): one host, whose containers are lost and come back. What
 * is asserted is read from the host, never from a journal alone.
 */
const lab = await labAvailable();
if (!lab.ok) console.error(`SKIPPED runs over containerd on a real host: ${lab.reason}`);
const anna: Actor = { kind: 'cli', name: 'cli:anna', role: 'admin' };

describe.skipIf(!lab.ok)('dead leases on a real host', { timeout: patience(240_000) }, () => {
  let host: LabHost;
  beforeAll(async () => {
    // Over sudo, where a command joins the ends; a root login's forwarded socket is what test/traps/containerd-btrfs.host.test.ts goes through.
    host = await startHost('trixie-ext4', { diskMountPoint: '/srv', startDocker: false, login: 'sudo-password' });
    await host.putFile('/etc/containerd/config.toml', 'version = 2\nroot = "/srv/containerd"\n');
    await host.putFile(
      '/etc/docker/daemon.json',
      '{"data-root": "/srv/docker", "features": {"containerd-snapshotter": true}}',
    );
    await host.exec('systemctl restart containerd');
    await startDocker(host);
    await loadBusybox(host);
  });
  afterAll(async () => host?.stop());

  async function dashboard(): Promise<Application> {
    const app = temporaryApplication();
    const { host: stored, secrets } = await labExample(host, { sudo: 'password' });
    app.store.hosts.add({ ...stored, name: 'nas' }, { ...secrets, sudoPassword: host.sudoPassword ?? '' });
    return app;
  }
  const sh = async (script: string, ...args: string[]) => (await host.exec(script, { args })).stdout.trim();
  const leases = async (): Promise<string[]> =>
    (await sh('ctr -n moby leases ls -q')).split('\n').filter((id) => id !== '');
  const storeBytes = async (): Promise<number> =>
    Number(await sh('sync; du -sk /srv/containerd/io.containerd.snapshotter.v1.overlayfs | cut -f1'));
  /** Two seconds stand off the rounded start of a process. */
  const growOld = () => host.exec('sleep 3');
  async function lost(
    name: string,
    command = `dd if=/dev/urandom of=/kept bs=1M count=20 2>/dev/null; echo mine >/word`,
  ): Promise<string> {
    // The data root and this life of dockerd must be older than all of it.
    await growOld();
    await sh(`docker create --name "before-$1" ${busyboxImage} true`, name);
    await sh(`docker run --name "$1" ${busyboxImage} sh -c "$2"`, name, command);
    await sh(`docker create --name "after-$1" ${busyboxImage} true`, name);
    const id = await sh('docker inspect --format "{{.Id}}" "$1"', name);
    await growOld();
    await stopDocker(host);
    await sh('mkdir -p /root/lost; mv "/srv/docker/containers/$1" /root/lost/', id);
    await startDocker(host);
    return id;
  }
  async function giveBack(id: string): Promise<void> {
    await stopDocker(host);
    await sh('mv "/root/lost/$1" /srv/docker/containers/', id);
    await startDocker(host);
  }
  const planned = (app: Application, params: Record<string, string>) =>
    proposePlan(app, anna, 'nas', 'remove-leaked-leases', params);
  async function ran(app: Application, plan: Plan): Promise<Run> {
    const run = await waitForRun(app, anna, (await applyPlan(app, anna, plan.id, 'nas')).id);
    expect([run.said, run.steps.map(({ state, said }) => [state, said])]).toEqual([
      null,
      run.steps.map(({ said }) => ['done', said]),
    ]);
    expect(run.state).toBe('succeeded');
    return run;
  }
  async function refused(app: Application, params: Record<string, string>): Promise<PlanRefused> {
    const answer = await planned(app, params).then(
      (plan) => plan.title,
      (error: unknown) => error,
    );
    expect(answer).toBeInstanceOf(PlanRefused);
    return answer as PlanRefused;
  }

  it('L4: held, everything stays; restored, the container starts with its data; deleted, its space is back', async () => {
    const app = await dashboard();
    await sh(`docker run -d --name running ${busyboxImage} sleep 100000`);
    const id = await lost('web');
    const running = await sh('docker inspect --format "{{.Id}}" running || docker start running');
    await sh('docker start running');
    const before = await storeBytes();

    const plan = await planned(app, { mode: 'quarantine', names: 'all' });
    expect(plan.steps.map(({ op, target }) => [op, target.id])).toEqual([
      ['compare-lists', 'docker'],
      ['hold-lease', id],
      ['compare-lists', 'docker'],
    ]);
    expect(plan.script).toContain(`Leases/Delete ${id}`);
    const held = await ran(app, plan);
    expect(await leases()).toContain(`bilge-${id}`);
    expect(await leases()).not.toContain(id);
    expect(await storeBytes()).toBe(before);
    const listed = listQuarantine(app, anna, 'nas');
    expect(listed.state === 'known' && listed.value).toMatchObject([
      { entry: `bilge-${id}`, driver: 'containerd', originalName: id, runId: held.id, overdue: null },
    ]);
    await refused(app, { mode: 'quarantine', names: 'all' });
    // What is in use is never offered, and refused where it is asked for by name.
    const forced = await refused(app, { mode: 'delete', names: running });
    expect(forced.leftAlone.map(({ name, guardId }) => [name, guardId])).toEqual([[running, 'lease-proven']]);

    const back = await waitForRun(app, anna, (await undoRun(app, anna, held.id)).id);
    expect([back.state, back.said]).toEqual(['succeeded', null]);
    expect(await leases()).toContain(id);
    expect(await leases()).not.toContain(`bilge-${id}`);
    await giveBack(id);
    await sh('docker start web');
    await sh('docker cp web:/word - | tar -xO | grep -qx mine');

    await sh('docker stop -t 1 web');
    await stopDocker(host);
    await sh('mv "/srv/docker/containers/$1" /root/lost/', id);
    await startDocker(host);
    const deleted = await ran(app, await planned(app, { mode: 'delete', names: id }));
    expect(deleted.freedBytes.measured.state === 'known' && deleted.freedBytes.measured.value).toBeGreaterThan(
      15_000_000,
    );
    expect(await leases()).not.toContain(`bilge-${id}`);
    expect(before - (await storeBytes())).toBeGreaterThan(15_000);
    await sh('docker start before-web after-web running; docker run --rm busybox:lab true');
  });

  it('a hold is ended by a purge, and what is purged does not come back', async () => {
    const app = await dashboard();
    const id = await lost('purged');
    const before = await storeBytes();
    await ran(app, await planned(app, { mode: 'quarantine', names: id }));
    await ran(app, await proposePlan(app, anna, 'nas', 'purge-quarantine', { entries: 'all' }));
    expect((await leases()).filter((each) => each.includes(id))).toEqual([]);
    expect(before - (await storeBytes())).toBeGreaterThan(15_000);
    await sh('docker start before-purged after-purged');
  });

  it('what is there beside its hold is finished by a new plan; a restart of containerd ends a run before its next effect', async () => {
    const app = await dashboard();
    const made = [await lost('cut'), await lost('cut-too', 'echo small >/word')];
    const plan = await planned(app, { mode: 'quarantine', names: made.join(',') });
    const id = plan.steps[1]?.target.id ?? '';
    const other = made.find((each) => each !== id) ?? '';
    const entries: JournalEntry[] = [];
    const stored = app.store.hosts.all()[0];
    if (stored === undefined) throw new Error('no host');
    const open = async () => {
      const lease = await app.pool.acquire(stored, app.store.hosts.secrets(stored.id));
      lease.release();
      return lease.session;
    };
    // Cut between hold and deletion: the connection to containerd is lost right before it.
    await runOverContainerd({
      plan,
      holder: 'anna',
      open: async () => {
        const session = await open();
        const containerd = async (path: string): Promise<ContainerdConnection> => {
          const client = await session.containerd?.(path);
          if (client === undefined) throw new Error('no containerd');
          return new Proxy(client, {
            get(target, name) {
              if (name === 'deleteAndCollect') throw new Error('killed');
              const value: unknown = Reflect.get(target, name, target);
              return typeof value === 'function' ? value.bind(target) : value;
            },
          });
        };
        return new Proxy(session, {
          get: (target, name) => (name === 'containerd' ? containerd : bound(target, name)),
        });
      },
      write: (each) => entries.push(...each),
      isCancelled: () => false,
    });
    expect(entries.at(-1), JSON.stringify(entries)).toMatchObject({ type: 'run.ended', outcome: 'failed' });
    expect((await leases()).filter((each) => each.includes(id)).sort()).toEqual([id, `bilge-${id}`].sort());

    // Docker is not bothered: with live containers it reconnects.
    const again = await planned(app, { mode: 'quarantine', names: `${id},${other}` });
    const cut: JournalEntry[] = [];
    let waiting: Promise<unknown> = Promise.resolve();
    await runOverContainerd({
      plan: again,
      holder: 'anna',
      open: async () => {
        await waiting;
        return await open();
      },
      write(each) {
        cut.push(...each);
        if (each.some(({ type, step }) => type === 'step.done' && step === 2))
          waiting = host.exec('systemctl restart containerd; sleep 2');
      },
      isCancelled: () => false,
    });
    expect(cut.at(-1)).toMatchObject({ type: 'run.ended', outcome: 'failed' });
    expect(cut.at(-1)?.said).toMatch(/restarted|cannot be confirmed/);
    expect(await leases()).toContain(`bilge-${id}`);
    expect(await leases()).toContain(other);
    await restartDocker(host);
    await ran(app, await planned(app, { mode: 'quarantine', names: 'all' }));
    expect(await leases()).toContain(`bilge-${other}`);
  });

  it('L8: what has ended and was not collected, containerd collects', async () => {
    const app = await dashboard();
    await sh('ctr -n moby leases create --id 1-ended --expires 1s; sleep 2');
    expect(await leases()).toContain('1-ended');
    await ran(app, await planned(app, { mode: 'collect', names: 'all' }));
    expect((await leases()).filter((each) => /ended|collect/.test(each))).toEqual([]);
  });

  it('T1: a data root that is not mounted has nothing to offer, however old the one below it is', async () => {
    const app = await dashboard();
    await stopDocker(host);
    await sh('mkdir -p /srv/disk; mount --bind /srv/disk /srv/docker');
    await startDocker(host);
    await sh(`docker create --name on-disk ${busyboxImage} true; docker run --name on-disk-too ${busyboxImage} true`);
    await growOld();
    await stopDocker(host);
    await sh('umount /srv/docker');
    await startDocker(host);
    await sh(`docker create --name younger ${busyboxImage} true`);
    await growOld();
    await restartDocker(host);
    for (const mode of ['quarantine', 'delete']) {
      const answer = await refused(app, { mode, names: 'all' });
      expect(new Set(answer.leftAlone.map(({ guardId }) => guardId))).toEqual(new Set(['lease-proven']));
      expect(answer.leftAlone.length).toBeGreaterThanOrEqual(2);
    }
  });
});

function bound(target: object, name: string | symbol): unknown {
  const value: unknown = Reflect.get(target, name, target);
  return typeof value === 'function' ? value.bind(target) : value;
}
