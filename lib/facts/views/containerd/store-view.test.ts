import { describe, expect, it } from 'vitest';
import { known } from '../../../domain/fact.ts';
import type { HostFacts } from '../../../domain/host-facts.ts';
import type { OtherDataRoot } from '../../../domain/storage-facts.ts';
import { changed } from '../testing/changed.ts';
import { ContainerdHost, croot, iso, namespaceOf, rootBegun } from '../testing/containerd-host.ts';
import { daemonStart, old, young } from '../testing/docker-host.ts';
import { storeFacts } from './store-facts.ts';
import { type StoreView, storeView } from './store-view.ts';

function viewOf(facts: HostFacts): StoreView {
  const needed = storeFacts(facts);
  if (needed.state === 'unknown') throw new Error(needed.detail);
  return storeView(needed.value, () => null);
}

function rowOf(host: ContainerdHost | HostFacts, id: string) {
  const row = viewOf(host instanceof ContainerdHost ? host.facts() : host).leases.find((each) => each.id === id);
  if (row === undefined) throw new Error(`no lease ${id}`);
  const bytes = row.aloneBytes.state === 'known' ? row.aloneBytes.value : null;
  return { state: row.state, class: row.class, bytes, isEmpty: row.isEmpty };
}

const deadOf = (facts: HostFacts) =>
  viewOf(facts)
    .leases.filter(({ state }) => state === 'dead')
    .map(({ id }) => id);

describe('the leak classes', () => {
  it('L1: a failed create keeps the image that was removed', () => {
    const host = new ContainerdHost();
    const lease = host.failedCreate(host.image('one'));
    expect(rowOf(host, lease)).toMatchObject({ state: 'dead', class: 'failed-create', bytes: 5 });
    host.removeImage('one');
    // The blobs hang on nothing any more and are the collector's; the layer is pinned.
    expect(rowOf(host, lease)).toMatchObject({ state: 'dead', bytes: 105 });
  });

  it('L2 and T3: an empty lease is dead, and holds nothing', () => {
    const host = new ContainerdHost();
    const lease = host.failedCreate('', old, { isEmpty: true });
    expect(rowOf(host, lease)).toEqual({ state: 'dead', class: 'failed-create', bytes: 0, isEmpty: true });
  });

  it('L4: the directory of one container was lost, and those of the others keep', () => {
    const host = new ContainerdHost();
    const chain = host.image('one');
    const [lost, kept] = [host.container(chain), host.container(chain)];
    host.loseContainer(lost);
    expect(rowOf(host, lost)).toMatchObject({ state: 'dead', class: 'container-lost', bytes: 12 });
    expect(rowOf(host, kept)).toMatchObject({ state: 'kept', class: null });
  });

  it('L5 and T20: after BuildKit’s folder was deleted older leases are another cache’s, younger ones this one’s', () => {
    const host = new ContainerdHost();
    const record = host.build();
    host.loseBuildCache(old + 10);
    const living = host.build(50, old + 20);
    const lost = host.build(60, old + 30);
    host.builds.workers[0]?.records.pop();
    host.build(50, old + 40);
    expect(rowOf(host, record)).toMatchObject({ state: 'other-data-root', class: 'build-cache-lost', bytes: 50 });
    expect(rowOf(host, living)).toMatchObject({ state: 'kept' });
    expect(rowOf(host, lost)).toMatchObject({ state: 'dead', class: 'build-record-lost' });
  });

  it('L6, L7, L8 and T15: what ends by itself says when, and what is past its end is not in use', () => {
    const host = new ContainerdHost();
    host.content('sha256:a', 40);
    const labels = (until: string, label?: string) => ({
      'containerd.io/gc.expire': until,
      ...(label ? { [label]: 'true' } : {}),
    });
    host.lease('123456789-AbC_', {
      labels: labels('2026-11-22T00:00:00Z', 'moby/prune.images'),
      content: ['sha256:a'],
    });
    host.lease('1-load', { labels: labels('2026-11-22T00:00:00Z'), made: young });
    host.lease('1-old', { labels: labels('2026-11-20T00:00:00Z') });
    host.lease('1-step', { labels: { 'buildkit/lease.temporary': '1' } });
    const rows = viewOf(host.facts()).leases.map((row) => [row.id, row.state, row.class, row.until]);
    expect(rows).toEqual([
      ['123456789-AbC_', 'unfinished', 'pull-unfinished', '2026-11-22T00:00:00.000Z'],
      // Younger than dockerd: it may be running.
      ['1-load', 'unfinished', null, '2026-11-22T00:00:00.000Z'],
      ['1-old', 'expired', 'expired', '2026-11-20T00:00:00.000Z'],
      ['1-step', 'temporary', null, null],
    ]);
    expect(rowOf(host, '123456789-AbC_').bytes).toBe(40);
  });

  it('of two scans with the same records each is judged at its own time', () => {
    const host = new ContainerdHost();
    host.content('sha256:a', 40);
    host.lease('1-load', { labels: { 'containerd.io/gc.expire': '2026-11-22T00:00:00Z' }, content: ['sha256:a'] });
    const facts = host.facts();
    const at = (collectedAt: string) => viewOf({ ...facts, collectedAt });
    const [before, stillBefore, after] = [
      at('2026-11-21T10:00:00Z'),
      at('2026-11-22T00:00:00Z'),
      at('2026-11-22T00:00:01Z'),
    ];
    expect(stillBefore.graph).toBe(before.graph);
    expect(after.graph).not.toBe(before.graph);
    expect([before, stillBefore, after].map(({ leases }) => leases[0]?.state)).toEqual([
      'unfinished',
      'unfinished',
      'expired',
    ]);
    expect(after.graph.edges[0]).toEqual([]);
    // A clock that was set back.
    expect(at('2026-11-21T10:00:00Z').graph.edges[0]).toHaveLength(1);
  });

  it('L14 and T17: with a graph driver the leases are those of hidden containers', () => {
    const host = new ContainerdHost();
    const id = host.container(host.image('one'));
    host.loseContainer(id);
    const facts = changed(host.facts(), 'engine', (engine) => ({
      ...engine,
      imageStore: 'graphdriver',
      storageDriver: 'overlay2',
    }));
    expect(rowOf(facts, id).state).toBe('hidden-store');
    expect(deadOf(facts)).toEqual([]);
    host.lease('moby-image-sha256:x');
    expect(rowOf(host, 'moby-image-sha256:x').state).toBe('hidden-store');
  });

  it('L15: a build that the history lost', () => {
    const host = new ContainerdHost();
    host.lease('ref_one', { space: host.history });
    host.lease('ref_two', { space: host.history });
    host.builds.history = ['two'];
    expect([rowOf(host, 'ref_one').state, rowOf(host, 'ref_two').state]).toEqual(['dead', 'kept']);
    host.loseBuildCache();
    expect(rowOf(host, 'ref_one')).toMatchObject({ state: 'other-data-root', class: 'history-lost' });
    host.builds.history = null;
    expect(rowOf(host, 'ref_one').state).toBe('unconfirmed');
  });
});

describe('the data root that is not mounted', () => {
  function unmounted(): ContainerdHost {
    const host = new ContainerdHost();
    for (const name of ['one', 'two', 'three']) host.container(host.image(name));
    host.build();
    host.lease('ref_one', { space: host.history });
    host.loseDataRoot();
    return host;
  }

  it('T1 and L3: nothing is dead; every lease is another data root’s, with its size', () => {
    const host = unmounted();
    expect(deadOf(host.facts())).toEqual([]);
    const { leases } = viewOf(host.facts());
    expect(new Set(leases.map(({ state }) => state))).toEqual(new Set(['other-data-root']));
    expect(leases.map((row) => row.class)).toEqual([
      'data-root-lost',
      'data-root-lost',
      'data-root-lost',
      'build-cache-lost',
      'history-lost',
    ]);
    expect(rowOf(host, leases[0]?.id ?? '').bytes).toBe(12);
  });

  it('T1: also after the engine has worked on the empty folder and been restarted', () => {
    const host = unmounted();
    host.container(host.image('new'), { made: daemonStart + 10 });
    const later = changed(host.facts(), 'daemonProcesses', (value) => ({
      ...value,
      daemons: value.daemons.map((each) => ({ ...each, startedSeconds: daemonStart + 1000 })),
    }));
    const facts = changed(later, 'dataRoot', (value) => ({ ...value, tmpBirthSeconds: daemonStart + 1000 }));
    expect(deadOf(facts)).toEqual([]);
  });

  it('T1: under a mount point with an older data root fstab tells that a mount is missing', () => {
    const host = new ContainerdHost();
    const id = host.container(host.image('one'));
    host.loseContainer(id);
    expect(deadOf(host.facts())).toEqual([id]);
    for (const mountPoint of ['/var/lib', '/var/lib/docker/volumes/..', '/var/lib/containerd']) {
      const line = { source: 'UUID=1', mountPoint, type: 'ext4', options: [], line: '' };
      const facts = changed(host.facts(), 'bootConfiguration', (boot) => ({ ...boot, fstab: [line] }));
      const refused = viewOf(facts).refusals.map(({ code }) => code);
      expect([mountPoint, refused]).toEqual([mountPoint, mountPoint.includes('..') ? [] : ['mount-missing']]);
    }
    const mounted = { source: 'UUID=1', mountPoint: '/var/lib/docker', type: 'ext4', options: [], line: '' };
    expect(deadOf(changed(host.facts(), 'bootConfiguration', (boot) => ({ ...boot, fstab: [mounted] })))).toEqual([id]);
  });

  it('does not say dead of a lease as old as the data root, or where its age is unknown', () => {
    const host = new ContainerdHost();
    const chain = host.image('one');
    const [same, after] = [host.failedCreate(chain, rootBegun), host.failedCreate(chain, rootBegun + 3)];
    expect([rowOf(host, same).state, rowOf(host, after).state]).toEqual(['other-data-root', 'dead']);
    host.engineIdSeconds = null;
    expect(deadOf(host.facts())).toEqual([]);
  });
});

describe('what keeps a lease', () => {
  function lost() {
    const host = new ContainerdHost();
    const id = host.container(host.image('one'));
    host.loseContainer(id);
    expect(rowOf(host, id).state).toBe('dead');
    return { host, id };
  }

  it('T4: a directory whose configuration does not parse', () => {
    const { host, id } = lost();
    host.onDisk.push({ id, config: null, logBytes: 0, logDriver: null, logOptions: {} });
    expect(rowOf(host, id).state).toBe('kept');
  });

  it('T19: an Engine that lists a container without a directory, and a directory that the Engine does not list', () => {
    const host = new ContainerdHost();
    const chain = host.image('one');
    const [listedOnly, onDiskOnly] = [host.container(chain), host.container(chain)];
    host.onDisk.splice(0, 1);
    host.listed.splice(1, 1);
    expect([rowOf(host, listedOnly).state, rowOf(host, onDiskOnly).state]).toEqual(['kept', 'kept']);
  });

  it('T2: the birth gate, for what is made while the scan reads', () => {
    const host = new ContainerdHost();
    const lease = host.failedCreate(host.image('one'), young);
    expect(rowOf(host, lease).state).toBe('too-young');
    const undated = host.failedCreate('', old, { isEmpty: true });
    const own = host.moby.leases.find(({ id }) => id === undated);
    if (own !== undefined) own.createdAt = null;
    expect(rowOf(host, undated).state).toBe('unconfirmed');
  });

  it('a mount of its snapshot anywhere, its task, and containerd’s own record (T12, T13)', () => {
    for (const folder of ['overlayfs/snapshots', 'btrfs/active', 'btrfs/view']) {
      const [snapshotter = ''] = folder.split('/');
      const host = new ContainerdHost(snapshotter);
      const id = host.container(host.image('one'));
      host.loseContainer(id);
      const number = host.backend.at(-1)?.id ?? 0;
      const path = `io.containerd.snapshotter.v1.${folder}/${number}`;
      const mount = {
        id: 1,
        parentId: 0,
        device: '0:9',
        root: `/${path}`,
        mountPoint: '/mnt/x',
        options: [],
        optionalFields: [],
        type: 'x',
        source: 'x',
        superOptions: [],
      };
      expect(rowOf(host, id).state).toBe('dead');
      host.liveMounts.push({ ...mount, root: `/${path}9` });
      expect(rowOf(host, id).state).toBe('dead');
      host.liveMounts.push(mount);
      expect(rowOf(host, id).state).toBe('kept');
    }
    const { host, id } = lost();
    host.tasks.push(`moby/${id}`);
    expect(rowOf(host, id).state).toBe('kept');
    host.tasks.length = 0;
    host.moby.containers.push({ id, snapshotter: null, snapshotKey: null, labels: {} });
    expect(rowOf(host, id).state).toBe('kept');
  });

  it('T7: a living record keeps its variants and views; one that the Engine lists is there, whatever the file says', () => {
    const host = new ContainerdHost();
    const record = host.build();
    for (const end of ['-variants', '-view']) {
      host.lease(`${record}${end}`);
      expect(rowOf(host, `${record}${end}`).state).toBe('kept');
    }
    const listed = host.build();
    host.builds.workers[0]?.records.pop();
    expect(rowOf(host, listed).state).toBe('dead');
    const entry = {
      id: listed,
      type: 'regular',
      description: '',
      inUse: false,
      shared: false,
      sizeBytes: 1,
      createdAt: null,
      lastUsedAt: null,
      parents: [],
    };
    expect(
      rowOf(
        changed(host.facts(), 'buildCache', () => [entry]),
        listed,
      ).state,
    ).toBe('kept');
    expect(
      rowOf(
        host.facts((details) => {
          details.builds = null;
        }),
        listed,
      ).state,
    ).toBe('unconfirmed');
  });

  it('another form: labels, other resources, other names', () => {
    const { host, id } = lost();
    const own = host.moby.leases.find((each) => each.id === id);
    if (own === undefined) throw new Error('no lease');
    for (const change of [
      { labels: { 'my/label': 'x' } },
      { content: ['sha256:m-one'] },
      { snapshots: [{ snapshotter: 'overlayfs', key: 'sha256:chain-one' }] },
      { images: ['one'] },
    ]) {
      const was = { ...own };
      Object.assign(own, change);
      expect([change, rowOf(host, id).state]).toEqual([change, 'unknown']);
      Object.assign(own, was);
    }
    host.lease('my-own-lease');
    host.lease('bilge-x', { labels: { 'bilge/quarantine': id, 'containerd.io/gc.expire': '2026-12-30T00:00:00Z' } });
    expect([rowOf(host, 'my-own-lease').state, rowOf(host, 'bilge-x').state]).toEqual(['unknown', 'hold']);
  });

  it('T6: the same key in another namespace is never ours, and its blobs stay', () => {
    const host = new ContainerdHost();
    const other = namespaceOf('k8s.io');
    host.namespaces.push(other);
    host.image('one', { space: other });
    host.image('one');
    host.removeImage('one');
    const id = host.id();
    host.lease(id, { space: other });
    host.lease('123-abcd', {
      content: ['sha256:l-one'],
      labels: { 'containerd.io/gc.expire': '2027-01-01T00:00:00Z' },
    });
    expect(rowOf(host, id).state).toBe('other-namespace');
    expect(rowOf(host, '123-abcd').bytes).toBe(0);
  });
});

describe('refusals', () => {
  it('leave nothing dead, each with its code', () => {
    const host = new ContainerdHost();
    const id = host.container(host.image('one'));
    host.loseContainer(id);
    const facts = host.facts();
    expect(deadOf(facts)).toEqual([id]);
    const second = {
      pid: 7,
      startedSeconds: 1,
      command: [],
      dataRoot: '/srv/other',
      dataRootIdentity: '9:9',
      containerd: null,
    };
    const changes: [string, HostFacts][] = [
      [
        'several-daemons',
        changed(facts, 'daemonProcesses', (value) => ({ ...value, daemons: [...value.daemons, second] })),
      ],
      ['several-daemons', changed(facts, 'daemonProcesses', (value) => ({ ...value, daemons: [] }))],
      [
        'store-not-paired',
        host.facts((details) => {
          details.foundBy = 'place';
        }),
      ],
      [
        'store-not-paired',
        host.facts((details) => {
          details.uuid = null;
        }),
      ],
      ['snapshotter-not-tried', changed(facts, 'engine', (engine) => ({ ...engine, storageDriver: 'stargz' }))],
      ['mounts-incomplete', changed(facts, 'namespaceMounts', (value) => ({ ...value, unreadable: 1 }))],
      ['engine-id-missing', changed(facts, 'dataRoot', (value) => ({ ...value, engineId: null }))],
      [
        'network-filesystem',
        changed(facts, 'mounts', (value) => [
          ...value,
          { ...value[0], mountPoint: croot, type: 'nfs4' } as (typeof value)[number],
        ]),
      ],
    ];
    for (const [code, refused] of changes) {
      expect([code, viewOf(refused).refusals.map((each) => each.code)]).toEqual([code, [code]]);
      expect(deadOf(refused)).toEqual([]);
    }
    host.moby.images.push({ name: 'new', digest: null, labels: { 'containerd.io/gc.ref.mount.x': 'y' } });
    expect(viewOf(host.facts()).refusals.map(({ code }) => code)).toEqual(['unknown-label']);
    expect(deadOf(host.facts())).toEqual([]);
  });

  it('T5: two dockerds with addresses of their own do not share a containerd', () => {
    const host = new ContainerdHost();
    const facts = changed(host.facts(), 'daemonProcesses', (value) => ({
      ...value,
      daemons: [
        ...value.daemons.map((each) => ({ ...each, containerd: '/run/containerd/containerd.sock' })),
        {
          pid: 7,
          startedSeconds: 1,
          command: [],
          dataRoot: '/srv/other',
          dataRootIdentity: '9:9',
          containerd: '/run/other.sock',
        },
      ],
    }));
    expect(viewOf(facts).refusals).toEqual([]);
  });

  it('T24: what is held by nothing while containers are removed is no lease, and has no owner', () => {
    const host = new ContainerdHost();
    host.snapshot('sha256:unheld', null, 10);
    const view = viewOf(host.facts());
    expect(view.leases).toEqual([]);
    expect(view.ownerOf(view.graph.nodeOf('snapshot', 'moby', 'overlayfs/sha256:unheld')).kind).toBe('unknown');
  });

  it('is unknown where any listing is, and for scans that did not read what leases hold (T23)', () => {
    const facts = new ContainerdHost().facts();
    const down = { state: 'unknown', reason: 'permission-denied', detail: 'no root' } as const;
    for (const id of [
      'containerd',
      'containersOnDisk',
      'containers',
      'mounts',
      'namespaceMounts',
      'bootConfiguration',
      'daemonProcesses',
      'dataRoot',
    ] as const)
      expect(storeFacts({ ...facts, sections: { ...facts.sections, [id]: down } })).toEqual(down);
    const older = changed(facts, 'containerd', ({ root, snapshots, leases, contentBytes }) => ({
      root,
      snapshots,
      leases,
      contentBytes,
    }));
    expect(storeFacts(older).state).toBe('unknown');
  });
});

describe('owners and sizes', () => {
  it('name the container, the image, the record, the pull and the namespace that holds each', () => {
    const host = new ContainerdHost();
    const other = namespaceOf('k8s.io');
    host.namespaces.push(other);
    const chain = host.image('one');
    const container = host.container(chain);
    const record = host.build();
    host.snapshot('sha256:theirs', null, 3, other);
    host.content('sha256:p', 9);
    host.lease('9-pull', { content: ['sha256:p'], labels: { 'containerd.io/gc.expire': '2026-12-22T00:00:00Z' } });
    const view = viewOf(host.facts());
    const of = (type: 'snapshot' | 'content', key: string, space = 'moby') => {
      const { kind, name } = view.ownerOf(view.graph.nodeOf(type, space, key));
      return `${kind} ${name}`;
    };
    expect(of('snapshot', `overlayfs/${container}`)).toBe(`container ${container}`);
    expect(of('snapshot', `overlayfs/${chain}`)).toBe('image one');
    expect(of('content', 'sha256:l-one')).toBe('image one');
    expect(of('snapshot', `overlayfs/${record}`)).toBe(`build-record ${record}`);
    expect(of('content', 'sha256:p')).toBe('unfinished 9-pull');
    expect(of('snapshot', 'overlayfs/sha256:theirs', 'k8s.io')).toBe('other-namespace k8s.io');
  });

  it('T14: a dead lease on an image with a name frees its own layer only, several of them what they share too', () => {
    const host = new ContainerdHost();
    const chain = host.image('one');
    const leases = [host.failedCreate(chain), host.failedCreate(chain)];
    expect(leases.map((id) => rowOf(host, id).bytes)).toEqual([5, 5]);
    host.removeImage('one');
    expect(leases.map((id) => rowOf(host, id).bytes)).toEqual([5, 5]);
    const view = viewOf(host.facts());
    const nodes = leases.map((id) => view.graph.nodeOf('lease', 'moby', id));
    expect(view.sizes.together(nodes)).toEqual({ state: 'known', value: 110 });
  });

  it('T22 and T8: a digest counts once, and a flat lease follows parents and no labels', () => {
    const host = new ContainerdHost();
    const two = namespaceOf('moby_history');
    host.namespaces.splice(1, 1, two);
    host.content('sha256:x', 40, { 'containerd.io/gc.ref.content.1': 'sha256:y' });
    host.content('sha256:y', 2);
    host.content('sha256:x', 40, {}, two);
    host.lease('1-a', { content: ['sha256:x'] });
    const rest = { content: ['sha256:x'], space: two };
    expect(rowOf(host, '1-a').bytes).toBe(42);
    host.lease('1-b', { ...rest, labels: { 'containerd.io/gc.flat': '1' } });
    expect(rowOf(host, '1-a').bytes).toBe(2);
    const own = host.moby.leases[0];
    if (own !== undefined) own.labels = { 'containerd.io/gc.flat': '1' };
    expect(rowOf(host, '1-a').bytes).toBe(0);
  });

  it('is a lower bound, never a number, while what a container wrote is not measured', () => {
    const host = new ContainerdHost();
    const id = host.container(host.image('one'), { written: null });
    expect(rowOf(host, id).bytes).toBeNull();
    const needed = storeFacts(host.facts());
    if (needed.state === 'unknown') throw new Error(needed.detail);
    const measured = storeView(needed.value, () => 1000);
    expect(measured.leases[0]?.aloneBytes).toEqual({ state: 'known', value: 1005 });
    expect(measured.leases[0]?.createdAt).toBe(iso(old));
  });
});

describe('a mount that is missing, and another engine on this store', () => {
  function lost() {
    const host = new ContainerdHost();
    const id = host.container(host.image('one'));
    host.loseContainer(id);
    expect(deadOf(host.facts())).toEqual([id]);
    return { host, id };
  }
  const codes = (facts: HostFacts) => viewOf(facts).refusals.map(({ code }) => code);

  it('T1: an older data root below the mount point, with no trace of the mount: nothing is dead', () => {
    const { host, id } = lost();
    // The disk was there from one start of dockerd to the next; records of this data root are of before and after it.
    host.starts = [rootBegun - 60, old - 100, old + 100, daemonStart];
    expect(rowOf(host, id).state).toBe('other-data-root');
    host.starts = null;
    expect(rowOf(host, id).state).toBe('other-data-root');
  });

  it('T1: a mount unit of systemd or a ZFS dataset that is not mounted refuses', () => {
    const { host } = lost();
    for (const path of ['/var', '/var/lib', '/var/lib/docker/containers', '/var/lib/containerd']) {
      const units = host.facts((details) => {
        details.surroundings = { sockets: [], dockerStarts: host.starts, mountUnits: [path], otherEngines: [] };
      });
      expect([path, codes(units)]).toEqual([path, ['mount-missing']]);
      const pool = (mountsItself: boolean) => {
        const dataset = { name: 'tank/docker', usedBytes: 1, availableBytes: 1, mountPoint: path, mountsItself };
        const facts = host.facts();
        const zfs = known({ pools: [], datasets: [dataset] });
        return { ...facts, sections: { ...facts.sections, zfs } };
      };
      expect([path, codes(pool(true))]).toEqual([path, ['mount-missing']]);
      expect(codes(pool(false))).toEqual([]);
    }
    const facts = host.facts();
    const zfs = { state: 'unknown', reason: 'tool-missing', detail: 'no zpool' } as const;
    expect(codes({ ...facts, sections: { ...facts.sections, zfs } })).toEqual(['zfs-unknown']);
  });

  it('T5: a second unit, a foreign task, a data root with the owners, a container with the socket refuse', () => {
    const { host, id } = lost();
    const unit = host.facts((details) => {
      details.surroundings = {
        sockets: [],
        dockerStarts: host.starts,
        mountUnits: [],
        otherEngines: ['second.service'],
      };
    });
    expect(codes(unit)).toEqual(['several-daemons']);
    host.tasks.push(`moby/${'e'.repeat(64)}`);
    expect(codes(host.facts())).toEqual(['foreign-task']);
    host.tasks.pop();
    const root: OtherDataRoot = {
      path: '/mnt/docker',
      isMountPoint: false,
      filesystemType: 'ext4',
      device: '1',
      inode: 2,
      modifiedSeconds: 0,
      engineId: null,
      drivers: [],
      containers: [{ id, name: null }],
      volumes: [],
      contentsDigest: '',
    };
    const facts = host.facts();
    const elsewhere = { ...facts, sections: { ...facts.sections, otherDataRoots: known([root]) } };
    expect(codes(elsewhere)).toEqual(['owners-elsewhere']);
    host.container(host.image('two'));
    const own = host.onDisk.at(-1)?.config;
    for (const source of ['/run/containerd', '/var/run/containerd/containerd.sock']) {
      if (own) own.mounts = [{ destination: '/x', volume: null, source }];
      expect(codes(host.facts())).toEqual(['socket-shared']);
    }
  });
});
