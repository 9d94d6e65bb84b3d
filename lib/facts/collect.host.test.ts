import { afterAll, describe, expect, it } from 'vitest';
import { type HostKind, type LabHost, labAvailable, startHost, stopAll } from '../../lab/lab.ts';
import { buildkitDuplicateLeak } from '../../lab/states/buildkit-leaks.ts';
import { dindVolume } from '../../lab/states/dind-volume.ts';
import { listDriverDirectories } from '../../lab/states/driver-directories.ts';
import { stopDocker } from '../../lab/states/engine.ts';
import { labSession } from '../../test/helpers/lab-session.ts';
import type { SectionId } from '../domain/host-facts.ts';
import type { HostSession } from '../domain/session.ts';
import { collectHostFacts } from './collect.ts';
import { knownValue } from './testing/captured-scan.ts';
import { buildStorageReport } from './views/storage-report.ts';

const lab = await labAvailable();
if (!lab.ok) console.warn(`SKIPPED: scans of real hosts: ${lab.reason}`);
afterAll(stopAll);

const fromScript: SectionId[] = [
  ...([
    'platform',
    'mounts',
    'namespaceMounts',
    'filesystems',
    'daemonConfiguration',
    'daemonProcesses',
    'dataRoot',
  ] as const),
  ...([
    'driverDirectories',
    'layerdb',
    'imagedb',
    'buildkitSnapshots',
    'containersOnDisk',
    'volumesOnDisk',
    'btrfs',
  ] as const),
  ...(['btrfsUsage', 'quarantine', 'containerd', 'buildCache'] as const),
];
const fromEngine: SectionId[] = ['engine', 'containers', 'images', 'volumes', 'networks'];

function scan(session: HostSession, shell = 'sh') {
  return collectHostFacts(session, { hostId: 'h', now: () => new Date().toISOString(), newFactsId: () => 'f', shell });
}

async function onHost(kind: HostKind, test: (host: LabHost, session: HostSession) => Promise<void>): Promise<void> {
  const host = await startHost(kind);
  try {
    const session = await labSession(host);
    try {
      await test(host, session);
    } finally {
      await session.close();
    }
  } finally {
    await host.stop();
  }
}

const kinds: HostKind[] = [
  'btrfs',
  'ext4',
  'xfs',
  'vfs',
  'fuse-overlayfs',
  'busybox',
  'busybox-only',
  'hidden-sys-btrfs',
  'hidden-sys-ext4',
  'sudo-password',
  'trixie-ext4',
  'trixie-btrfs',
];

describe.skipIf(!lab.ok)('a scan', () => {
  it.each(kinds)('knows everything about a host of the kind %s, in one round trip, under every shell', async (kind) => {
    await onHost(kind, async (host, session) => {
      const leaked = await buildkitDuplicateLeak(host, { bytes: 200_000 });
      await host.exec(`docker run -d --name one -v anon1:/data busybox:lab sleep 600
        for name in "it's" 'two  blanks' "$(printf 'new\\nline')" "$(printf 'not-utf8-\\377')"; do mkdir -p "$(docker info -f '{{.DockerRootDir}}')/volumes/$name/_data"; done`);
      const oracle = await listDriverDirectories(host);
      for (const shell of ['sh', 'dash', 'bash --posix', 'busybox ash']) {
        const facts = await scan(session, shell);
        for (const id of [...fromScript, ...fromEngine]) {
          const fact = facts.sections[id];
          expect([shell, id, fact.state === 'known' ? '' : fact.detail]).toEqual([shell, id, '']);
        }
        for (const part of Object.values(facts.identity)) expect(part.state).toBe('known');
        expect(facts.cost.roundTrips).toBe(1);
        expect(facts.cost.bytes).toBeLessThan(200_000);
        const names = knownValue(facts.sections.driverDirectories).entries.map((entry) => entry.name);
        expect(names).toEqual(expect.arrayContaining([...oracle, ...leaked]));
        const layers = knownValue(facts.sections.driverDirectories).entries.filter((entry) =>
          oracle.includes(entry.name),
        );
        const now = facts.sections.platform.state === 'known' ? facts.sections.platform.value.clockSeconds : 0;
        for (const layer of layers) {
          // BusyBox's stat tells no birth, and btrfs lists it for snapshots alone: a base layer's stays unknown (docs/limits.md).
          if (kind === 'busybox-only' && layer.birthSource === 'none') {
            expect(layer.birthSeconds).toBeNull();
            continue;
          }
          expect(layer.birthSource).not.toBe('none');
          expect(Math.abs(now - (layer.birthSeconds ?? 0))).toBeLessThan(600);
        }
        const volumes = knownValue(facts.sections.volumesOnDisk).map((volume) => volume.name);
        expect(volumes).toEqual(
          expect.arrayContaining(["it's", 'two  blanks', 'new\nline', 'not-utf8-\udcff', 'anon1']),
        );
      }
    });
  });

  it('finds btrfs, loop devices and thin pools where nothing of /sys is there', async () => {
    await onHost('btrfs', async (host, session) => {
      const whole = await scan(session);
      await host.exec('mount -t tmpfs none /sys');
      const facts = await scan(session);
      for (const id of [...fromScript, 'btrfsHealth', 'loopDevices', 'thinPools'] as const) {
        const fact = facts.sections[id];
        expect([id, fact.state === 'known' ? '' : fact.detail]).toEqual([id, '']);
      }
      expect(facts.identity).toEqual(whole.identity);
      const uuids = (of: typeof facts) => knownValue(of.sections.btrfs).map((filesystem) => filesystem.uuid);
      expect(uuids(facts)).toEqual(uuids(whole));
      const images = (of: typeof facts) =>
        knownValue(of.sections.loopDevices).map((loop) => [loop.device, loop.backingFile, loop.mountPoints]);
      expect(images(facts)).toEqual(images(whole));
      const missing = knownValue(facts.sections.btrfsHealth).flatMap((each) =>
        each.devices.map((one) => one.isMissing),
      );
      expect(missing).toEqual([false]);
    });
  });

  it('proves nothing where the first process is out of reach, and says so', async () => {
    await onHost('ext4', async (host, session) => {
      await host.exec('mount -t tmpfs none /proc/1');
      const facts = await scan(session);
      expect(facts.sections.mounts.state).toBe('known');
      const mounts = facts.sections.namespaceMounts;
      expect(mounts.state === 'known' ? mounts.value.unreadable : 'unknown').not.toBe(0);
      const report = buildStorageReport(facts, [], () => null);
      expect(report.leaks.state).toBe('unknown');
    });
  });

  it('finds the data root and the driver by itself while Docker is stopped', async () => {
    await onHost('ext4', async (host) => {
      await buildkitDuplicateLeak(host, { bytes: 200_000 });
      const oracle = await listDriverDirectories(host);
      await stopDocker(host);
      const session = await labSession(host);
      const facts = await scan(session);
      await session.close();
      expect(facts.sections.engine.state).toBe('unknown');
      expect(facts.identity.dataRoot).toEqual({ state: 'known', value: '/var/lib/docker' });
      const directories = knownValue(facts.sections.driverDirectories);
      expect(directories.driver).toBe('overlay2');
      expect(directories.entries.map((entry) => entry.name)).toEqual(expect.arrayContaining(oracle));
      expect(knownValue(facts.sections.daemonProcesses).daemons).toEqual([]);
      expect(facts.sections.images).toMatchObject({ state: 'unknown' });
    });
  });

  it('says what it may not see without root', async () => {
    await onHost('sudo-password', async (host) => {
      const session = await labSession(host, 'none').catch((error: unknown) => error);
      if (session instanceof Error) throw session;
      const facts = await scan(session as HostSession);
      await (session as HostSession).close();
      for (const id of ['driverDirectories', 'layerdb', 'namespaceMounts', 'btrfs', 'daemonProcesses'] as const) {
        expect([id, facts.sections[id]]).toMatchObject([id, { state: 'unknown' }]);
      }
      expect(facts.sections.platform.state).toBe('known');
      expect(facts.sections.mounts.state).toBe('known');
    });
  });

  it('does not take the dead for processes that it may not see: a container without an init leaves some', async () => {
    await onHost('ext4', async (host, session) => {
      await host.exec(`nohup sh -c 'sleep 0.2 & exec sleep 300' >/dev/null 2>&1 &
        for try in $(seq 600); do grep -qs '^State:.Z' /proc/[0-9]*/status && exit 0; sleep 0.1; done; exit 1`);
      expect(knownValue((await scan(session)).sections.namespaceMounts).unreadable).toBe(0);
    });
  });

  it('sees the nested Docker in a volume, and the daemon that still runs on it', async () => {
    await onHost('btrfs', async (host, session) => {
      const made = await dindVolume(host);
      const facts = await scan(session);
      const volume = knownValue(facts.sections.volumesOnDisk).find((each) => each.name === made.volume);
      expect(volume?.nestedDrivers).toEqual(['btrfs']);
      const nested = knownValue(facts.sections.btrfs)[0]?.subvolumes.filter((each) =>
        each.path.includes(`${made.volume}/_data/`),
      );
      expect(nested?.length).toBeGreaterThan(0);
    });
  });
});
