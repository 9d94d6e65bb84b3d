import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type LabHost, labAvailable, startHost } from '../../../lab/lab.ts';
import { everyCheck, labExample, untilProcesses } from '../../../test/helpers/lab-example.ts';
import type { HostSecrets } from '../../domain/host.ts';
import { asReadScript } from '../../shell/read-script.ts';
import { sh } from '../../shell/sh.ts';
import { testHost } from '../host-test.ts';
import { openSession } from '../sessions/open-session.ts';

const available = await labAvailable();
if (!available.ok) console.warn(`SKIPPED: lib/hosts with sudo: ${available.reason}`);

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

describe.skipIf(!available.ok)('an administrator who needs sudo', () => {
  let lab: LabHost;
  let sudoPassword: string;
  beforeAll(async () => {
    lab = await startHost('sudo-password');
    sudoPassword = lab.sudoPassword ?? lab.password ?? '';
  });
  afterAll(async () => lab?.stop());

  async function open(settings: Record<string, unknown>, more: HostSecrets = {}) {
    const { host, secrets } = await labExample(lab, settings);
    const session = await openSession(host, { ...secrets, ...more });
    cleanups.push(() => session.close());
    return session;
  }

  it('becomes root with the password, reaches Docker through sudo, and finds the tools in /sbin', async () => {
    const session = await open({ sudo: 'password' }, { sudoPassword });
    expect([...session.capabilities].sort()).toEqual(['docker', 'root', 'shell']);
    expect(session.docker?.transport).toBe('sudo dial-stdio');
    const output = await session.read(asReadScript(sh`id -u; command -v losetup`), { timeoutMs: 60_000 });
    expect(output.stdout.toString()).toMatch(/^0\n\/.*losetup\n$/);
    expect(output.stderr).toBe('');
    const info = await Promise.all([1, 2, 3].map(() => session.docker?.json({ method: 'GET', path: '/info' })));
    expect(info).toMatchObject([{ Driver: 'btrfs' }, { Driver: 'btrfs' }, { Driver: 'btrfs' }]);
  });

  it('a deadline also ends what root runs', async () => {
    const session = await open({ sudo: 'password' }, { sudoPassword });
    await session.read(asReadScript(sh`sleep 7101 & sleep 7101`), { timeoutMs: 3_000 });
    await untilProcesses(lab, 'sleep 7101', 0);
  });

  it('logs in by password, which then also serves for sudo', async () => {
    const { host } = await labExample(lab, { sudo: 'password' });
    const session = await openSession(host, { password: sudoPassword });
    cleanups.push(() => session.close());
    expect(session.capabilities.has('root')).toBe(true);
  });

  it('a wrong password is tried once and explained', async () => {
    const since = (await lab.exec('date +%s')).stdout.trim();
    await expect(open({ sudo: 'password' }, { sudoPassword: 'wrong one' })).rejects.toMatchObject({
      failure: 'sudo-failed',
      step: 'sudo',
      userMessage: expect.stringContaining('password is wrong'),
    });
    const log = await lab.exec('journalctl --since "@$1" -t sudo --no-pager -o cat', { args: [since] });
    expect(log.stdout).toContain('1 incorrect password attempt');
    expect(log.stdout).not.toContain('wrong one');
  });

  it('without a password says how to give it', async () => {
    await expect(open({ sudo: 'password' })).rejects.toMatchObject({
      failure: 'sudo-failed',
      userMessage: expect.stringContaining('--sudo-password-stdin'),
    });
    await expect(open({ sudo: 'nopasswd' })).rejects.toMatchObject({
      failure: 'sudo-failed',
      userMessage: expect.stringContaining('NOPASSWD'),
    });
  });

  it('without sudo has a shell, and is told why there is no root and no Docker', async () => {
    const session = await open({ sudo: 'none' });
    expect([...session.capabilities]).toEqual(['shell']);
    expect(session.rootProblem).toContain('--sudo');
    expect(session.dockerProblem).toMatchObject({ code: 'docker-permission', step: 'permission' });
    expect(session.dockerProblem?.userMessage).toContain('usermod -aG docker admin');
  });

  it('the host test shows each step', async () => {
    const { host, secrets } = await labExample(lab, { sudo: 'password' });
    const good = await everyCheck(testHost(host, { ...secrets, sudoPassword }));
    expect(good.map(({ id, ok }) => `${id} ${ok}`)).toEqual(
      ['connect', 'host-key', 'login', 'shell', 'sudo', 'docker', 'tools'].map((id) => `${id} true`),
    );
    const bad = await everyCheck(testHost(host, { ...secrets, sudoPassword: 'wrong' }));
    expect(bad.filter(({ ok }) => !ok).map(({ id }) => id)).toEqual(['sudo', 'docker']);
  });

  it('sudo that asks for no password works in both modes', async () => {
    await lab.exec(
      'echo "admin ALL=(ALL) NOPASSWD: ALL" >/etc/sudoers.d/zz-nopasswd; chmod 440 /etc/sudoers.d/zz-nopasswd',
    );
    cleanups.push(() => lab.exec('rm /etc/sudoers.d/zz-nopasswd'));
    for (const settings of [{ sudo: 'nopasswd' }, { sudo: 'password' }]) {
      const session = await open(settings, { sudoPassword });
      const output = await session.read(asReadScript(sh`id -u`), { timeoutMs: 60_000 });
      expect(output).toMatchObject({ stdout: Buffer.from('0\n'), stderr: '' });
    }
  });

  it('a member of the group docker without sudo gets root by the helper container, where that is allowed', async () => {
    await lab.exec('gpasswd -a admin docker');
    cleanups.push(() => lab.exec('gpasswd -d admin docker'));
    const plain = await open({ sudo: 'none' });
    expect([...plain.capabilities].sort()).toEqual(['docker', 'shell']);
    const session = await open({ sudo: 'none', hostAccess: 'helper' });
    expect([...session.capabilities].sort()).toEqual(['docker', 'root', 'shell']);
    const output = await session.read(
      asReadScript(sh`id -u; btrfs subvolume list / >/dev/null 2>&1; cat /etc/machine-id`),
      {
        timeoutMs: 20_000,
      },
    );
    expect(output.stdout.toString()).toBe(`0\n${(await lab.exec('cat /etc/machine-id')).stdout}`);
  });
});
