import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type LabHost, labAvailable, startHost } from '../../../lab/lab.ts';
import { everyCheck, processesWith } from '../../../test/helpers/lab-example.ts';
import { collectHostFacts } from '../../facts/collect.ts';
import { knownValue } from '../../facts/testing/captured-scan.ts';
import { asEffectScript } from '../../runs/effect-script.ts';
import { asReadScript } from '../../shell/read-script.ts';
import { sh } from '../../shell/sh.ts';
import { testHost } from '../host-test.ts';
import { openSession } from '../sessions/open-session.ts';
import { exampleHost } from '../testing/example-host.ts';

const available = await labAvailable();
if (!available.ok) console.warn(`SKIPPED: lib/hosts with only a socket: ${available.reason}`);

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

describe.skipIf(!available.ok)('a host that gives only its Docker socket', () => {
  let lab: LabHost;
  beforeAll(async () => {
    lab = await startHost('socket');
  });
  afterAll(async () => lab?.stop());

  const leftovers = async () => (await lab.exec('docker ps -aq; docker images -aq; docker volume ls -q')).stdout;

  async function open(settings: Record<string, unknown> = { hostAccess: 'helper' }) {
    const session = await openSession(exampleHost(lab.url, settings), {});
    cleanups.push(() => session.close());
    return session;
  }

  it('without the helper has Docker and no shell', async () => {
    const session = await open({});
    expect([...session.capabilities]).toEqual(['docker']);
    expect(session.rootProblem).toContain('--host-access helper');
  });

  it('with the helper is root in the mount namespace of the host, and leaves nothing behind', async () => {
    const session = await open();
    expect([...session.capabilities].sort()).toEqual(['docker', 'root', 'shell']);
    const script = asReadScript(sh`
id -u; cat /etc/machine-id; findmnt -no FSTYPE /var/lib/docker
[ "$(readlink /proc/self/ns/mnt)" = "$(readlink /proc/1/ns/mnt)" ] && echo same
echo to stderr >&2; exit 9`);
    const output = await session.read(script, { timeoutMs: 20_000 });
    const [uid, machine, filesystem, same] = output.stdout.toString().split('\n');
    expect({ uid, filesystem, same }).toEqual({ uid: '0', filesystem: 'ext4', same: 'same' });
    expect(`${machine}\n`).toBe((await lab.exec('cat /etc/machine-id')).stdout);
    expect(output.helperContainer).toMatch(/^[0-9a-f]{64}$/);
    expect(output).toMatchObject({ stderr: 'to stderr\n', exitCode: 9 });
    expect(session.takeCost()).toMatchObject({ roundTrips: 1 });
    await session.close();
    expect(await leftovers()).toBe('');
    expect(
      (await lab.exec('ls -A /var/lib/docker/containers /var/lib/docker/image/overlay2/layerdb/mounts')).stdout,
    ).not.toMatch(/[0-9a-f]{12}/);
  });

  it('a scan knows the helper container from one that Docker hides', async () => {
    const session = await open();
    const { sections } = await collectHostFacts(session, {
      hostId: 'h',
      now: () => new Date().toISOString(),
      newFactsId: () => 'f',
    });
    expect(knownValue(sections.containersOnDisk)).toMatchObject([{ isHelper: true }]);
    expect(knownValue(sections.containers)).toEqual([]);
  });

  it('asks for named capabilities, no network, no log, and binds the host read-only', async () => {
    const looked = new AbortController();
    const session = await open();
    const reading = session.read(asReadScript(sh`sleep 600`), { timeoutMs: 60_000, signal: looked.signal });
    const ended = expect(reading).rejects.toThrow('looked at');
    let running = '';
    while (running === '') running = (await lab.exec('docker ps -q')).stdout.trim();
    const inspected = JSON.parse((await lab.exec('docker inspect $1', { args: [running] })).stdout);
    looked.abort(new Error('looked at'));
    await ended;
    expect(inspected).toHaveLength(1);
    expect(inspected[0]).toMatchObject({
      Config: { Labels: { 'bilge.helper': '1' } },
      HostConfig: {
        Privileged: false,
        NetworkMode: 'none',
        ReadonlyRootfs: true,
        LogConfig: { Type: 'none' },
        CapDrop: ['ALL'],
        CapAdd: ['SYS_ADMIN', 'SYS_PTRACE', 'SYS_CHROOT', 'DAC_READ_SEARCH'],
      },
    });
    expect(inspected[0].Mounts.every((mount: { RW: boolean }) => !mount.RW)).toBe(true);
  });

  it('a deadline ends the script and removes the container', async () => {
    const session = await open();
    const output = await session.read(asReadScript(sh`echo begun; sleep 7201 & sleep 7201`), { timeoutMs: 10_000 });
    expect(output).toMatchObject({ timedOut: true, exitCode: null, stdout: Buffer.from('begun\n') });
    expect(await processesWith(lab, 'sleep 7201')).toEqual([]);
    expect((await lab.exec('docker ps -aq')).stdout).toBe('');
  });

  it('carries much output unharmed', async () => {
    const session = await open();
    const output = await session.read(asReadScript(sh`seq 1 400000`), { timeoutMs: 30_000 });
    const lines = output.stdout.toString().trim().split('\n');
    expect(lines).toHaveLength(400_000);
    expect(lines.at(-1)).toBe('400000');
    const cut = await session.read(asReadScript(sh`seq 1 400000`), { timeoutMs: 30_000, maxBytes: 1_000 });
    expect(cut).toMatchObject({ truncated: true, exitCode: null });
    expect(cut.stdout).toHaveLength(1_000);
  });

  it('an effect may write where a read cannot', async () => {
    const session = await open();
    const write = sh`mkdir -p /root/kept && chown nobody /root/kept && chattr +i /root/kept && stat -c %U /root/kept`;
    const output = await session.execute(asEffectScript(write), { timeoutMs: 20_000 });
    await lab.exec('chattr -i /root/kept || true');
    expect(output.stdout.toString(), output.stderr).toBe('nobody\n');
    expect(output.exitCode).toBe(0);
    const refused = await session.read(asReadScript(sh`chown root /root/kept`), { timeoutMs: 20_000 });
    expect(refused.exitCode).not.toBe(0);
  });

  it('the host test passes', async () => {
    const checks = await everyCheck(testHost(exampleHost(lab.url, { hostAccess: 'helper' }), {}));
    expect(checks.map(({ id, ok }) => `${id} ${ok}`)).toEqual([
      'connect true',
      'docker true',
      'helper true',
      'tools true',
    ]);
    expect(await leftovers()).toBe('');
  });

  it('looks from the mount namespace of dockerd where that has one of its own', async () => {
    await lab.exec(`mkdir -p /etc/systemd/system/docker.service.d
printf '[Service]\nPrivateMounts=yes\n' >/etc/systemd/system/docker.service.d/zz-private.conf
systemctl daemon-reload; systemctl restart docker.service`);
    const namespaces = await lab.exec('readlink /proc/1/ns/mnt "/proc/$(pidof dockerd)/ns/mnt"');
    const [machine, daemon] = namespaces.stdout.trim().split('\n');
    expect(daemon).not.toBe(machine);
    const session = await open();
    const output = await session.read(asReadScript(sh`readlink /proc/self/ns/mnt`), { timeoutMs: 20_000 });
    expect(output.stdout.toString().trim()).toBe(daemon);
  });
});
