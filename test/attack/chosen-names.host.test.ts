import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type LabHost, labAvailable, startHost } from '../../lab/lab.ts';
import { openSession } from '../../lib/hosts/sessions/open-session.ts';
import { exampleHost } from '../../lib/hosts/testing/example-host.ts';
import { dockerdProcesses } from '../../lib/shell/prelude/dockerd-processes.ts';
import { asReadScript } from '../../lib/shell/read-script.ts';
import { sh } from '../../lib/shell/sh.ts';
import { labScanner } from '../traps/lab-scan.ts';

/**
 * A process that calls itself dockerd, with arguments of its own choosing. Those of the stranger run as the real user 65534, in namespaces
 * of their own where that helps them.
 */
const lab = await labAvailable();
if (!lab.ok) console.warn(`SKIPPED: ${lab.reason}`);

/** Ends by itself, should a test not come to its end. */
const lifeSeconds = 300;
const stranger = 'setpriv --reuid=65534 --regid=65534 --clear-groups';
/** What a script is called is its process' name; it takes any arguments, and the last one is how long it lives. */
const makeProgram = `mkdir -p /home/evil
printf '#!/bin/sh\nfor last; do :; done\nexec 2>/dev/null\nwhile [ "$last" -gt 0 ]; do sleep 1; last=$((last - 1)); done\n' >/home/evil/dockerd
chown -R 65534:65534 /home/evil; chmod 755 /home/evil /home/evil/dockerd`;

async function believed(host: LabHost, user = ''): Promise<{ own: string[]; notTold: string[] }> {
  const scanner = await labScanner(host);
  try {
    const script = sh`${dockerdProcesses}
bilge_find_dockerds ${user}
printf '%s\n' "$bilge_dockerds" "$bilge_not_told"`;
    const output = await scanner.session.read(asReadScript(script), { timeoutMs: 30_000 });
    const [own = '', notTold = ''] = output.stdout.toString().split('\n');
    const words = (text: string) => text.split(' ').filter((word) => word !== '');
    return { own: words(own), notTold: words(notTold) };
  } finally {
    await scanner.close();
  }
}

const realDockerd = async (host: LabHost) =>
  (await host.exec('systemctl show --property=MainPID --value docker.service')).stdout.trim();

describe.skipIf(!lab.ok)('a process that calls itself dockerd', () => {
  let host: LabHost;
  const started: string[] = [];
  beforeAll(async () => {
    host = await startHost('ext4');
  });
  afterEach(async () => {
    await host.exec('kill -9 $1; rm -rf /home/evil; systemctl start docker.service docker.socket', {
      args: [started.splice(0).join(' ')],
      allowFailure: true,
    });
  });
  afterAll(async () => host?.stop());

  /** Starts one and waits until it carries the name. */
  async function pretend(words: string, how = stranger): Promise<string> {
    await host.exec(makeProgram);
    const said = await host.exec(
      `${how} /home/evil/dockerd ${words} </dev/null >/dev/null 2>&1 & echo $!
for attempt in $(seq 600); do [ "$(cat /proc/$!/comm)" = dockerd ] && break; sleep 0.1; done; cat /proc/$!/comm`,
    );
    const [pid = '', comm] = said.stdout.split('\n');
    started.push(pid);
    expect(comm).toBe('dockerd');
    return pid;
  }

  it('is not believed when it is somebody else’s; the real one is, also beside it', async () => {
    await pretend(`${lifeSeconds}`);
    expect(await believed(host)).toEqual({ own: [await realDockerd(host)], notTold: [] });
  });

  it('has no file of root’s read by what it is told', async () => {
    await host.exec(
      `umask 077; printf 'rootcanary\\n' >/root/canary; printf '{"auths":"rootcanary"}' >/root/canary.json`,
    );
    for (const file of ['/root/canary', '/root/canary.json']) {
      await host.exec('systemctl stop docker.socket docker.service');
      const pid = await pretend(`--config-file=${file} ${lifeSeconds}`);
      const scanner = await labScanner(host);
      const { facts } = await scanner.scan();
      await scanner.close();
      expect(JSON.stringify(facts)).not.toContain('rootcanary');
      expect(facts.sections.daemonConfiguration).toMatchObject({
        state: 'known',
        value: { path: '/etc/docker/daemon.json' },
      });
      await host.exec('kill -9 "$1"', { args: [pid] });
    }
  });

  it('does not say where Docker’s data lies while Docker is stopped', async () => {
    await host.exec('systemctl stop docker.socket docker.service');
    await pretend(`--data-root=/home/evil ${lifeSeconds}`);
    await host.exec('mkdir -p /home/evil/image/btrfs/layerdb');
    const scanner = await labScanner(host);
    const { facts } = await scanner.scan();
    await scanner.close();
    expect(facts.sections.dataRoot).toMatchObject({ state: 'known', value: { path: '/var/lib/docker' } });
    expect(facts.sections.daemonProcesses).toMatchObject({ state: 'known', value: { daemons: [] } });
  });

  it('is none of the daemons that are counted on a data root', async () => {
    await pretend(`--data-root=/var/lib/docker ${lifeSeconds}`);
    const scanner = await labScanner(host);
    const { facts } = await scanner.scan();
    await scanner.close();
    const { daemonProcesses } = facts.sections;
    if (daemonProcesses.state === 'unknown') throw new Error(daemonProcesses.detail);
    expect(daemonProcesses.value.daemons.map(({ pid }) => String(pid))).toEqual([await realDockerd(host)]);
  });

  it('is not believed as root of a user namespace of its own', async () => {
    const pid = await pretend(`${lifeSeconds}`, `${stranger} unshare -Urm`);
    expect((await host.exec('readlink /proc/$1/ns/user', { args: [pid] })).stdout).not.toBe(
      (await host.exec('readlink /proc/1/ns/user')).stdout,
    );
    expect(await believed(host)).toEqual({ own: [await realDockerd(host)], notTold: [] });
  });

  it('is not believed in a container, root and in the host’s process namespace as it may be', async () => {
    await host.exec(
      `docker import --change 'CMD ["/bin/sh"]' /usr/local/share/bilge-lab/busybox.tar busybox:lab
docker run -d --name named --pid=host --network none busybox:lab sh -c 'printf dockerd >/proc/$$/comm; while :; do sleep 1; done'
pid=$(docker inspect --format '{{.State.Pid}}' named); for attempt in $(seq 600); do [ "$(cat /proc/$pid/comm)" = dockerd ] && break; sleep 0.1; done`,
    );
    const named = (await host.exec('docker inspect --format "{{.State.Pid}}" named')).stdout.trim();
    expect((await host.exec('cat /proc/$1/comm', { args: [named] })).stdout).toBe('dockerd\n');
    expect(await believed(host)).toEqual({ own: [await realDockerd(host)], notTold: [] });
    await host.exec('docker rm -f named');
  });

  it('cannot be told where root runs what others may write, unless it listens on Docker’s socket', async () => {
    await host.exec('mkdir -p /srv/open && chmod 0777 /srv/open && cp /usr/bin/sleep /srv/open/dockerd');
    const pid = (
      await host.exec(`/srv/open/dockerd ${lifeSeconds} </dev/null >/dev/null 2>&1 & echo $!
for attempt in $(seq 600); do [ "$(readlink /proc/$!/exe)" = /srv/open/dockerd ] && break; sleep 0.1; done`)
    ).stdout.trim();
    expect(await believed(host)).toEqual({ own: [await realDockerd(host)], notTold: [pid] });
    await host.exec('kill "$1"', { args: [pid] });
    await host.exec(`systemctl stop docker.socket docker.service; cp "$(command -v dockerd)" /srv/open/dockerd
mkdir -p /etc/systemd/system/docker.service.d
printf '[Service]\\nExecStart=\\nExecStart=/srv/open/dockerd -H unix:///var/run/docker.sock\\n' >/etc/systemd/system/docker.service.d/zz-open.conf
systemctl daemon-reload; systemctl start docker.service`);
    const real = await realDockerd(host);
    expect((await host.exec('readlink /proc/$1/exe', { args: [real] })).stdout).toBe('/srv/open/dockerd\n');
    expect(await believed(host)).toEqual({ own: [real], notTold: [] });
    // As after an upgrade: what runs is no longer what lies there.
    await host.exec(`systemctl stop docker.service; rm /etc/systemd/system/docker.service.d/zz-open.conf; systemctl daemon-reload
systemctl start docker.socket docker.service; program=$(command -v dockerd); cp -p "$program" "$program.new"; mv "$program.new" "$program"`);
    const replaced = await realDockerd(host);
    expect((await host.exec('readlink /proc/$1/exe', { args: [replaced] })).stdout).toContain('(deleted)');
    expect(await believed(host)).toEqual({ own: [replaced], notTold: [] });
  });

  it('counts as a rootless one for its own user’s data root only', async () => {
    const pid = await pretend(`${lifeSeconds}`);
    expect((await believed(host, '65534')).own.sort()).toEqual([pid, await realDockerd(host)].sort());
    expect((await believed(host, '1000')).own).toEqual([await realDockerd(host)]);
  });

  it('that is the real one has its configuration read only from where nobody else can write', async () => {
    const configure = (file: string) =>
      host.exec(
        `systemctl stop docker.socket docker.service; mkdir -p /srv/open /etc/systemd/system/docker.service.d; chmod 0777 /srv/open
printf '{"max-concurrent-downloads":7}' >"$1"
printf '[Service]\\nExecStart=\\nExecStart=/usr/sbin/dockerd -H unix:///var/run/docker.sock --config-file %s\\n' "$1" >/etc/systemd/system/docker.service.d/zz-file.conf
systemctl daemon-reload; systemctl start docker.service`,
        { args: [file] },
      );
    const look = async () => {
      const scanner = await labScanner(host);
      const { facts } = await scanner.scan();
      await scanner.close();
      return facts.sections.daemonConfiguration;
    };
    await configure('/srv/open/daemon.json');
    expect(await look()).toMatchObject({
      state: 'unknown',
      detail: expect.stringContaining('others than root may write to /srv/open'),
    });
    await configure('/root/daemon.json');
    expect(await look()).toMatchObject({ state: 'known', value: { values: { 'max-concurrent-downloads': 7 } } });
    await host.exec(
      'systemctl stop docker.service; rm /etc/systemd/system/docker.service.d/zz-file.conf; systemctl daemon-reload',
    );
  });
});

describe.skipIf(!lab.ok)('a stranger’s dockerd and the helper container', () => {
  let host: LabHost;
  beforeAll(async () => {
    host = await startHost('socket');
  });
  afterAll(async () => host?.stop());

  it('the helper does not enter its namespaces, where `env` is another program', async () => {
    await host.exec(`${makeProgram}
cat >/home/evil/env <<'END'
#!/bin/sh
echo "entered as $(id -u)" >>/home/evil/entered
END
chmod 755 /home/evil/env; touch /home/evil/entered; chmod 666 /home/evil/entered`);
    await host.exec(`${stranger} unshare -Urm sh -c 'for program in /usr/bin/env /usr/bin/true; do mount --bind /home/evil/env $program; done; exec /home/evil/dockerd ${lifeSeconds}' </dev/null >/dev/null 2>&1 &
for attempt in $(seq 600); do pgrep -x dockerd -u 65534 >/dev/null && break; sleep 0.1; done`);
    const fake = (await host.exec('pgrep -x dockerd -u 65534')).stdout.trim();
    expect(fake).toMatch(/^\d+$/);
    expect((await host.exec('cat /proc/$1/root/usr/bin/env', { args: [fake] })).stdout).toContain('entered as');
    const session = await openSession(exampleHost(host.url, { hostAccess: 'helper' }), {});
    const output = await session.read(asReadScript(sh`readlink /proc/self/ns/mnt; id -u`), { timeoutMs: 30_000 });
    await session.close();
    expect((await host.exec('cat /home/evil/entered')).stdout).toBe('');
    expect(output.stdout.toString()).toBe(`${(await host.exec('readlink /proc/1/ns/mnt')).stdout}0\n`);
    await host.exec('kill -9 "$1"; rm -rf /home/evil', { args: [fake] });
  });
});
