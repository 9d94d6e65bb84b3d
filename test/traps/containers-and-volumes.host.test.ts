import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type HostKind, type LabHost, labAvailable, startHost } from '../../lab/lab.ts';
import { hiddenContainer, leakedMount, unloadableContainer } from '../../lab/states/container-states.ts';
import { dindVolume } from '../../lab/states/dind-volume.ts';
import { driverFolder } from '../../lab/states/driver-directories.ts';
import { imageFolder, killDocker9, startDocker } from '../../lab/states/engine.ts';
import { loadBusybox } from '../../lab/states/load-busybox.ts';
import { staleRemoving } from '../../lab/states/stale-removing.ts';
import { interruptedRemoval, unreachableChains } from '../../lab/states/unreachable-chains.ts';
import type { StorageReport, VolumeRow } from '../../lib/domain/storage-report.ts';
import { knownLeaks, type LabScanner, labScanner } from './lab-scan.ts';
import { ageAndRestart } from './removal-oracle.ts';

/** Traps that need containers, volumes, mounts or crashes, each on a fresh host, by their numbers in docs/reference/traps.md. */
const lab = await labAvailable();
if (!lab.ok) console.warn(`SKIPPED, no lab: ${lab.reason}`);

const kinds: HostKind[] = ['btrfs', 'ext4', 'vfs'];

/** What cannot happen on a driver is no test of it: a skipped one would say that something was not looked at. */
function onlyWhere(applies: boolean): (name: string, work: () => Promise<void>) => void {
  return (name, work) => {
    if (applies) it(name, work);
  };
}

describe.skipIf(!lab.ok).each(kinds)('on %s', (kind) => {
  let host: LabHost;
  let scanner: LabScanner;
  beforeEach(async () => {
    host = await startHost(kind);
    await loadBusybox(host);
    scanner = await labScanner(host);
  });
  afterEach(async () => {
    await scanner?.close();
    await host?.stop();
  });

  const scanAfterRestart = async () => {
    await ageAndRestart(host);
    await scanner.reconnect();
    return (await scanner.scan()).report;
  };

  it('trap 6: layers that a legacy build mounts for a moment are never named', async () => {
    const base = await loadBusybox(host);
    await host.exec(
      'mkdir -p /var/tmp/c && cd /var/tmp/c && head -c 3000000 /dev/urandom >big && (echo "FROM $1"; for i in 1 2 3 4 5 6 7 8; do echo "COPY big /b$i"; done) >Dockerfile',
      { args: [base] },
    );
    const build = host.exec('cd /var/tmp/c && DOCKER_BUILDKIT=0 docker build --no-cache -q -t legacy:lab .', {
      timeoutMs: 120_000,
    });
    let isBuilding = true;
    void build.finally(() => {
      isBuilding = false;
    });
    let scans = 0;
    while (isBuilding) {
      const { report } = await scanner.scan();
      // A scan may fall between two answers of a Docker at work; it then says so and names nothing.
      if (report.leaks.state === 'known') {
        expect(knownLeaks(report).filter((leak) => leak.state === 'orphan')).toEqual([]);
      }
      scans += 1;
    }
    await build;
    expect(scans).toBeGreaterThan(0);
    expect(knownLeaks((await scanner.scan()).report)).toEqual([]);
  });

  it('trap 4: an image that is being loaded is never an orphan', async () => {
    const makeScript = `
set -eu
mkdir -p /var/tmp/l/tree && cd /var/tmp/l && head -c 3000000 /dev/urandom >content && split -n 6000 -a 6 content tree/file-
touch -d 2001-01-01 tree; tar -C tree -cf 1.tar .; sum=$(sha256sum 1.tar | cut -d' ' -f1)
printf '{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}' "$sum" >config.json
printf '[{"Config":"config.json","RepoTags":["slow:lab"],"Layers":["1.tar"]}]' >manifest.json
tar -cf image.tar config.json manifest.json 1.tar`;
    await host.exec(makeScript);
    let isLoading = true;
    const load = host.exec('docker load -q -i /var/tmp/l/image.tar').finally(() => {
      isLoading = false;
    });
    let scans = 0;
    while (isLoading) {
      const { report } = await scanner.scan();
      // Of one that met a change in the middle nothing is said, which names nothing either.
      const named = report.leaks.state === 'known' ? report.leaks.value : [];
      expect(named.filter((leak) => leak.state !== 'too-young')).toEqual([]);
      scans += 1;
    }
    await load;
    expect(scans).toBeGreaterThan(0);
    expect(knownLeaks((await scanner.scan()).report)).toEqual([]);
  });

  // Where vfs is the engine's own fall-back no other driver works.
  onlyWhere(kind !== 'vfs')(
    'trap 7: containers hidden by a switch of the driver keep their layers and volumes',
    async () => {
      const lost = await hiddenContainer(host);
      await loadBusybox(host);
      await scanner.reconnect();
      const { report } = await scanner.scan();
      const [store, ...others] = knownLeaks(report);
      expect(others).toEqual([]);
      expect(store).toMatchObject({ kind: 'abandoned-store', name: host.driver, state: 'unconfirmed' });
      expect(store?.hides?.volumes).toEqual([lost.volume]);
      expect(store?.hides?.containers).toHaveLength(1);
      expect(volumeOf(report, lost.volume).deletable).toMatchObject({ excuse: expect.any(String) });
    },
  );

  it('trap 8: a container that Docker cannot load keeps its layer, and no volume is free', async () => {
    const lost = await unloadableContainer(host);
    const report = await scanAfterRestart();
    expect(knownLeaks(report)).toEqual([]);
    expect(volumeOf(report, lost.volume).deletable).toMatchObject({
      excuse: expect.stringContaining('cannot be read'),
    });
  });

  it('trap 9: a running container without its record keeps its layer by its mounts', async () => {
    const base = await loadBusybox(host);
    const { stdout } = await host.exec('docker run -d --network none --name alive "$1" sleep 1000000', {
      args: [base],
    });
    const id = stdout.trim();
    const folder = await imageFolder(host);
    const mountId = (await host.exec('cat "$1/layerdb/mounts/$2/mount-id"', { args: [folder, id] })).stdout.trim();
    await host.exec('sleep 3; rm -r "$1/layerdb/mounts/$2" && mv "$3/containers/$2" /root/', {
      args: [folder, id, folder.replace(/\/image\/.*/, '')],
    });
    await killDocker9(host);
    await scanner.reconnect();
    const { report, facts } = await scanner.scan();
    expect(facts.sections.containers).toMatchObject({ state: 'known', value: [] });
    expect(knownLeaks(report).map((leak) => leak.name)).not.toContain(mountId);
  });

  it('2.5: layers of a container that is gone are found', async () => {
    const lost = await leakedMount(host);
    const report = await scanAfterRestart();
    expect(knownLeaks(report)).toMatchObject([
      { kind: 'leaked-container-layer', name: lost.mountId, state: 'orphan', removableLive: false },
    ]);
  });

  it('trap 15: a removal that a dead Docker began is offered; its successor is not at it', async () => {
    const state = await staleRemoving(host);
    // Killed, not stopped: a graceful stop would finish the removal.
    await host.exec('sleep 3.1');
    await killDocker9(host, { staysDown: true });
    const folder = await imageFolder_(host);
    const isThere = await host.exec('[ -d "$1/layerdb/sha256/$2" ]', {
      args: [folder, state.entry],
      allowFailure: true,
    });
    await startDocker(host);
    await scanner.reconnect();
    const { report } = await scanner.scan();
    expect(isThere.code).toBe(0);
    expect(knownLeaks(report)).toMatchObject([{ kind: 'stale-removing-layer', name: state.cacheId, state: 'orphan' }]);
  });

  it('trap 17: layers that no image reaches are named as such, never as orphan directories', async () => {
    const state = await unreachableChains(host);
    const report = await scanAfterRestart();
    expect(
      knownLeaks(report)
        .map((leak) => [leak.kind, leak.name, leak.state])
        .sort(),
    ).toEqual(state.directories.map((name) => ['unreachable-layer', name, 'orphan']).sort());
  });

  // Making the state takes most of a minute; the engine's code is the same for all drivers.
  onlyWhere(kind === 'ext4')('2.4: what a kill during `docker rmi` leaves is found', async () => {
    const left = await interruptedRemoval(host);
    await host.exec('sleep 3.1');
    await killDocker9(host);
    await scanner.reconnect();
    const { report } = await scanner.scan();
    const found = knownLeaks(report).filter((leak) => leak.state === 'orphan');
    expect(found.filter((leak) => leak.kind === 'unreachable-layer')).toHaveLength(left.chainIds.length);
  });

  it('trap 12: a bind-option volume that is still mounted after a crash is not free', async () => {
    const base = await loadBusybox(host);
    await host.exec(
      'mkdir -p /precious && echo photo >/precious/1.jpg && docker volume create -o type=none -o o=bind -o device=/precious photos && docker run -d --network none --name user -v photos:/p "$1" sleep 1000000',
      { args: [base] },
    );
    const pid = (await host.exec('docker inspect -f "{{.State.Pid}}" user')).stdout.trim();
    await killDocker9(host, { staysDown: true });
    await host.exec(
      'kill -KILL "$1"; while grep -qs "^State:[[:space:]]*[^ZX]" "/proc/$1/status"; do sleep 0.1; done',
      { args: [pid] },
    );
    // As long as Docker is down: when it starts again, or with the container, it takes the mount away. What such a mount excuses while
    // Docker answers is tested from facts (lib/facts/views/ownership/traps.test.ts).
    const mounted = await host.exec('grep -c volumes/photos/_data /proc/1/mountinfo', { allowFailure: true });
    expect(Number(mounted.stdout)).toBeGreaterThan(0);
    await scanner.reconnect();
    const { report } = await scanner.scan();
    expect(report.volumes).toMatchObject({ state: 'unknown' });
    expect(knownLeaks(report)).toEqual([]);
    await startDocker(host);
    await host.exec('docker rm user');
    expect((await host.exec('cat /precious/1.jpg')).stdout).toBe('photo\n');
  });

  // Only overlay2 mounts in the host's namespace, from where a foreign one can have copied it.
  onlyWhere(kind === 'ext4')('trap 23: a stale mount in a foreign mount namespace keeps its layer', async () => {
    const base = await loadBusybox(host);
    const run = 'docker run -d --network none --name stale "$1" sleep 1000000';
    const id = (await host.exec(run, { args: [base] })).stdout.trim();
    const folder = await imageFolder(host);
    const mountId = (await host.exec('cat "$1/layerdb/mounts/$2/mount-id"', { args: [folder, id] })).stdout.trim();
    const pid = (await host.exec('docker inspect -f "{{.State.Pid}}" stale')).stdout.trim();
    await host.exec(
      'systemd-run --quiet --unit=foreign unshare -m --propagation private sleep 100000; until pgrep -xf "sleep 100000"; do sleep 0.1; done',
    );
    await killDocker9(host, { staysDown: true });
    // Records and the host's own mount go; docker's own unmount would rmdir `merged` and thereby end the foreign mount too.
    await host.exec(
      'kill -KILL "$4"; while grep -qs "^State:[[:space:]]*[^ZX]" "/proc/$4/status"; do sleep 0.1; done; umount "$3/overlay2/$5/merged"; rm -r "$1/layerdb/mounts/$2" "$3/containers/$2"',
      {
        args: [folder, id, folder.replace(/\/image\/.*/, ''), pid, mountId],
      },
    );
    await startDocker(host);
    await scanner.reconnect();
    const host1 = await host.exec('grep -c "$1" /proc/1/mountinfo', { args: [mountId], allowFailure: true });
    const anywhere = await host.exec('grep -l "$1" /proc/[0-9]*/mountinfo | wc -l', { args: [mountId] });
    expect([host1.stdout.trim(), Number(anywhere.stdout) > 0]).toEqual(['0', true]);
    const named = knownLeaks((await scanner.scan()).report).map((leak) => leak.name);
    expect(named).not.toContain(mountId);

    await host.exec('systemctl stop foreign');
    const later = knownLeaks((await scanner.scan()).report).map((leak) => leak.name);
    expect(later).toContain(mountId);
  });

  it('traps 24 and 25: links and odd names among the layers are never candidates', async () => {
    const folder = await driverFolder(host);
    const hex = 'a'.repeat(64);
    await host.exec(
      'cd "$1" && mkdir "$2.bak" .snapshots "A$2" "with space" && touch "$2" && ln -s /etc "$3" && mkdir "new\nline"',
      {
        args: [folder, hex, 'b'.repeat(64)],
      },
    );
    const report = await scanAfterRestart();
    expect(knownLeaks(report)).toEqual([]);
    expect(report.refusals).toEqual([]);
  });
});

describe.skipIf(!lab.ok).each(['btrfs', 'vfs'] as const)('a fresh Docker on %s', (kind) => {
  it('has no leaks, and that is known: the driver makes its directory with the first layer', async () => {
    const host = await startHost(kind);
    const scanner = await labScanner(host);
    try {
      const { report } = await scanner.scan();
      expect(knownLeaks(report)).toEqual([]);
    } finally {
      await scanner.close();
      await host.stop();
    }
  });
});

describe.skipIf(!lab.ok)('Docker inside a volume, on btrfs', () => {
  let host: LabHost;
  let scanner: LabScanner;
  beforeAll(async () => {
    host = await startHost('btrfs');
    await loadBusybox(host);
    scanner = await labScanner(host);
  });
  afterAll(async () => {
    await scanner?.close();
    await host?.stop();
  });

  it('traps 10, 11 and 13: the dead one is found with its subvolumes deepest first; the live one is not offered', async () => {
    const dead = await dindVolume(host, { hasReadOnlySnapshot: true });
    const alive = await dindVolume(host, { engine: 'running' });
    const { report } = await scanner.scan();
    const leaks = new Map(knownLeaks(report).map((leak) => [leak.name, leak]));
    const found = leaks.get(dead.volume);
    expect(found).toMatchObject({
      kind: 'nested-docker-root',
      owner: { kind: 'volume', id: dead.volume },
      state: 'orphan',
    });
    const onDisk = await host.exec('btrfs subvolume list /var/lib/docker | grep -c "volumes/$1/"', {
      args: [dead.volume],
    });
    expect(found?.nested).toHaveLength(Number(onDisk.stdout));
    expect(found?.nested.every(({ path }) => path.startsWith(`${dead.path}/`))).toBe(true);
    expect(found?.nested.some(({ path }) => path.endsWith('/read-only-snapshot'))).toBe(true);
    expect(leaks.get(alive.volume)).toMatchObject({ state: 'unconfirmed', removableLive: false });
    expect([...leaks.values()].filter((leak) => leak.kind === 'btrfs-subvolume')).toEqual([]);
    await host.exec('systemctl kill --signal=KILL --kill-who=all "$1.service"', {
      args: [alive.innerUnit],
      allowFailure: true,
    });
  });

  it('trap 5: a fresh layer on an old one is as young as its creation time', async () => {
    const base = await loadBusybox(host);
    await ageAndRestart(host);
    await scanner.reconnect();
    await host.exec('docker create --name fresh "$1" true', { args: [base] });
    const { facts } = await scanner.scan();
    const { dataRoot, layerdb, driverDirectories } = facts.sections;
    if (dataRoot.state === 'unknown' || layerdb.state === 'unknown' || driverDirectories.state === 'unknown')
      return expect.unreachable();
    const mountId = layerdb.value.mounts[0]?.mountId;
    const entry = driverDirectories.value.entries.find(({ name }) => name === mountId);
    expect(entry?.birthSource).toBe('otime');
    expect(entry?.birthSeconds).toBeGreaterThanOrEqual(dataRoot.value.tmpBirthSeconds ?? Number.POSITIVE_INFINITY);
  });
});

function volumeOf(report: StorageReport, name: string): VolumeRow {
  const { volumes } = report;
  const found = volumes.state === 'known' ? volumes.value.find((volume) => volume.name === name) : undefined;
  if (found === undefined) throw new Error(`no volume ${name} in the report`);
  return found;
}

/** While Docker is down its driver cannot be asked. */
async function imageFolder_(host: LabHost): Promise<string> {
  return `/var/lib/docker/image/${host.driver}`;
}
