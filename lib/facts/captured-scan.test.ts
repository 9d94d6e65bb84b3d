import { describe, expect, it } from 'vitest';
import { capturedFrame, capturedKinds, factsOf, knownValue } from './testing/captured-scan.ts';

describe.each(capturedKinds)('the captured scan of %s', (kind) => {
  const frame = capturedFrame(kind);
  const { sections } = factsOf(frame);

  it('came back whole and every section of it is known', () => {
    expect(frame.isDone).toBe(true);
    expect(frame.cpuMs).toBeGreaterThan(0);
    for (const id of frame.sections.keys()) {
      const fact = Object.entries(sections).find(([name]) => name === id)?.[1];
      expect([id, fact?.state === 'unknown' ? fact.detail : 'known']).toEqual([id, 'known']);
    }
  });

  it('names every layer directory with its birth, and the two that leaked are referenced nowhere', () => {
    const directories = knownValue(sections.driverDirectories);
    const layerdb = knownValue(sections.layerdb);
    const buildkit = knownValue(sections.buildkitSnapshots);
    const layers = directories.entries.filter((entry) => /^([0-9a-f]{64}(-init)?|[0-9a-z]{25})$/.test(entry.name));
    expect(layers.map((layer) => layer.birthSource)).not.toContain('none');
    const referenced = new Set([
      ...layerdb.chains.map((chain) => chain.cacheId),
      ...layerdb.mounts.flatMap((mount) => [mount.mountId, mount.initId]),
      ...buildkit.buckets.flatMap((bucket) => [bucket.name, bucket.committed]),
    ]);
    expect(layers.filter((layer) => !referenced.has(layer.name))).toHaveLength(2);
    expect(layerdb.mounts).toHaveLength(1);
    expect(layerdb.chains[0]?.diffId).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(knownValue(sections.imagedb).images[0]?.diffIds).toHaveLength(1);
  });

  it('brings names with quotes, newlines and invalid UTF-8 through', () => {
    const names = knownValue(sections.volumesOnDisk).map((volume) => volume.name);
    expect(names).toEqual(expect.arrayContaining(["it's odd", 'new\nline', 'not-utf8-\udcff', 'anon1']));
    const odd = knownValue(sections.volumesOnDisk).find((volume) => volume.name === "it's odd");
    expect(odd?.firstLevel).toEqual(['sub dir']);
  });

  it('sees the daemon, its data root and the running container', () => {
    const dataRoot = knownValue(sections.dataRoot);
    const [daemon] = knownValue(sections.daemonProcesses).daemons;
    expect(daemon?.dataRootIdentity).toBe(`${dataRoot.device}:${dataRoot.inode}`);
    expect(Math.abs((daemon?.startedSeconds ?? 0) - (dataRoot.tmpBirthSeconds ?? 0))).toBeLessThan(10);
    expect(dataRoot.isMountPoint).toBe(kind !== 'vfs');
    const [container] = knownValue(sections.containersOnDisk);
    expect(container?.config).toMatchObject({ name: 'one', running: true, labels: { keep: 'yes' } });
    expect(container?.config?.mounts).toMatchObject([{ destination: '/data', volume: 'anon1' }]);
    const mountId = knownValue(sections.layerdb).mounts[0]?.mountId ?? '';
    const namespaces = knownValue(sections.namespaceMounts);
    expect(namespaces.unreadable).toBe(0);
    const inside = namespaces.namespaces.find((each) => each.command === 'sleep');
    expect(JSON.stringify(inside?.mounts)).toContain(kind === 'ext4' ? 'upperdir' : mountId);
  });
});

describe('the captured scan of btrfs', () => {
  const { sections } = factsOf(capturedFrame('btrfs'));

  it('lists subvolumes with their paths, a newline in one of them, and what the quotas say', () => {
    const [filesystem] = knownValue(sections.btrfs);
    const snapshot = filesystem?.subvolumes.find((each) => each.path === 'volumes/plain/_data/line\nbreak');
    expect(snapshot).toMatchObject({ isReadOnly: true, hostPath: '/var/lib/docker/volumes/plain/_data/line\nbreak' });
    expect(snapshot?.createdSeconds).toBe(Date.parse('2026-11-21T03:57:14Z') / 1000);
    expect(filesystem?.pendingDeletions).toBe(4);
    expect(filesystem?.quotas).toEqual({ enabled: true, inconsistent: false, mode: 'qgroup' });
    expect(filesystem?.qgroups?.[String(snapshot?.id)]).toEqual({ referencedBytes: 16384, exclusiveBytes: 16384 });
  });

  it('takes the birth of snapshots from their creation time', () => {
    const sources = knownValue(sections.driverDirectories).entries.map((entry) => entry.birthSource);
    expect(sources.filter((source) => source === 'otime')).toHaveLength(4);
    expect(sources.filter((source) => source === 'statx')).toHaveLength(1);
  });
});

describe('the captured scan of a host with the containerd image store', () => {
  const { sections } = factsOf(capturedFrame('containerd'));

  it('reads snapshots, the lease that holds the container, and the content', () => {
    const { snapshots, leases, contentBytes, root } = knownValue(sections.containerd);
    expect(root).toBe('/var/lib/containerd');
    expect(snapshots.map((each) => [each.kind, each.sizeBytes])).toEqual([
      ['committed', 2064384],
      ['committed', 28672],
      ['active', null],
    ]);
    const container = knownValue(sections.containersOnDisk)[0]?.id ?? '';
    expect(snapshots.at(-1)).toMatchObject({ key: `moby/5/${container}`, parent: `moby/4/${container}-init`, id: 3 });
    expect(leases).toEqual([{ namespace: 'moby', id: container, createdAt: '2026-11-21T03:57:00.547Z' }]);
    expect(contentBytes).toBe(1107099);
  });
});
