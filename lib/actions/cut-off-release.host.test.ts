import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { labAvailable, startHost } from '../../lab/lab.ts';
import { listDriverDirectories } from '../../lab/states/driver-directories.ts';
import { killDocker9, restartDocker } from '../../lab/states/engine.ts';
import { loadBusybox } from '../../lab/states/load-busybox.ts';
import { unreachableChains } from '../../lab/states/unreachable-chains.ts';
import { HostRun } from '../../test/helpers/host-run.ts';
import type { Plan } from '../domain/plan.ts';
import { scriptDigest } from '../runs/compile.ts';
import { launchRun } from '../runs/launch.ts';
import { newRun } from '../runs/progress.ts';
import { recoverRun } from '../runs/recover.ts';

/**
 * Between "Docker, take these layers up" and "let them go" the leak is held by an image of Bilge's own. Whatever dies in that moment, the
 * layers must not look used for good, and the next attempt must end it.
 */
const lab = await labAvailable();
if (!lab.ok) console.error(`SKIPPED cut-off releases on real hosts: ${lab.reason}`);

describe.skipIf(!lab.ok).each(['ext4', 'btrfs'] as const)('a release that is cut off on %s', (kind) => {
  let target: HostRun;
  let leaked: string[];
  beforeAll(async () => {
    target = new HostRun(await startHost(kind));
    await loadBusybox(target.host);
  });
  afterAll(async () => target?.stop());
  const sh = async (script: string) => (await target.host.exec(script)).stdout.trim();
  const plan = () => target.plan('remove-leaked-layers', { mode: 'delete', names: 'all' });
  const taken = () => sh("docker image ls --format '{{.Repository}}:{{.Tag}}' | grep '^bilge-release:' || true");
  const left = async () => (await listDriverDirectories(target.host)).filter((name) => leaked.includes(name));

  async function leak(): Promise<void> {
    leaked = (await unreachableChains(target.host)).directories;
    // Younger than the daemon they would not be judged.
    await sh('sleep 3');
    await restartDocker(target.host);
    await target.reconnect();
  }
  /** Starts the plan and comes back when Docker has taken the layers up; the script goes on when /run/go-on is there. */
  async function launchedUntilTakenUp(): Promise<{ plan: Plan; directory: string }> {
    const original = await plan();
    const mark = '  if ! release_image "$tag"; then';
    expect(original.script).toContain(mark);
    const script = original.script.replace(
      mark,
      `  : >/run/taken-up; while [ ! -e /run/go-on ]; do sleep 0.1; done\n${mark}`,
    );
    const sealed = { ...original, script, digest: scriptDigest(script) };
    await sh('rm -f /run/taken-up /run/go-on');
    const { directory } = await launchRun(await target.session(), sealed, { holder: 'anna' });
    await sh('while [ ! -e /run/taken-up ]; do sleep 0.1; done');
    expect(await taken()).not.toBe('');
    return { plan: sealed, directory };
  }

  it('power cut: the layers are still leaked and say what holds them; the next attempt ends it', async () => {
    await leak();
    const launched = await launchedUntilTakenUp();
    await target.host.powerOff();
    await target.host.powerOn();
    await target.reconnect();
    await sh('rm -f /run/go-on');
    expect(await taken()).not.toBe('');
    const run = newRun(launched.plan, { startedBy: 'test', at: new Date().toISOString() });
    const recovered = await recoverRun(await target.session(), run, {
      plan: launched.plan,
      now: new Date().toISOString(),
    });
    expect(recovered.run.state).toBe('interrupted');
    const { report } = await target.look();
    const leaks = report.leaks.state === 'known' ? report.leaks.value : [];
    expect(leaks.map(({ name }) => name).sort()).toEqual([...leaked].sort());
    expect(leaks[0]?.proof.map(({ checked }) => checked).join(' ')).toContain('bilge-release:');

    const second = await target.apply(await plan());
    expect(second).toMatchObject({ state: 'succeeded' });
    expect(second.notes.join(' ')).toContain('an earlier run was interrupted');
    expect(await taken()).toBe('');
    expect(await left()).toEqual([]);
    expect((await target.look()).report.leaks).toMatchObject({ state: 'known', value: [] });
  });

  it('the engine killed: it is waited for, and the run ends what it began', async () => {
    await leak();
    const { directory } = await launchedUntilTakenUp();
    await killDocker9(target.host);
    await sh('touch /run/go-on');
    await sh(`while [ -e ${directory}/pid ]; do sleep 0.2; done`);
    expect(await sh(`tail -n 1 ${directory}/journal.jsonl`)).toContain('"outcome":"succeeded"');
    expect(await taken()).toBe('');
    expect(await left()).toEqual([]);
    await target.reconnect();
  });

  it('run and engine killed together: the watcher waits for the engine and lets go', async () => {
    await leak();
    const { directory } = await launchedUntilTakenUp();
    await sh(`read -r pid start <${directory}/pid; kill -KILL "$pid"`);
    await killDocker9(target.host);
    await sh(`while [ -e ${directory}/release-tag ]; do sleep 0.2; done`);
    expect(await taken()).toBe('');
    expect(await left()).toEqual([]);
    await target.reconnect();
    expect((await target.look()).report.leaks).toMatchObject({ state: 'known', value: [] });
  });
});
