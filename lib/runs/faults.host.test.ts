import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { labAvailable, startHost } from '../../lab/lab.ts';
import { patience } from '../../lab/patience.ts';
import { buildkitDuplicateLeak } from '../../lab/states/buildkit-leaks.ts';
import { listDriverDirectories } from '../../lab/states/driver-directories.ts';
import { killDocker9, restartDocker } from '../../lab/states/engine.ts';
import { HostRun } from '../../test/helpers/host-run.ts';
import { TransportError } from '../domain/errors.ts';
import type { Plan } from '../domain/plan.ts';
import { isFinal, type Run } from '../domain/run.ts';
import { cancelRun } from './cancel.ts';
import { scriptDigest } from './compile.ts';
import { launchRun } from './launch.ts';
import { newRun } from './progress.ts';
import { recoverRun } from './recover.ts';

/**
 * What goes wrong around a run on a real host: it is killed, power is cut, sshd dies, two are started, the disk is full or becomes
 * read-only, the engine is killed. After each the state is told truthfully, nothing referenced is lost, and the next attempt ends it.
 */
const lab = await labAvailable();
if (!lab.ok) console.error(`SKIPPED faults on real hosts: ${lab.reason}`);

const now = () => new Date().toISOString();

describe.skipIf(!lab.ok)('a run that something happens to', () => {
  let target: HostRun;
  let leaked: string[];
  beforeAll(async () => {
    target = new HostRun(await startHost('ext4'));
    await leakAgain();
    await target.host.exec('docker create --name keeper busybox:lab true');
  });
  afterAll(async () => target?.stop());

  async function leakAgain(): Promise<void> {
    leaked = await buildkitDuplicateLeak(target.host, { builds: 4 });
    await target.host.exec('sleep 3');
    await restartDocker(target.host);
    await target.reconnect();
  }
  const sh = async (script: string, allowFailure = false) =>
    (await target.host.exec(script, { allowFailure })).stdout.trim();
  const plan = (mode: string) => target.plan('remove-leaked-layers', { mode, names: 'all' });

  const gate = '/run/lab-gate';
  /** The script of the plan, made to wait at that line until the gate is opened: there is a moment to strike at, on any machine. */
  function gated(original: Plan, at: string): Plan {
    const wait = `: >${gate}/reached\nwhile [ -e ${gate}/shut ]; do sleep 0.1; done\n`;
    return { ...original, script: original.script.replace(at, `${wait}${at}`) };
  }
  /** Returns when the run waits at its gate. */
  async function launch(waiting: Plan): Promise<{ run: Run; sealed: Plan }> {
    const sealed = { ...waiting, digest: scriptDigest(waiting.script) };
    const run = newRun(sealed, { startedBy: 'test', at: now() });
    await sh(`rm -rf ${gate} && mkdir ${gate} && : >${gate}/shut`);
    const { directory } = await launchRun(await target.session(), sealed, { holder: 'anna' });
    await sh(`for i in $(seq 1200); do [ -e ${gate}/reached ] && exit 0; sleep 0.1; done; exit 1`);
    return { run: { ...run, directory }, sealed };
  }
  const openGate = () => sh(`rm ${gate}/shut`);
  /** As a dashboard that comes back: looks until the run is over. */
  async function recover(run: Run, of: Plan): Promise<Run> {
    for (let attempt = 0; attempt < patience(300); attempt += 1) {
      const { run: seen } = await recoverRun(await target.session(), run, { plan: of, now: now() });
      if (isFinal(seen.state)) return seen;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    throw new Error('the run was not over in time');
  }
  const imagesStart = () => sh('docker start -a keeper && docker run --rm busybox:lab true && echo fine');

  it('killed with -9: interrupted, with what was done; the next plan finishes', async () => {
    const { run, sealed } = await launch(gated(await plan('delete'), 'run_batch batch_3 '));
    await sh(`read -r pid start <"${run.directory}/pid"; kill -KILL "$pid"`);
    const seen = await recover(run, sealed);
    expect(seen.state).toBe('interrupted');
    expect(seen.steps.filter((step) => step.state === 'done').length).toBeGreaterThan(0);
    expect(seen.steps.some((step) => step.state === 'not-reached')).toBe(true);
    expect(await imagesStart()).toContain('fine');
    const next = await target.apply(await plan('delete'));
    expect(next.state).toBe('succeeded');
    expect((await target.run('purge-quarantine', { entries: 'all' })).state).toBe('succeeded');
    expect((await listDriverDirectories(target.host)).filter((name) => leaked.includes(name))).toEqual([]);
    await leakAgain();
  });

  it('a second one at the same time is refused and names the holder; launching the same one twice starts it once', async () => {
    const first = await launch(gated(await plan('quarantine'), 'run_batch batch_3 '));
    const again = await launchRun(await target.session(), first.sealed, { holder: 'anna' });
    expect(again.how).toBe('already');
    const second = await target.apply(await plan('quarantine'));
    expect(second).toMatchObject({ state: 'refused' });
    expect(second.said).toContain('anna');
    await sh('sleep 2.5');
    await openGate();
    const ended = await recover(first.run, first.sealed);
    expect(ended.state).toBe('succeeded');
    // It took more than two seconds, so the free space was read on the way too: once or more often, as slow as the machine is.
    const read = ended.space.map(({ when }) => when);
    expect([read[0], ...new Set(read.slice(1, -1)), read.at(-1)]).toEqual(['before', 'during', 'after']);
    expect((await target.run('restore-quarantine', { entries: 'all' })).state).toBe('succeeded');
  });

  it('cancelled between two batches: the rest is left alone', async () => {
    const { run, sealed } = await launch(gated(await plan('delete'), 'run_batch batch_3 '));
    await cancelRun(await target.session(), run);
    await openGate();
    const seen = await recover(run, sealed);
    expect(seen).toMatchObject({ state: 'cancelled' });
    expect(seen.steps.some((step) => step.state === 'not-reached')).toBe(true);
    expect((await target.run('restore-quarantine', { entries: 'all' })).state).toBe('succeeded');
  });

  it('sshd killed under it: it goes on, and is picked up with a new connection', async () => {
    const { run, sealed } = await launch(gated(await plan('quarantine'), 'run_batch batch_3 '));
    await sh('systemctl kill --signal=KILL ssh.service; systemctl restart ssh.service', true);
    await openGate();
    const error = await recover(run, sealed).catch((caught: unknown) => caught);
    if (error instanceof TransportError) await target.reconnect();
    expect((await recover(run, sealed)).state).toBe('succeeded');
    expect((await target.run('restore-quarantine', { entries: 'all' })).state).toBe('succeeded');
  });

  it('the engine killed in the middle: nothing referenced is lost', async () => {
    const { run, sealed } = await launch(gated(await plan('delete'), 'run_batch batch_3 '));
    await killDocker9(target.host);
    await openGate();
    await target.reconnect();
    expect((await recover(run, sealed)).state).toBe('succeeded');
    expect(await imagesStart()).toContain('fine');
    await leakAgain();
  });

  it('power cut: interrupted, and the host plans again from fresh facts', async () => {
    const { run, sealed } = await launch(gated(await plan('quarantine'), 'run_batch batch_3 '));
    await target.host.powerOff();
    await target.host.powerOn();
    await target.reconnect();
    const seen = await recover(run, sealed);
    expect(seen).toMatchObject({ state: 'interrupted' });
    expect(seen.said).toContain('plan again');
    const { draft } = await target.propose('restore-quarantine', { entries: 'all' });
    if (!('refused' in draft))
      expect((await target.run('restore-quarantine', { entries: 'all' })).state).toBe('succeeded');
    expect(await imagesStart()).toContain('fine');
  });

  it('a filesystem that became read-only: failed or refused, in words, and nothing moved', async () => {
    const before = await listDriverDirectories(target.host);
    const prepared = await plan('quarantine');
    // dockerd keeps files open for writing, so the whole filesystem cannot be remounted; the layers' folder can.
    await sh('cd /var/lib/docker/overlay2 && mount --bind . . && mount -o remount,bind,ro /var/lib/docker/overlay2');
    const run = await target.apply(prepared);
    await sh('umount /var/lib/docker/overlay2');
    expect(run).toMatchObject({ state: 'refused' });
    expect(run.steps.find((step) => step.state === 'refused')?.said).toMatch(/read-only/);
    await target.reconnect();
    expect(await listDriverDirectories(target.host)).toEqual(before);
  });

  it('a full disk: cleaning still works, because the journal lies elsewhere and moving needs no room', async () => {
    const prepared = await plan('delete');
    await sh(
      'fallocate -l "$(df -B1 --output=avail /var/lib/docker | tail -n 1)" /var/lib/docker/fill || true; dd if=/dev/zero of=/var/lib/docker/fill2 bs=64k 2>/dev/null || true',
    );
    const run = await target.apply(prepared);
    await sh('rm -f /var/lib/docker/fill /var/lib/docker/fill2');
    // A directory for the quarantine needs one block; where there is none it is refused, in words.
    expect(['succeeded', 'refused']).toContain(run.state);
    if (run.state === 'refused') expect((await target.apply(await plan('delete'))).state).toBe('succeeded');
    expect(await imagesStart()).toContain('fine');
  });
});
