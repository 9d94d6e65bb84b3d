import { describe, expect, it } from 'vitest';
import { known } from '../../../domain/fact.ts';
import type { HostFacts } from '../../../domain/host-facts.ts';
import type { ContainerdFacts } from '../../../domain/layer-facts.ts';
import { measurementNeeds } from '../ledger/measurement-needs.ts';
import { changed } from '../testing/changed.ts';
import { leaksOf, reportOf } from '../testing/conclusions.ts';
import { containerOnDisk, DockerHost, volumeOnDisk, volumeSummary } from '../testing/docker-host.ts';

function must<T>(fact: { state: 'known'; value: T } | { state: 'unknown'; detail: string }): T {
  if (fact.state === 'unknown') throw new Error(fact.detail);
  return fact.value;
}

describe('layer rows', () => {
  it('name owners the way people do', () => {
    const host = new DockerHost('overlay2');
    const base = [host.hex(), host.hex()];
    host.image('nginx:1', base);
    const second = host.image('shop:2', [...base, host.hex()]);
    host.container('web', second);
    host.cache();
    host.directory(host.hex());
    const rows = must(reportOf(host.facts()).layers);
    expect(rows.map((row) => row.kind)).toEqual([
      'image',
      'image',
      'image',
      'init',
      'container',
      'build-cache',
      'orphan',
    ]);
    expect(rows[0]?.images).toEqual(['nginx:1', 'shop:2']);
    expect(rows[2]?.images).toEqual(['shop:2']);
    expect(rows[4]).toMatchObject({ containers: ['web'], detail: 'Writable layer of web.' });
    expect(rows[6]?.state).toBe('orphan');
  });

  it('call nothing an orphan where the proof failed', () => {
    const host = new DockerHost('overlay2');
    host.directory(host.hex());
    const facts = changed(host.facts(), 'namespaceMounts', (all) => ({ ...all, unreadable: 1 }));
    const [row] = must(reportOf(facts).layers);
    expect(row).toMatchObject({ kind: 'unknown', state: null });
    expect(row?.detail).toContain('treated as in use');
  });
});

describe('subvolume rows', () => {
  it('tell Docker’s from the host’s own, and nested ones from layers', () => {
    const host = new DockerHost('btrfs');
    host.image('nginx:1', [host.hex()]);
    const orphan = host.directory(host.hex());
    host.subvolume(`docker/btrfs/subvolumes/${orphan}/inner`);
    const volume = host.hex();
    host.sections.volumesOnDisk = [volumeOnDisk(volume, ['btrfs'])];
    host.sections.volumes = [volumeSummary(volume)];
    host.subvolume(`docker/volumes/${volume}/_data/btrfs/subvolumes/x`);
    host.subvolume('docker-backup');
    host.subvolume('photos');
    const rows = must(reportOf(host.facts()).subvolumes);
    expect(rows.map((row) => row.owner.kind)).toEqual([
      'image',
      'orphan',
      'orphan',
      'nested-docker',
      'not-docker',
      'not-docker',
    ]);
    expect(rows[0]?.owner.label).toBe('nginx:1');
    expect(leaksOf(host.facts(), 'btrfs-subvolume')[0]?.nested).toMatchObject([{ depth: 1 }]);
  });
});

describe('pinning snapshots', () => {
  it('are host snapshots of Docker’s subvolumes or of what holds the data root, and not Docker’s own', () => {
    const host = new DockerHost('btrfs');
    const layer = host.directory(host.hex());
    const uuid = host.subvolumes[0]?.uuid ?? '';
    host.directory(host.hex());
    host.subvolumes[1] = { ...(host.subvolumes[1] ?? never()), parentUuid: uuid };
    host.subvolume('snapshots/layer', 1, uuid);
    const home = host.subvolume('docker');
    host.subvolume('snapshots/docker', 1, home.uuid);
    host.subvolume('snapshots/photos', 1, 'uuid-photos');
    const { pinningSnapshots } = reportOf(host.facts());
    expect(pinningSnapshots.map(({ path, label }) => [path, label])).toEqual([
      ['snapshots/layer', `snapshot of Docker's btrfs/subvolumes/${layer}`],
      ['snapshots/docker', "snapshot of docker, which holds Docker's data root"],
    ]);
  });
});

describe('volume rows', () => {
  const rowsOf = (facts: HostFacts) => new Map(must(reportOf(facts).volumes).map((row) => [row.name, row]));

  it('say who uses a volume, what is anonymous, and what is build cache in disguise', () => {
    const host = new DockerHost('overlay2');
    const hex = host.hex();
    const names = ['data', hex, 'labelled', 'buildx_buildkit_builder0_state'];
    host.sections.volumes = names.map((name) =>
      volumeSummary(name, name === 'labelled' ? { 'com.docker.volume.anonymous': '' } : {}),
    );
    host.sections.volumesOnDisk = names.map((name) => volumeOnDisk(name));
    const id = host.container('db', host.image('postgres:16'));
    host.sections.containersOnDisk = [containerOnDisk(id, 'db', 'overlay2', false, ['data'])];
    const rows = rowsOf(host.facts());
    expect(rows.get('data')).toMatchObject({
      usedBy: ['db'],
      anonymous: false,
      deletable: { excuse: expect.stringContaining('db') },
    });
    expect(rows.get(hex)).toMatchObject({ anonymous: true, deletable: { ok: true }, knownAs: null });
    expect(rows.get('labelled')?.anonymous).toBe(true);
    expect(rows.get('buildx_buildkit_builder0_state')?.knownAs).toBe('buildx builder state');
  });

  it('are never deletable while it is not known who uses them', () => {
    const host = new DockerHost('overlay2');
    host.sections.volumes = [volumeSummary('data')];
    const facts = host.facts();
    const blind = {
      ...facts,
      sections: {
        ...facts.sections,
        containersOnDisk: { state: 'unknown', reason: 'permission-denied', detail: 'no root' } as const,
      },
    };
    expect(rowsOf(blind).get('data')).toMatchObject({
      usedBy: [],
      usersKnown: false,
      deletable: { excuse: expect.stringContaining('no root') },
    });
  });

  it('see a bind mount by path', () => {
    const host = new DockerHost('overlay2');
    host.sections.volumes = [volumeSummary('data')];
    host.sections.volumesOnDisk = [volumeOnDisk('data')];
    const container = containerOnDisk(host.hex(), 'backup', 'overlay2');
    container.config?.mounts.push({
      destination: '/in',
      volume: null,
      source: '/var/lib/docker/volumes/data/_data/sub',
    });
    host.sections.containersOnDisk = [container];
    expect(rowsOf(host.facts()).get('data')).toMatchObject({
      usedBy: ['backup'],
      deletable: { excuse: expect.stringContaining('path') },
    });
  });
});

describe('containerd’s image store', () => {
  const containerd = (leases: ContainerdFacts['leases']): HostFacts => {
    const host = new DockerHost('overlay2');
    const facts = changed(host.facts(), 'engine', (engine) => ({
      ...engine,
      imageStore: 'containerd',
      storageDriver: 'overlayfs',
    }));
    const value = { root: '/var/lib/containerd', snapshots: [], leases, contentBytes: 0 };
    return { ...facts, sections: { ...facts.sections, containerd: known(value) } };
  };
  const id = 'a'.repeat(64);

  it('proves nothing about leases of a scan that did not read what they hold, and explains why there are no layer directories', () => {
    const facts = containerd([
      { namespace: 'moby', id, createdAt: '1970-01-12T00:00:00Z' },
      { namespace: 'k8s.io', id: 'c'.repeat(64), createdAt: '1970-01-12T00:00:00Z' },
      { namespace: 'moby', id: 'moby-image-x', createdAt: '1970-01-12T00:00:00Z' },
    ]);
    expect(leaksOf(facts, 'containerd-lease').map((leak) => [leak.name, leak.state, leak.bytes.state])).toEqual([
      [id, 'unconfirmed', 'unknown'],
    ]);
    const { layers } = reportOf(facts);
    expect(layers).toMatchObject({ state: 'unknown', detail: expect.stringContaining('older Bilge') });
  });

  it('puts each snapshot into a row by whose it is, and asks to measure only what containerd did not', () => {
    // Keys as engine 26.1.5 with the containerd store wrote them, lab 2026-11-21; sizes shortened.
    const root = '/var/lib/containerd';
    const snapshot = { snapshotter: 'overlayfs', parent: null };
    const snapshots = [
      { ...snapshot, key: `moby/11/sha256:${id}`, id: 8, kind: 'committed', sizeBytes: 8192 },
      { ...snapshot, key: 'moby/2/oidl3ez4ep7i4vq6fli5n4hyq', id: 2, kind: 'active', sizeBytes: null },
      { ...snapshot, key: 'moby/6/sxp4lfuselk7cre7ug4jk8hfu', id: 5, kind: 'committed', sizeBytes: 100 },
      { ...snapshot, key: `moby/7/${id}`, id: 9, kind: 'active', sizeBytes: null },
      { ...snapshot, key: 'k8s.io/1/sha256:x', id: 10, kind: 'committed', sizeBytes: 7 },
    ];
    const facts = changed(containerd([]), 'containerd', (value) => ({ ...value, snapshots }));
    const needs = measurementNeeds(facts, []).filter((need) => need.kind === 'containerd-root');
    const folder = `${root}/io.containerd.snapshotter.v1.overlayfs/snapshots`;
    expect(needs.map((need) => need.path)).toEqual([`${folder}/2`, `${folder}/9`]);
    const moved = changed(facts, 'filesystems', (all) =>
      all.map((each) => ({ ...each, mountPoint: '/', device: '8:1', roles: ['containerd-root'] })),
    );
    const rows = must(reportOf(moved).ledger).map((row) => [
      row.row,
      row.bytes.state === 'known' ? row.bytes.value : 'unknown',
      row.objects,
    ]);
    expect(rows.slice(0, 5)).toEqual([
      ['image-layers', 8192, 1],
      ['compressed-copies', 0, 1],
      ['writable-layers', 'unknown', 1],
      ['build-cache', 'unknown', 2],
      ['other-containerd-users', 7, 1],
    ]);
  });

  it('is unknown where containerd could not be read', () => {
    const facts = containerd([]);
    const blind = {
      ...facts,
      sections: {
        ...facts.sections,
        containerd: { state: 'unknown', reason: 'permission-denied', detail: 'no root' } as const,
      },
    };
    expect(reportOf(blind).leaks).toMatchObject({ state: 'unknown', detail: 'no root' });
  });

  it('names the graph driver that it left behind, and what Docker 29 would make of its removal', () => {
    const facts = changed(containerd([]), 'dataRoot', (root) => ({
      ...root,
      driverDirectories: [{ driver: 'overlay2', entries: 5 }],
    }));
    const [leak] = leaksOf(facts, 'abandoned-store');
    expect(leak).toMatchObject({ name: 'overlay2', state: 'unconfirmed' });
    expect(leak?.proof.at(-1)?.checked).toContain('Docker 29');
    const emptied = changed(facts, 'dataRoot', (root) => ({
      ...root,
      driverDirectories: [{ driver: 'overlay2', entries: 1 }],
    }));
    expect(leaksOf(emptied)).toEqual([]);
  });
});

function never(): never {
  throw new Error('the builder made nothing');
}
