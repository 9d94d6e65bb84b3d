import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { labAvailable, startHost } from '../../e2e/lab/lab.ts';
import { leakedMount } from '../../e2e/lab/states/container-states.ts';
import { listDriverDirectories } from '../../e2e/lab/states/driver-directories.ts';
import { killDocker9, restartDocker } from '../../e2e/lab/states/engine.ts';
import { loadBusybox } from '../../e2e/lab/states/load-busybox.ts';
import { staleRemoving } from '../../e2e/lab/states/stale-removing.ts';
import { unreachableChains } from '../../e2e/lab/states/unreachable-chains.ts';
import { scriptDigest } from '../runs/compile.ts';
import { HostRun } from '../runs/testing/host-run.ts';

/** The leak classes that are more than a directory nobody names (docker-on-disk 2.4, 2.5, 2.6), each removed in its own way. */
const lab = await labAvailable();
if (!lab.ok) console.error(`SKIPPED leak classes on real hosts: ${lab.reason}`);

describe.skipIf(!lab.ok).each(['ext4', 'btrfs'] as const)('leak classes on %s', (kind) => {
  let target: HostRun;
  beforeAll(async () => {
    target = new HostRun(await startHost(kind));
    await loadBusybox(target.host);
  });
  afterAll(async () => target?.stop());
  const sh = async (script: string) => (await target.host.exec(script)).stdout.trim();
  async function restart(): Promise<void> {
    await sh('sleep 3');
    await restartDocker(target.host);
    await target.reconnect();
  }

  it('restarts Docker and brings back every container that ran, without a restart policy too', async () => {
    await sh(
      'docker run -d --init --name plain busybox:lab sleep 100000; docker run -d --init --name always --restart always busybox:lab sleep 100000; docker create --name off busybox:lab',
    );
    const started = await sh('docker inspect --format "{{.State.StartedAt}}" plain');
    const run = await target.run('restart-docker', {});
    expect(run).toMatchObject({ state: 'succeeded' });
    expect((await sh('docker ps --format "{{.Names}}"')).split('\n').sort()).toEqual(['always', 'plain']);
    expect(await sh('docker inspect --format "{{.State.StartedAt}}" plain')).not.toBe(started);
    await sh('docker rm -f plain always off; sleep 1');
    await target.reconnect();
  });

  it('has Docker let go of layers that no image reaches, live; none goes that the plan does not name', async () => {
    const state = await unreachableChains(target.host);
    await restart();
    const present = async () =>
      (await listDriverDirectories(target.host)).filter((name) => state.directories.includes(name));
    const all = await target.propose('remove-leaked-layers', { mode: 'delete', names: 'all' });
    const tops = 'steps' in all.draft ? all.draft.steps.map((step) => step.target.id) : [];
    expect([...tops].sort()).toEqual([...state.directories].sort());
    const [top = '', middle = '', bottom = ''] = tops;
    // Only the top is asked for: Docker would take the other two along.
    const alone = await target.propose('remove-leaked-layers', { mode: 'delete', names: top });
    expect(alone.draft).toMatchObject({ refused: true });
    expect(alone.draft.skipped.map((each) => each.excuse).join()).toContain(`Docker would delete ${middle} with it`);
    // The lowest is shielded.
    const shielded = await target.propose(
      'remove-leaked-layers',
      { mode: 'delete', names: 'all' },
      { protections: [{ kind: 'layer', id: bottom }] },
    );
    expect(shielded.draft).toMatchObject({ refused: true });
    expect(shielded.draft.skipped.map((each) => each.excuse).join()).toContain(
      `Docker would delete ${bottom} with it, which is protected`,
    );
    // A script that names the top only, as if it were an old plan: the host sees what would go, and nothing does.
    const whole = await target.plan('remove-leaked-layers', { mode: 'delete', names: 'all' });
    const script = whole.script.replace(/^( {2}"\$1" 1 '?[0-9a-z]+'? '?[0-9a-f]{64}'?) '?[0-9a-f,]+'?$/m, '$1 -');
    expect(script).not.toBe(whole.script);
    const narrowed = await target.apply({ ...whole, script, digest: scriptDigest(script) });
    expect(narrowed.steps[0]).toMatchObject({ state: 'refused' });
    expect(narrowed.steps[0]?.said).toContain('and the plan does not say so');
    expect((await present()).length).toBe(3);
    const { draft } = await target.propose('remove-leaked-layers', { names: 'all' });
    expect(draft.skipped.map((each) => each.guardId)).toContain('way-out');
    const run = await target.run('remove-leaked-layers', { mode: 'delete', names: 'all' });
    expect(run).toMatchObject({ state: 'succeeded' });
    expect(run.steps.map((step) => step.state)).toEqual(['done', 'done', 'done']);
    expect(run.steps[2]?.said).toContain('together with the layer that lay on it');
    expect(await present()).toEqual([]);
    expect((await target.look()).report.leaks).toMatchObject({ state: 'known', value: [] });
    expect(await sh('docker images --filter reference=bilge-release -q')).toBe('');
  });

  it('removes the writable layer of a lost container with Docker stopped, and starts it again', async () => {
    const state = await leakedMount(target.host);
    await restart();
    const { draft } = await target.propose('remove-leaked-layers', { mode: 'delete', names: 'all' });
    expect(draft.skipped.find((each) => each.target.id === state.mountId)?.excuse).toContain('stopDocker=yes');
    await sh('docker run -d --init --name other busybox:lab sleep 100000');
    await target.reconnect();
    const run = await target.run('remove-leaked-layers', { mode: 'delete', names: state.mountId, stopDocker: 'yes' });
    expect(run).toMatchObject({ state: 'succeeded' });
    const left = await listDriverDirectories(target.host);
    expect(left).not.toContain(state.mountId);
    expect(left).not.toContain(state.initId);
    expect(await sh('docker ps --format "{{.Names}}"')).toBe('other');
    await sh('docker rm -f other');
    await target.reconnect();
    expect((await target.look()).report.leaks).toMatchObject({ state: 'known', value: [] });
  });

  it('sets aside what a killed Docker had begun to remove', async () => {
    await staleRemoving(target.host);
    // A graceful stop would finish the removal; only a kill leaves it to be older than the daemon.
    await sh('sleep 3');
    await killDocker9(target.host);
    await target.reconnect();
    const { report } = await target.look();
    const stale =
      report.leaks.state === 'known' ? report.leaks.value.filter((leak) => leak.kind === 'stale-removing-layer') : [];
    expect(stale).toHaveLength(1);
    const run = await target.run('remove-leaked-layers', { mode: 'delete', names: stale[0]?.name ?? '' });
    expect(run).toMatchObject({ state: 'succeeded' });
    await restart();
    expect((await target.look()).report.leaks).toMatchObject({ state: 'known', value: [] });
  });
});
