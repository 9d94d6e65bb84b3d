import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type LabHost, labAvailable, startHost } from '../../../lab/lab.ts';
import { everyCheck, labExample, processesWith, untilProcesses } from '../../../test/helpers/lab-example.ts';
import { TransportError } from '../../domain/errors.ts';
import type { Host, HostSecrets } from '../../domain/host.ts';
import { asReadScript } from '../../shell/read-script.ts';
import { sh } from '../../shell/sh.ts';
import { testHost } from '../host-test.ts';
import { openSession } from '../sessions/open-session.ts';
import { SessionPool } from '../sessions/session-pool.ts';
import { exampleHost } from '../testing/example-host.ts';
import { offeredHostKeys } from './offered-host-keys.ts';

const available = await labAvailable();
if (!available.ok) console.warn(`SKIPPED: lib/hosts over SSH: ${available.reason}`);

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function failureOf(promise: Promise<unknown>): Promise<TransportError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof TransportError) return error;
    throw error;
  }
  throw new Error('nothing failed');
}

describe.skipIf(!available.ok)('a real sshd with a real Docker', () => {
  let lab: LabHost;
  let host: Host;
  let secrets: HostSecrets;
  beforeAll(async () => {
    lab = await startHost('ext4');
    ({ host, secrets } = await labExample(lab));
  });
  afterAll(async () => lab?.stop());

  async function open(over: Host = host, options: Parameters<typeof openSession>[2] = {}) {
    const session = await openSession(over, secrets, options);
    cleanups.push(() => session.close());
    return session;
  }

  it('connects, is root, and reaches Docker by a forwarded socket', async () => {
    const session = await open();
    expect([...session.capabilities].sort()).toEqual(['docker', 'root', 'shell']);
    expect(session.docker).toMatchObject({ transport: 'streamlocal', apiVersion: '1.41' });
    const output = await session.read(asReadScript(sh`cat /etc/machine-id; exit 6`), { timeoutMs: 60_000 });
    const outside = await lab.exec('cat /etc/machine-id');
    expect(output).toMatchObject({ stdout: Buffer.from(outside.stdout), exitCode: 6 });
    expect(session.takeCost()).toMatchObject({ roundTrips: 1 });
    expect(await session.docker?.json({ method: 'GET', path: '/info' })).toMatchObject({ Driver: 'overlay2' });
  });

  it('every step of the host test passes', async () => {
    const checks = await everyCheck(testHost(host, secrets));
    expect(checks.map((check) => check.id)).toEqual(['connect', 'host-key', 'login', 'shell', 'docker', 'tools']);
    expect(checks.filter((check) => !check.ok)).toEqual([]);
  });

  it('a deadline leaves nothing running on the host', async () => {
    const session = await open();
    const script = asReadScript(
      sh`sleep 7001 & (sleep 7001; echo never) & setsid sleep 7002 >/dev/null 2>&1 & sh -c "sleep 7001; :"`,
    );
    const output = await session.read(script, { timeoutMs: 5_000 });
    expect(output.timedOut).toBe(true);
    await untilProcesses(lab, 'sleep 7001', 0);
    // What leaves the session on purpose stays: this shows that the look above can find something.
    expect(await processesWith(lab, 'sleep 7002')).toHaveLength(1);
    await lab.exec("pkill -f '^sleep 7002$'");
    await untilProcesses(lab, 'bilge-ready', 0);
  });

  it('closing in the middle of a read leaves nothing running either', async () => {
    const session = await open();
    const reading = session.read(asReadScript(sh`sleep 7003`), { timeoutMs: 60_000 }).catch((error: unknown) => error);
    await untilProcesses(lab, 'sleep 7003', 1);
    await session.close();
    expect(await reading).toMatchObject({ failure: 'connection-lost' });
    await untilProcesses(lab, 'sleep 7003', 0);
  });

  it('logs in with an encrypted key, and with the agent', async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'bilge-keys-'));
    cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
    const keyFile = path.join(folder, 'key');
    copyFileSync(lab.keyFile, keyFile);
    execFileSync('chmod', ['600', keyFile]);
    const socket = path.join(folder, 'agent');
    const agent = spawnSync('ssh-agent', ['-s', '-a', socket], { encoding: 'utf8' });
    const pid = Number(/SSH_AGENT_PID=(\d+)/.exec(agent.stdout)?.[1]);
    cleanups.push(() => process.kill(pid));
    execFileSync('ssh-add', [keyFile], { env: { ...process.env, SSH_AUTH_SOCK: socket }, stdio: 'ignore' });
    const before = process.env.SSH_AUTH_SOCK;
    process.env.SSH_AUTH_SOCK = socket;
    try {
      const viaAgent = await openSession({ ...host, settings: { ...host.settings, agent: true } }, {});
      await viaAgent.close();
    } finally {
      if (before === undefined) delete process.env.SSH_AUTH_SOCK;
      else process.env.SSH_AUTH_SOCK = before;
    }
    execFileSync('ssh-keygen', ['-q', '-p', '-N', 'open sesame', '-f', keyFile]);
    const encrypted = await openSession(host, { privateKey: readFileSync(keyFile, 'utf8'), passphrase: 'open sesame' });
    await encrypted.close();
  });

  it('an sshd that offers nothing but old algorithms is reached where that was allowed, and named where not', async () => {
    await lab.exec(`ssh-keygen -q -t rsa -N '' -f /etc/ssh/old_rsa_key
      /usr/sbin/sshd -f /dev/null -p 2222 -h /etc/ssh/old_rsa_key -o PidFile=/run/old-sshd.pid -o PermitRootLogin=yes \
        -o HostKeyAlgorithms=ssh-rsa -o KexAlgorithms=diffie-hellman-group14-sha1 -o MACs=hmac-sha1 -o Ciphers=aes128-cbc
      # It goes to the background before it listens, and writes its number afterwards.
      until [ -s /run/old-sshd.pid ]; do sleep 0.1; done`);
    cleanups.push(() => lab.exec('kill "$(cat /run/old-sshd.pid)"'));
    const url = `ssh://root@${lab.address}:2222`;
    const plain = exampleHost(url);
    await expect(offeredHostKeys(url, plain.settings, secrets)).rejects.toThrow();
    const legacy = exampleHost(url, { legacyAlgorithms: true });
    const [hostKey] = await offeredHostKeys(url, legacy.settings, secrets);
    const session = await openSession(exampleHost(url, { legacyAlgorithms: true, hostKey }), secrets);
    cleanups.push(() => session.close());
    expect(session.capabilities.has('root')).toBe(true);
    const refused = await failureOf(openSession(exampleHost(url, { hostKey }), secrets));
    expect(refused).toMatchObject({ failure: 'misconfigured', step: 'connect' });
    expect(refused.userMessage).toContain('legacy algorithms');
  });

  it('reaches a host through a jump host', async () => {
    const { hostKey } = host.settings;
    // The lab host is its own jump host: behind it, it is 127.0.0.1.
    const behind = exampleHost('ssh://root@127.0.0.1', { jump: [lab.url], jumpHostKeys: [hostKey], hostKey });
    const session = await open(behind);
    const output = await session.read(asReadScript(sh`echo "$SSH_CONNECTION"`), { timeoutMs: 60_000 });
    expect(output.stdout.toString()).toMatch(/^127\.0\.0\.1 \d+ 127\.0\.0\.1 22$/m);
    expect(session.docker?.transport).toBe('streamlocal');
  });

  it('says that Docker is stopped, also on an open session, and finds it again', async () => {
    const pool = new SessionPool();
    cleanups.push(() => pool.closeAll());
    const session = await open();
    await lab.exec('systemctl stop docker.socket docker.service');
    try {
      const request = session.docker?.json({ method: 'GET', path: '/info' });
      expect(await failureOf(Promise.resolve(request))).toMatchObject({ failure: 'docker-stopped' });
      const lease = await pool.acquire(host, secrets);
      expect(lease.session.docker).toBeNull();
      expect(lease.session.capabilities.has('root')).toBe(true);
      expect(lease.session.dockerProblem).toMatchObject({ code: 'docker-stopped', step: 'daemon' });
      lease.release();
    } finally {
      await lab.exec('systemctl start docker.service');
    }
    expect(await session.docker?.json({ method: 'GET', path: '/info' })).toMatchObject({ Driver: 'overlay2' });
    await sleep(5_100);
    const again = await pool.acquire(host, secrets);
    expect(again.session.docker?.transport).toBe('streamlocal');
    again.release();
  });

  it('finds Docker again on an open session that had asked many things at once before Docker was restarted', async () => {
    const session = await open();
    const many = () =>
      Promise.all(Array.from({ length: 8 }, () => session.docker?.json({ method: 'GET', path: '/info' })));
    await many();
    for (let round = 0; round < 3; round += 1) {
      await lab.exec('systemctl reset-failed docker.service; systemctl restart docker.service');
      // sshd closes its half of a forwarded stream only: the streams that lie idle here look open.
      // What changes something is not asked twice, so it must not be given such a stream at all.
      const removal = session.docker?.json({ method: 'DELETE', path: '/containers/nobody' });
      await expect(removal).rejects.toMatchObject({ status: 404 });
      expect(await session.docker?.json({ method: 'GET', path: '/info' })).toMatchObject({ Driver: 'overlay2' });
      expect(await many()).toHaveLength(8);
    }
  });

  it('notices a frozen sshd, and the pool connects again when it is back', async () => {
    const pool = new SessionPool({
      open: (one, its) => openSession(one, its, { keepaliveMs: 1_000, deadlineMs: 8_000 }),
    });
    cleanups.push(() => pool.closeAll());
    const lease = await pool.acquire(host, secrets);
    const reading = failureOf(lease.session.read(asReadScript(sh`sleep 7004`), { timeoutMs: 60_000 }));
    await untilProcesses(lab, 'sleep 7004', 1);
    await lab.exec('pkill -STOP -x sshd');
    try {
      const error = await reading;
      expect(error.failure).toBe('connection-lost');
      expect(error.userMessage).toContain('frozen');
      lease.release();
      expect((await failureOf(pool.acquire(host, secrets))).failure).toBe('timed-out');
    } finally {
      await lab.exec('pkill -CONT -x sshd');
    }
    const back = await pool.acquire(host, secrets, { fresh: true });
    expect(back.session.isOpen).toBe(true);
    back.release();
    await untilProcesses(lab, 'sleep 7004', 0);
  });

  it('survives a killed sshd', async () => {
    const pool = new SessionPool();
    cleanups.push(() => pool.closeAll());
    const lease = await pool.acquire(host, secrets);
    const reading = failureOf(lease.session.read(asReadScript(sh`sleep 7005`), { timeoutMs: 60_000 }));
    await untilProcesses(lab, 'sleep 7005', 1);
    await lab.exec('systemctl stop ssh.service; pkill -KILL -x sshd || true');
    expect((await reading).failure).toBe('connection-lost');
    lease.release();
    expect((await failureOf(pool.acquire(host, secrets))).failure).toBe('unreachable');
    await lab.exec('systemctl start ssh.service');
    const back = await pool.acquire(host, secrets, { fresh: true });
    expect((await back.session.read(asReadScript(sh`echo back`), { timeoutMs: 60_000 })).stdout.toString()).toBe(
      'back\n',
    );
    back.release();
    await untilProcesses(lab, 'sleep 7005', 0);
  });

  it('goes on by dial-stdio where forwarding is forbidden, and says what to change where that is not there', async () => {
    await lab.exec("sed -i '1i AllowTcpForwarding no' /etc/ssh/sshd_config && systemctl restart ssh");
    const session = await open();
    expect(session.docker?.transport).toBe('dial-stdio');
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => session.docker?.json({ method: 'GET', path: '/info' })),
    );
    expect(answers).toHaveLength(20);
    await session.close();
    await lab.exec(
      'for tool in docker socat nc ncat; do for at in /usr/bin /bin; do [ -e $at/$tool ] && mv $at/$tool $at/$tool.away; done; done; true',
    );
    const without = await open();
    expect(without.docker).toBeNull();
    expect(without.dockerProblem).toMatchObject({ code: 'forwarding-forbidden', step: 'forwarding' });
    expect(without.dockerProblem?.userMessage).toContain('AllowStreamLocalForwarding yes');
  });

  it('stops at a changed host key', async () => {
    await lab.exec('rm /etc/ssh/ssh_host_*; ssh-keygen -A >/dev/null; systemctl restart ssh');
    const config = await lab.exec('sshd -T | grep -i ^hostkey; ls /etc/ssh');
    const error = await failureOf(openSession(host, secrets));
    expect(error, config.stdout).toMatchObject({ failure: 'host-key-changed' });
    const checks = await everyCheck(testHost(host, secrets));
    expect(checks.map(({ id, ok }) => `${id} ${ok}`)).toEqual(['connect true', 'host-key false']);
  });
});
