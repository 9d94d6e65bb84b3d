import { describe, expect, it } from 'vitest';
import { known } from '../../../domain/fact.ts';
import { leaksOf, namesOf, reportOf } from '../testing/conclusions.ts';
import {
  containerOnDisk,
  DockerHost,
  type Driver,
  daemonStart,
  mountOf,
  old,
  volumeOnDisk,
  volumeSummary,
  young,
} from '../testing/docker-host.ts';

/**
 * The traps of docs/reference/traps.md that facts alone decide, by their numbers. The others need a real host
 * (test/traps) or are about removing (lib/actions).
 */
const drivers: Driver[] = ['overlay2', 'btrfs', 'vfs'];
const root = '/var/lib/docker';

/** Two builds of the same content: E is registered, D is its duplicate, and C of the second image stands on D. */
function duplicateBuild(driver: Driver = 'overlay2') {
  const host = new DockerHost(driver);
  const diffE = host.hex();
  const e = host.directory(host.short());
  const d = host.directory(host.short());
  const chainE = host.chain(diffE, null, e);
  const diffA = host.hex();
  const diffC = host.hex();
  host.chain(diffA, chainE, host.directory(host.short(), { lower: e }));
  const c = host.directory(host.short(), { lower: d });
  host.chain(diffC, chainE, c);
  const first = host.hex();
  const second = host.hex();
  host.images.push({ id: first, diffIds: [`sha256:${diffE}`, `sha256:${diffA}`], tag: 'i1:latest' });
  host.images.push({ id: second, diffIds: [`sha256:${diffE}`, `sha256:${diffC}`], tag: 'i2:latest' });
  return { host, d, e, c, second };
}

describe('trap 1: a directory that only a lower names', () => {
  it('is kept while the image on it lives, and is exactly the one orphan after it went', () => {
    const { host, d, second } = duplicateBuild();
    expect(namesOf(host.facts())).toEqual([]);
    expect(host.facts().sections.driverDirectories.state).toBe('known');

    host.removeImage(second);
    expect(namesOf(host.facts())).toEqual([d]);
    expect(leaksOf(host.facts())[0]).toMatchObject({
      kind: 'overlay2-directory',
      state: 'orphan',
      removableLive: true,
    });
  });

  it('is an orphan at once on btrfs and vfs, where nobody stands on it', () => {
    for (const driver of ['btrfs', 'vfs'] as const) {
      const { host, d } = duplicateBuild(driver);
      expect(namesOf(host.facts())).toEqual([d]);
    }
  });

  it('belongs in the table to the image that stands on it', () => {
    const { host, d } = duplicateBuild();
    const { layers } = reportOf(host.facts());
    const row = layers.state === 'known' ? layers.value.find((each) => each.name === d) : undefined;
    expect(row).toMatchObject({ kind: 'image', images: ['i2:latest'], state: null });
    expect(row?.detail).toContain('is built on it');
  });
});

describe('a build cache record that Docker broke itself', () => {
  /** As seed 2026 of the random runs found it: killed during a build, then the image below was deleted. */
  const zombie = () => {
    const host = new DockerHost('overlay2');
    host.image('kept:1');
    const below = host.directory(host.short());
    const record = host.cache({ lower: below });
    host.removeDirectory(below);
    const orphan = host.directory(host.hex());
    return { host, record, orphan };
  };

  it('does not forbid the proof of others, and is kept', () => {
    const { host, record, orphan } = zombie();
    expect(namesOf(host.facts())).toEqual([orphan]);
    const { layers } = reportOf(host.facts());
    const row = layers.state === 'known' ? layers.value.find((each) => each.name === record) : undefined;
    expect(row).toMatchObject({ kind: 'build-cache', detail: expect.stringContaining('still claims') });
  });

  it('forbids it when anything else needs that record, or when the lower may still be there', () => {
    const named = zombie();
    named.host.chain(named.host.hex(), null, named.record);
    const unread = zombie();
    unread.host.entries.push({
      ...(unread.host.entries[0] ?? never()),
      name: unread.host.hex(),
      link: null,
      lower: null,
    });
    const linkLost = new DockerHost('overlay2');
    const below = linkLost.directory(linkLost.short());
    linkLost.cache({ lower: below });
    delete linkLost.links[linkLost.entries[0]?.link ?? ''];
    for (const host of [named.host, unread.host, linkLost]) {
      expect(reportOf(host.facts()).refusals.map(({ code }) => code)).toContain('broken-lower-link');
    }
  });

  it('forbids it while the mount of the killed build is there, and says which one', () => {
    const { host, record } = zombie();
    host.liveMounts.push({
      ...mountOf('/var/lib/docker/buildkit/executor/4nziwrtdpj/rootfs', 'overlay', '0:158'),
      superOptions: ['rw', `lowerdir=/var/lib/docker/overlay2/${record}/diff`],
    });
    const [refusal] = reportOf(host.facts()).refusals;
    expect(refusal).toMatchObject({
      code: 'broken-lower-link',
      excuse: expect.stringContaining('executor/4nziwrtdpj'),
    });
    expect(refusal?.excuse).toContain('when the host restarts');
  });
});

describe.each(drivers)('on %s', (driver) => {
  it('trap 2: the build cache is no leak, though no image or container names it', () => {
    const host = new DockerHost(driver);
    const base = host.cache();
    host.cache({ lower: base });
    expect(namesOf(host.facts())).toEqual([]);
  });

  it('trap 3: image layers keep their 25-character names when the cache is pruned', () => {
    const host = new DockerHost(driver);
    const diffId = host.hex();
    const key = host.cache();
    host.chain(diffId, null, key);
    host.images.push({ id: host.hex(), diffIds: [`sha256:${diffId}`], tag: 'built:latest' });
    host.pruneCache();
    expect(namesOf(host.facts())).toEqual([]);
  });

  it('trap 4: a pull in flight is too young, never an orphan', () => {
    const host = new DockerHost(driver);
    host.directory(host.hex(), { born: young });
    expect(leaksOf(host.facts()).map((leak) => leak.state)).toEqual(['too-young']);
  });

  it('trap 6: a build mounts layers under random names without a container', () => {
    const host = new DockerHost(driver);
    const image = host.image('base:latest');
    host.container('gone', image, { born: young });
    host.containers.length = 0;
    const leaks = leaksOf(host.facts());
    expect(leaks.map((leak) => [leak.kind, leak.state])).toEqual([['leaked-container-layer', 'too-young']]);
  });

  it('trap 8: a container whose configuration cannot be read keeps its layer and blocks every volume', () => {
    const host = new DockerHost(driver);
    const id = host.container('db', host.image('postgres:16'));
    host.containers.length = 0;
    host.sections.containersOnDisk = [{ ...containerOnDisk(id, 'db', driver), config: null }];
    host.sections.volumes = [volumeSummary('data')];
    host.sections.volumesOnDisk = [volumeOnDisk('data')];
    expect(namesOf(host.facts())).toEqual([]);
    const { volumes } = reportOf(host.facts());
    const excuse = volumes.state === 'known' ? volumes.value[0]?.deletable : null;
    expect(excuse).toMatchObject({ excuse: expect.stringContaining('cannot be read') });
  });

  it('trap 9: a mounted layer without any record is kept', () => {
    const host = new DockerHost(driver);
    const name = host.directory(host.hex());
    const at = { overlay2: `${root}/overlay2/${name}/merged`, btrfs: '/', vfs: '/' }[driver];
    const inside = { overlay2: '/', btrfs: `/docker/btrfs/subvolumes/${name}`, vfs: `/docker/vfs/dir/${name}` }[driver];
    host.liveMounts.push(mountOf(at, driver === 'overlay2' ? 'overlay' : driver, '0:51', inside));
    expect(namesOf(host.facts())).toEqual([]);
  });

  it('trap 15: a removal that the running daemon began is its own; one from before is offered', () => {
    const host = new DockerHost(driver);
    const name = host.directory(host.hex());
    const entry = {
      name: `${host.hex()}-${host.hex()}-removing`,
      cacheId: name,
      parent: null,
      sizeBytes: 1,
      isRemoving: true,
    };
    host.chains.push({ ...entry, changedSeconds: young });
    expect(leaksOf(host.facts())).toMatchObject([
      { kind: 'stale-removing-layer', state: 'too-young', removableLive: false },
    ]);
    host.chains[0] = { ...entry, changedSeconds: old };
    expect(leaksOf(host.facts())).toMatchObject([
      { kind: 'stale-removing-layer', name, state: 'orphan', removableLive: true },
    ]);
    host.chains[0] = entry;
    expect(leaksOf(host.facts())).toMatchObject([
      { kind: 'stale-removing-layer', state: 'unconfirmed', removableLive: false },
    ]);
  });

  it('trap 18: metadata of another data root is refused', () => {
    const host = new DockerHost(driver);
    host.image('nginx:1');
    for (const entry of [...host.entries]) host.removeDirectory(entry.name);
    host.directory(host.hex());
    expect(reportOf(host.facts())).toMatchObject({
      leaks: { state: 'unknown' },
      refusals: [{ code: 'metadata-not-this-daemons' }],
    });
  });

  it('trap 25: names outside the grammar are never candidates', () => {
    const host = new DockerHost(driver);
    const id = host.hex();
    for (const name of [
      `${id}.bak`,
      '.snapshots',
      'l',
      id.toUpperCase(),
      `${id}-removing`,
      `${id}\n`,
      id.slice(1),
      'x'.repeat(24),
    ]) {
      host.directory(name);
    }
    host.entries.push({ ...(host.entries[0] ?? never()), name: host.hex(), kind: 'file' });
    expect(namesOf(host.facts())).toEqual([]);
  });
});

describe('trap 5: btrfs age', () => {
  it('believes only the creation time of the subvolume, not what a snapshot inherits', () => {
    const host = new DockerHost('btrfs');
    const name = host.directory(host.hex(), { born: young });
    const entry = host.entries[0] ?? never();
    host.entries[0] = { ...entry, birthSeconds: old, birthSource: 'statx' };
    expect(leaksOf(host.facts())[0]?.state).toBe('too-young');

    const snapshot = host.subvolumes[0] ?? never();
    host.subvolumes[0] = { ...snapshot, createdSeconds: null, parentUuid: 'uuid-of-the-parent' };
    expect(leaksOf(host.facts(), 'btrfs-subvolume')).toMatchObject([{ name, state: 'unconfirmed' }]);
  });
});

describe('trap 7: containers hidden by a switch of the store', () => {
  it('are listed with their volumes, and no volume is free while they exist', () => {
    const host = new DockerHost('overlay2');
    const hidden = host.hex();
    host.sections.containersOnDisk = [containerOnDisk(hidden, 'db', 'btrfs', false, ['photos'])];
    host.sections.volumes = [volumeSummary('photos'), volumeSummary('other')];
    host.sections.volumesOnDisk = [volumeOnDisk('photos'), volumeOnDisk('other')];
    const facts = host.facts();
    const { dataRoot } = facts.sections;
    if (dataRoot.state === 'unknown') return expect.unreachable();
    host.sections.dataRoot = {
      ...dataRoot.value,
      driverDirectories: [...dataRoot.value.driverDirectories, { driver: 'btrfs', entries: 9 }],
      imageStores: ['overlay2', 'btrfs'],
    };
    const [store] = leaksOf(host.facts(), 'abandoned-store');
    expect(store).toMatchObject({
      name: 'btrfs',
      state: 'unconfirmed',
      hides: { containers: ['db'], volumes: ['photos'] },
    });
    expect(store?.proof.map((step) => step.source)).toContain('Next start');
    const { volumes } = reportOf(host.facts());
    if (volumes.state === 'unknown') return expect.unreachable();
    expect(volumes.value.map((volume) => 'excuse' in volume.deletable)).toEqual([true, true]);
    expect(volumes.value[0]?.usedBy).toEqual(['db']);
  });
});

describe('traps 10 and 11: Docker inside a volume', () => {
  const nest = () => {
    const host = new DockerHost('btrfs');
    const name = host.hex();
    host.image('live:latest');
    host.sections.volumes = [volumeSummary(name)];
    host.sections.volumesOnDisk = [volumeOnDisk(name, ['btrfs'])];
    const inside = `docker/volumes/${name}/_data/btrfs/subvolumes`;
    host.subvolume(`${inside}/${host.hex()}`);
    host.subvolume(`${inside}/${host.hex()}/deep/er`);
    host.subvolume(`docker/volumes/${name}/_data-of-somebody-else`);
    return { host, name, inside };
  };

  it('trap 10: only what lies below the volume is nested in it, deepest first, and no layer of the host', () => {
    const { host, name } = nest();
    const [leak, ...others] = leaksOf(host.facts());
    expect(others).toEqual([]);
    expect(leak).toMatchObject({
      kind: 'nested-docker-root',
      name,
      owner: { kind: 'volume', id: name },
      state: 'orphan',
    });
    expect(leak?.nested.map(({ depth }) => depth)).toEqual([5, 3]);
    expect(leak?.nested.every(({ path }) => path.startsWith(`${root}/volumes/${name}/_data/`))).toBe(true);
  });

  it('trap 11: a live inner engine keeps it from being offered; mounts left behind are only named', () => {
    const { host, name } = nest();
    const data = `${root}/volumes/${name}/_data`;
    host.liveMounts.push(mountOf(`${data}/btrfs`, 'btrfs', '8:17', `/docker/volumes/${name}/_data/btrfs`));
    expect(leaksOf(host.facts())).toMatchObject([{ state: 'orphan' }]);
    const facts = host.facts();
    const { namespaceMounts } = facts.sections;
    if (namespaceMounts.state === 'unknown') return expect.unreachable();
    const holders = [{ pid: 4711, command: 'dockerd', kind: 'cwd' as const, path: `${data}/btrfs` }];
    host.sections.namespaceMounts = { ...namespaceMounts.value, holders };
    expect(leaksOf(host.facts())).toMatchObject([{ state: 'unconfirmed', removableLive: false }]);
  });

  it('shown at another place it is kept, and that is the last that is said', () => {
    const { host, name } = nest();
    host.liveMounts.push(mountOf('/mnt/look', 'btrfs', '8:17', `/docker/volumes/${name}/_data`));
    const [leak] = leaksOf(host.facts());
    expect(leak).toMatchObject({ state: 'unconfirmed' });
    expect(leak?.proof.at(-1)?.checked).toContain('It is shown at /mnt/look');
  });

  it('is no leak while a container uses the volume', () => {
    const { host, name } = nest();
    host.sections.containersOnDisk = [containerOnDisk(host.hex(), 'runner', 'btrfs', true, [name])];
    expect(leaksOf(host.facts())).toEqual([]);
  });

  it('is found while Docker is stopped', () => {
    const { host, name } = nest();
    host.isStopped = true;
    expect(namesOf(host.facts())).toEqual([name]);
  });
});

describe('trap 12: a bind-option volume still mounted after a crash', () => {
  it('is not deletable', () => {
    const host = new DockerHost('overlay2');
    host.sections.volumes = [volumeSummary('photos')];
    host.sections.volumesOnDisk = [volumeOnDisk('photos')];
    host.liveMounts.push(mountOf(`${root}/volumes/photos/_data`, 'ext4', '8:1', '/precious'));
    const { volumes } = reportOf(host.facts());
    if (volumes.state === 'unknown') return expect.unreachable();
    expect(volumes.value[0]?.deletable).toMatchObject({ excuse: expect.stringContaining('mounted') });
  });
});

describe('trap 16: half deletions', () => {
  it('a layer store entry whose directory is gone is neither an orphan nor a reason to call others one', () => {
    const host = new DockerHost('overlay2');
    const image = host.image('nginx:1');
    const other = host.image('redis:7');
    host.removeDirectory(host.cacheIdOf(host.topChain(image)));
    expect(namesOf(host.facts())).toEqual([]);
    expect(other).not.toBe(image);
  });
});

describe('trap 17: unreachable image layers', () => {
  it('are named as such, not as orphan directories, and only while their directory is nobody else’s', () => {
    const host = new DockerHost('overlay2');
    const image = host.image('nginx:1');
    const top = host.cacheIdOf(host.topChain(image));
    const below = host.entries[0]?.name ?? '';
    host.images.length = 0;
    expect(namesOf(host.facts(), 'unreachable-layer')).toEqual([below, top].sort());
    expect(namesOf(host.facts(), 'overlay2-directory')).toEqual([]);

    // The build cache stands on the top layer: the engine would delete it from under the cache.
    host.cache({ lower: top });
    expect(namesOf(host.facts())).toEqual([]);
  });

  it('are not judged while an image’s configuration cannot be read', () => {
    const host = new DockerHost('vfs');
    host.image('nginx:1');
    host.images[0] = { id: host.hex(), diffIds: null, tag: null };
    expect(leaksOf(host.facts()).map((leak) => leak.state)).toEqual(['unconfirmed', 'unconfirmed']);
  });
});

describe('trap 19: a network filesystem', () => {
  it('forbids every conclusion', () => {
    const host = new DockerHost('overlay2');
    host.directory(host.hex());
    const { dataRoot } = host.facts().sections;
    if (dataRoot.state === 'unknown') return expect.unreachable();
    for (const change of [
      { filesystemType: 'nfs4' },
      { filesystemMagic: '0x6969' },
      { filesystemType: 'fuse.sshfs' },
    ]) {
      host.sections.dataRoot = { ...dataRoot.value, ...change };
      const report = reportOf(host.facts());
      expect(report.leaks.state).toBe('unknown');
      expect(report.refusals.map(({ code }) => code)).toEqual(['network-filesystem']);
    }
  });
});

describe('trap 23: a stale mount in a foreign namespace', () => {
  it('keeps the layer, also by a short link or a relative path', () => {
    for (const option of ['upperdir', 'lowerdir']) {
      const host = new DockerHost('overlay2');
      const name = host.directory(host.hex());
      const link = host.entries[0]?.link ?? '';
      const value = option === 'upperdir' ? `${name}/diff` : `l/${'A'.repeat(26)}:l/${link}`;
      const mount = mountOf('/mnt/elsewhere', 'overlay', '0:60', '/', ['rw', `${option}=${value}`]);
      const { namespaceMounts } = host.facts().sections;
      if (namespaceMounts.state === 'unknown') return expect.unreachable();
      const foreign = { inode: '4026532999', pid: 900, command: 'unshare', mounts: [mount] };
      host.sections.namespaceMounts = { ...namespaceMounts.value, namespaces: [foreign] };
      expect(namesOf(host.facts())).toEqual([]);
    }
  });
});

describe('trap 26 and drivers that are only reported', () => {
  it('offers nothing on zfs, aufs, overlay and devicemapper, and follows what they need', () => {
    const host = new DockerHost('overlay2');
    const image = host.image('old:1');
    const lost = host.directory(host.hex());
    const needed = host.directory(host.hex());
    const top = host.cacheIdOf(host.topChain(image));
    for (const entry of host.entries) Object.assign(entry, { lower: null, link: null });
    const facts = host.facts();
    const { driverDirectories, layerdb, engine, dataRoot } = facts.sections;
    if (driverDirectories.state === 'unknown' || layerdb.state === 'unknown') return expect.unreachable();
    if (engine.state === 'unknown' || dataRoot.state === 'unknown') return expect.unreachable();
    for (const driver of ['aufs', 'overlay', 'zfs']) {
      host.sections.driverDirectories = { ...driverDirectories.value, driver, needs: { [top]: [needed] } };
      host.sections.layerdb = { ...layerdb.value, driver };
      host.sections.engine = { ...engine.value, storageDriver: driver };
      host.sections.dataRoot = { ...dataRoot.value, imageStores: [driver], driverDirectories: [] };
      expect(leaksOf(host.facts())).toMatchObject([
        { name: lost, kind: 'other-driver-directory', state: 'unconfirmed', removableLive: false },
      ]);
    }
  });
});

describe('the birth gate', () => {
  it('takes the earlier of the daemon’s two starts, and two seconds off', () => {
    const host = new DockerHost('overlay2');
    for (const born of [daemonStart - 2, daemonStart - 1, daemonStart, daemonStart + 1])
      host.directory(host.hex(), { born });
    expect(leaksOf(host.facts()).map((leak) => leak.state)).toEqual(['orphan', 'too-young', 'too-young', 'too-young']);
  });

  it('without a birth time nothing is confirmed, unless Docker is stopped', () => {
    const host = new DockerHost('overlay2');
    host.directory(host.hex(), { born: young });
    host.entries[0] = { ...(host.entries[0] ?? never()), birthSeconds: null, birthSource: 'none' };
    expect(leaksOf(host.facts())[0]?.state).toBe('unconfirmed');
    host.entries[0] = { ...(host.entries[0] ?? never()), birthSeconds: 0, birthSource: 'statx' };
    expect(leaksOf(host.facts())[0]?.state).toBe('unconfirmed');
    host.isStopped = true;
    expect(leaksOf(host.facts())[0]).toMatchObject({ state: 'orphan' });
  });
});

describe('a leaked container layer (docker export of 24.0–27.x)', () => {
  it('is found with its init layer and needs Docker stopped', () => {
    const host = new DockerHost('overlay2');
    const image = host.image('alpine:3');
    host.container('kept', image);
    const id = host.container('gone', image);
    host.containers.pop();
    const leaks = leaksOf(host.facts());
    expect(leaks).toMatchObject([{ kind: 'leaked-container-layer', state: 'orphan', removableLive: false }]);
    expect(leaks[0]?.proof[0]?.checked).toContain(id);
    const { layers } = reportOf(host.facts());
    const kinds = layers.state === 'known' ? layers.value.map((row) => row.kind) : [];
    expect(kinds.filter((kind) => kind === 'orphan')).toHaveLength(2);
    expect(kinds.filter((kind) => kind === 'container')).toHaveLength(1);
  });
});

describe('everything leaked: a build server with an empty layer store', () => {
  it('is no reason to refuse: an empty layer store and only orphans', () => {
    const host = new DockerHost('overlay2');
    const base = host.directory(host.hex());
    host.directory(host.short(), { lower: base });
    const report = reportOf(host.facts());
    expect(report.refusals).toEqual([]);
    expect(leaksOf(host.facts()).map((leak) => leak.state)).toEqual(['orphan', 'orphan']);
  });
});

describe('a leak’s proof', () => {
  it('names every place that was looked at and what was found there', () => {
    const host = new DockerHost('overlay2');
    host.image('nginx:1');
    host.directory(host.hex());
    const [leak] = leaksOf(host.facts());
    expect(leak?.proof.map((step) => step.source)).toEqual([
      'layerdb cache-id',
      'layerdb mounts',
      'layerdb tmp',
      'BuildKit snapshots.db',
      'Mounts',
      'Processes',
      'Lower layers',
      'Removals by Docker',
      'Containers on disk',
      'Right metadata',
      'Age',
    ]);
    expect(leak?.proof[0]?.checked).toBe('2 image layers; none names it.');
  });

  it('carries the date at which it was first seen', () => {
    const host = new DockerHost('overlay2');
    host.directory(host.hex());
    expect(known(leaksOf(host.facts())[0]?.since).value).toBeNull();
  });
});

function never(): never {
  throw new Error('the builder made nothing');
}
