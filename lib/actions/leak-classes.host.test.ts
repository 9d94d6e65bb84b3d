import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { labAvailable, startHost } from '../../lab/lab.ts';
import { buildkitDuplicateLeak } from '../../lab/states/buildkit-leaks.ts';
import { leakedMount } from '../../lab/states/container-states.ts';
import { listDriverDirectories } from '../../lab/states/driver-directories.ts';
import { killDocker9, restartDocker } from '../../lab/states/engine.ts';
import { loadBusybox } from '../../lab/states/load-busybox.ts';
import { staleRemoving } from '../../lab/states/stale-removing.ts';
import { unreachableChains } from '../../lab/states/unreachable-chains.ts';
import { HostRun } from '../../test/helpers/host-run.ts';
import { scriptDigest } from '../runs/compile.ts';
import { undoRequest } from '../runs/undo.ts';

/**
 * The leak classes that are more than a directory nobody names (docs/reference/docker-on-disk.md#leak-classes), each removed in its
 * own way.
 */
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
    const script = whole.script.replace(/^( {2}"\$1" 1 +[0-9a-z]+ +[0-9a-f]{64} +)[0-9a-f,]+/m, '$1-');
    expect(script).not.toBe(whole.script);
    const narrowed = await target.apply({ ...whole, script, digest: scriptDigest(script) });
    expect(narrowed.steps[0]).toMatchObject({ state: 'refused' });
    expect(narrowed.steps[0]?.said).toContain('which is not in the plan');
    expect((await present()).length).toBe(3);
    const { draft } = await target.propose('remove-leaked-layers', { names: 'all' });
    expect(draft.skipped.map((each) => each.guardId)).toContain('way-out');
    const run = await target.run('remove-leaked-layers', { mode: 'delete', names: 'all' });
    expect(run).toMatchObject({ state: 'succeeded' });
    expect(run.steps.map((step) => step.state)).toEqual(['done', 'done', 'done']);
    expect(run.steps[2]?.said).toContain('together with the layer above it');
    expect(await present()).toEqual([]);
    expect((await target.look()).report.leaks).toMatchObject({ state: 'known', value: [] });
    expect(await sh('docker images --filter reference=bilge-release -q')).toBe('');
  });

  it('removes the writable layer of a lost container with Docker stopped, and starts it again', async () => {
    const state = await leakedMount(target.host);
    await restart();
    const { draft } = await target.propose('remove-leaked-layers', { mode: 'delete', names: 'all' });
    expect(draft.skipped.find((each) => each.target.id === state.mountId)?.excuse).toContain('stopped for a moment');
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

  it('sets the layers of a lost container aside and puts both back with their record; nothing else is blocked', async () => {
    const state = await leakedMount(target.host);
    await restart();
    const [folder] = (await sh('ls -d /var/lib/docker/image/*/layerdb')).split('\n');
    const recordOf = async () =>
      sh(
        `cd ${folder}/mounts/${state.containerId} 2>/dev/null && for file in *; do echo "$file $(cat $file)"; done || true`,
      );
    const directories = async () =>
      (await listDriverDirectories(target.host)).filter((name) => [state.mountId, state.initId].includes(name));
    const before = [await recordOf(), await directories()];
    expect(before[1]).toHaveLength(2);

    const aside = await target.run('remove-leaked-layers', { names: state.mountId, stopDocker: 'yes' });
    expect(aside).toMatchObject({ state: 'succeeded' });
    expect([await recordOf(), await directories()]).toEqual(['', []]);
    await target.reconnect();
    const request = undoRequest(aside);
    if ('excuse' in request) return expect.unreachable();
    expect(request.params.entries?.split(',').sort()).toEqual([state.mountId, state.initId].sort());
    // Named by one of them only, both come.
    const undone = await target.run(request.actionId, { entries: state.mountId });
    expect(undone).toMatchObject({ state: 'succeeded' });
    expect(undone.steps.map((step) => step.said)).toEqual(['restored', 'restored']);
    expect([await recordOf(), await directories()]).toEqual(before);
    expect((await target.look()).facts.sections.quarantine).toMatchObject({ state: 'known', value: [] });

    // Docker takes the record up again at its next start, and the leak is what it was; another one can be cleaned beside it.
    await buildkitDuplicateLeak(target.host, { builds: 2, bytes: 100_000 });
    await restart();
    const { draft } = await target.propose('remove-leaked-layers', { names: 'all', stopDocker: 'yes' });
    const planned = 'steps' in draft ? draft.steps.map((step) => step.target.id) : [];
    expect(planned).toEqual(expect.arrayContaining([state.mountId, state.initId]));
    for (const action of [
      ['remove-leaked-layers', { names: 'all' }],
      ['purge-quarantine', { entries: 'all' }],
      ['remove-leaked-layers', { mode: 'delete', names: 'all', stopDocker: 'yes' }],
    ] as const) {
      expect(await target.run(action[0], { ...action[1] }), action[0]).toMatchObject({ state: 'succeeded' });
      await target.reconnect();
    }
    expect([await recordOf(), await directories()]).toEqual(['', []]);
    expect((await target.look()).report.leaks).toMatchObject({ state: 'known', value: [] });
  });

  // What cannot be on btrfs is no test of it: a skipped one would say that something was not looked at.
  const onOverlay: typeof it | (() => void) = kind === 'ext4' ? it : () => {};
  onOverlay('a leak that lies on what is not there blocks nothing, for the plan and for the host', async () => {
    const [leaked = ''] = await buildkitDuplicateLeak(target.host, { builds: 2, bytes: 100_000 });
    const broken = 'b'.repeat(64);
    await sh(`mkdir -p /var/lib/docker/overlay2/${broken}/diff && cd /var/lib/docker/overlay2/${broken}
printf ${'B'.repeat(26)} >link; printf l/${'Z'.repeat(26)} >lower; ln -s ../${broken}/diff ../l/${'B'.repeat(26)}`);
    await restart();
    const plan = await target.plan('remove-leaked-layers', { names: leaked });
    expect(plan.site.excusedLowers).toEqual([broken]);
    // Without being told the host refuses: what it does not know of may be a damaged image.
    const script = plan.script.replace(/^excused_lowers=.*$/m, "excused_lowers=''");
    const untold = await target.apply({ ...plan, script, digest: scriptDigest(script) });
    expect(untold.steps.find((step) => step.target.id === leaked)).toMatchObject({ state: 'refused' });
    expect(await target.run('remove-leaked-layers', { names: leaked })).toMatchObject({ state: 'succeeded' });
    expect(await target.run('purge-quarantine', { entries: 'all' })).toMatchObject({ state: 'succeeded' });
    expect(await target.run('remove-leaked-layers', { mode: 'delete', names: 'all' })).toMatchObject({
      state: 'succeeded',
    });
    expect((await target.look()).report.leaks).toMatchObject({ state: 'known', value: [] });
  });

  it('quarantines what a killed Docker had begun to remove', async () => {
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
