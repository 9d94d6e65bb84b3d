import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type LabHost, labAvailable, startHost } from '../../lab/lab.ts';

import type { Plan } from '../../lib/domain/plan.ts';
import { artifactsOnDisk } from '../../lib/runs/artifacts/on-disk.ts';
import { removeArtifacts } from '../../lib/runs/artifacts/remove.ts';
import { cancelRun } from '../../lib/runs/cancel.ts';
import { runIdOfPlan } from '../../lib/runs/compile.ts';
import { followRun, readJournal } from '../../lib/runs/follow.ts';
import { launchRun } from '../../lib/runs/launch.ts';
import { newRun } from '../../lib/runs/progress.ts';
import { recoverRun } from '../../lib/runs/recover.ts';
import { HostRun } from '../helpers/host-run.ts';
import { labScanner } from '../traps/lab-scan.ts';

/**
 * A user of the host who may write to one folder (a share) tries to have root run, read, write or delete something. Everything of theirs is
 * done as the real user 65534.
 */
const lab = await labAvailable();
if (!lab.ok) console.warn(`SKIPPED: ${lab.reason}`);

describe.skipIf(!lab.ok)('a folder that others may write to', () => {
  let host: LabHost;
  let target: HostRun;
  beforeAll(async () => {
    host = await startHost('ext4');
    target = new HostRun(host);
    await host.exec(
      'mkdir -p /share/public && chmod 0777 /share/public; mkdir -p /etc/docker && cp -a /etc/docker /root/docker-before',
    );
  });
  afterEach(async () => {
    await host.exec(
      'rm -rf /share /victim /etc/config /var/lib/bilge /run/bilge /etc/docker; cp -a /root/docker-before /etc/docker; mkdir -p /share/public && chmod 0777 /share/public',
    );
    await target.reconnect();
  });
  afterAll(async () => target?.stop());

  const asStranger = async (script: string) =>
    (await host.exec('setpriv --reuid=65534 --regid=65534 --clear-groups sh -c "$1"', { args: [script] })).stdout;
  const exists = async (path: string) =>
    (await host.exec('if [ -e "$1" ] || [ -h "$1" ]; then echo yes; fi', { args: [path] })).stdout === 'yes\n';

  /** Programs that say who ran them, in the folder that Container Station has on a volume. */
  const planted = `station=/share/public/.qpkg/container-station/bin
mkdir -p $station && for tool in btrfs zfs docker getcfg stat find timeout mdadm; do
  printf '#!/bin/sh\\necho "$0 ran as $(id -u)" >>/share/public/ran\\n' >$station/$tool && chmod 755 $station/$tool
done`;
  const configure = `mkdir -p /etc/config
printf '[other]\\nInstall_Path = /nowhere\\n[container-station]\\nName = container-station\\nInstall_Path = /share/public/.qpkg/container-station\\n' >/etc/config/qpkg.conf`;
  /** A program that the host does not have; the fourth is QNAP's own. */
  const hide = 'rm -f /usr/bin/zfs /usr/sbin/zfs /usr/sbin/mdadm /sbin/mdadm';

  async function scanned() {
    const scanner = await labScanner(host);
    try {
      const { facts } = await scanner.scan();
      if (facts.sections.platform.state === 'unknown') throw new Error(facts.sections.platform.detail);
      return facts.sections.platform.value;
    } finally {
      await scanner.close();
    }
  }

  it('gives root no program, whatever it is called', async () => {
    await host.exec(hide);
    await asStranger(planted);
    const platform = await scanned();
    expect(await exists('/share/public/ran')).toBe(false);
    expect(JSON.stringify(platform.tools)).not.toContain('/share/');
  });

  it('nor where the configuration of a QNAP names it, and the reason is told; the same folder serves when it is root’s alone', async () => {
    await host.exec(`${hide}\n${configure}`);
    await asStranger(planted);
    const platform = await scanned();
    expect(await exists('/share/public/ran')).toBe(false);
    expect(JSON.stringify(platform.tools)).not.toContain('/share/');
    expect(platform.leftOut).toContainEqual({
      path: '/share/public/.qpkg/container-station/bin',
      why: 'others than root may write to /share/public',
    });
    await host.exec('chmod 0755 /share/public && chown -R root:root /share/public');
    await target.reconnect();
    const own = await scanned();
    expect(own.tools.zfs?.path).toBe('/share/public/.qpkg/container-station/bin/zfs');
    expect(own.leftOut).toEqual([]);
  });

  it('nor through a link of root’s in a folder of programs', async () => {
    await host.exec(hide);
    await asStranger(planted);
    await host.exec('ln -s /share/public/.qpkg/container-station/bin/zfs /usr/local/bin/zfs');
    const platform = await scanned();
    await host.exec('rm /usr/local/bin/zfs');
    expect(platform.tools.zfs).toBeUndefined();
    expect(platform.leftOut).toContainEqual({
      path: '/usr/local/bin/zfs',
      why: 'others than root may write to /share/public',
    });
  });

  /** Until the run has ended: one that still works would change what the next test plans on. */
  const untilEnded = async (runId: string, directory: string): Promise<void> => {
    const end = await followRun({
      open: () => target.session(),
      runId,
      directory,
      cursor: 0,
      onEntries: () => undefined,
    });
    expect(end).toBe('ended');
  };

  const at = (plan: Plan, root: string): Plan => ({
    ...plan,
    site: { ...plan.site, runRoots: [root, '/var/lib/bilge'] },
  });

  it('holds no run: the next place is taken, and where somebody else put one it is not picked up, read or cancelled', async () => {
    const plan = at(await target.plan('set-log-rotation', {}), '/share/public/.bilge');
    const run = newRun(plan, { startedBy: 'test', at: '2026-11-21T10:00:00Z' });
    const forged = `/share/public/.bilge/runs/${run.id}`;
    await asStranger(`mkdir -p ${forged} /tmp/bilge/runs/${run.id}
printf '{"runId":"${run.id}","seq":1,"at":"x","type":"run.ended","outcome":"succeeded"}\\n' | tee ${forged}/journal.jsonl >/tmp/bilge/runs/${run.id}/journal.jsonl`);
    const session = await target.session();
    const now = new Date().toISOString();
    const recovered = await recoverRun(session, { ...run, directory: null }, { plan, now });
    expect(recovered).toMatchObject({ entries: [], run: { state: 'interrupted' } });
    await expect(readJournal(session, { runId: run.id, directory: forged, cursor: 0, waitSeconds: 0 })).rejects.toThrow(
      'a user other than root may have written to it',
    );
    await expect(cancelRun(session, { ...run, directory: forged })).rejects.toThrow('others than root may write');
    const launched = await launchRun(session, plan, { holder: 'test' });
    expect(launched).toMatchObject({ directory: `/var/lib/bilge/runs/${run.id}` });
    expect(launched.how).not.toBe('already');
    await untilEnded(run.id, launched.directory);
    expect(await exists(`${forged}/script.sh`)).toBe(false);
    await host.exec('rm -rf /tmp/bilge');
  });

  it('holds no run where a parent of it can be exchanged between checksum and start', async () => {
    await asStranger('mkdir -m 0777 /share/public/of-mine');
    await host.exec('mkdir -p /share/public/of-mine/kept && chown root:root /share/public/of-mine/kept');
    const plan = at(await target.plan('set-log-rotation', {}), '/share/public/of-mine/kept');
    const { directory } = await launchRun(await target.session(), plan, { holder: 'test' });
    await untilEnded(runIdOfPlan(plan.id), directory);
    expect(directory).toMatch(/^\/var\/lib\/bilge\/runs\//);
    expect(await exists('/share/public/of-mine/kept/runs')).toBe(false);
  });

  it('is told and not cleaned up, and nothing is removed through a link that was put in its way', async () => {
    await asStranger('mkdir -p /share/public/.bilge/runs/run_1 && mkdir -p /tmp/bilge/runs/run_1');
    await host.exec('mkdir -p /victim/runs/run_1 && touch /victim/runs/run_1/precious');
    const session = await target.session();
    const found = await artifactsOnDisk(session, {
      dataRoot: null,
      runRoots: ['/share/public/.bilge'],
      configurations: [],
    });
    expect(
      found.filter(({ kind }) => kind !== 'lock').map(({ kind, where, removable }) => [kind, where, removable]),
    ).toEqual([['unsafe-runs', '/share/public/.bilge/runs', false]]);
    await asStranger(
      'rm -r /share/public/.bilge /tmp/bilge && ln -s /victim /share/public/.bilge && ln -s /victim /tmp/bilge',
    );
    const items = ['/share/public/.bilge', '/tmp/bilge'].map((root) => ({
      kind: 'run-directory' as const,
      where: `${root}/runs/run_1`,
      what: '',
      removable: true,
      byHand: null,
    }));
    expect(await removeArtifacts(session, items)).toHaveLength(2);
    expect(await exists('/victim/runs/run_1/precious')).toBe(true);
    await host.exec('rm -rf /tmp/bilge');
  });

  it('a run of root’s own is found and cleaned up; what is no regular file there is not read', async () => {
    await host.exec('mkdir -p /var/lib/bilge/runs/run_1 && mkfifo /var/lib/bilge/runs/run_1/pid');
    const session = await target.session();
    const found = await artifactsOnDisk(session, { dataRoot: null, runRoots: ['/var/lib/bilge'], configurations: [] });
    const runs = found.filter(({ kind }) => kind !== 'lock');
    expect(runs.map(({ kind, where }) => [kind, where])).toEqual([['run-directory', '/var/lib/bilge/runs/run_1']]);
    const { liveness } = await readJournal(session, {
      runId: 'run_1',
      directory: '/var/lib/bilge/runs/run_1',
      cursor: 0,
      waitSeconds: 0,
    });
    expect(liveness).toBe('not-begun');
    expect(await removeArtifacts(session, runs)).toEqual([]);
    expect(await exists('/var/lib/bilge')).toBe(false);
  });

  it('holds no lock: a run that could take none elsewhere says so and changes nothing', async () => {
    const plan = await target.plan('set-log-rotation', {});
    const script = plan.script.replace(/^lock_roots=.*$/m, 'lock_roots=/share/public');
    const ran = await host.exec('cat >/root/script.sh; sh /root/script.sh', { input: script, allowFailure: true });
    expect(ran.stdout).toContain('others than root may write to /share/public');
    expect(ran.stdout).toContain('"outcome":"refused"');
    expect(await exists('/share/public/bilge.lock')).toBe(false);
    expect(await exists('/etc/docker/daemon.json.bilge-new')).toBe(false);
  });

  it('holds no configuration that root writes', async () => {
    await asStranger('mkdir /share/public/docker && ln -s /victim /share/public/docker/daemon.json.bilge-new');
    await host.exec('echo precious >/victim');
    const plan = await target.plan('set-log-rotation', {});
    const script = plan.script.replaceAll('/etc/docker/daemon.json', '/share/public/docker/daemon.json');
    expect(script).not.toBe(plan.script);
    const ran = await host.exec('cat >/root/script.sh; sh /root/script.sh', { input: script, allowFailure: true });
    expect(ran.stdout).toContain('a user other than root could redirect the write');
    expect((await host.exec('cat /victim')).stdout).toBe('precious\n');
  });
});
