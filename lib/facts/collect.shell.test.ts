import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { HostSession } from '../domain/session.ts';
import { collectHostFacts } from './collect.ts';
import { knownValue } from './testing/captured-scan.ts';
import { overlay2Tree, writeTree } from './testing/data-root-tree.ts';
import { fakeDocker } from './testing/fake-docker.ts';
import { localSession } from './testing/local-session.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "bilge it's a "));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

function collect(session: HostSession, more: { shell?: string; timeoutMs?: number } = {}) {
  return collectHostFacts(session, {
    hostId: 'h',
    now: () => '2026-11-21T04:00:00.000Z',
    newFactsId: () => 'f',
    ...more,
  });
}

describe.each(['dash', 'bash --posix', 'busybox ash'])(
  'a scan under %s of a data root in a folder with a quote',
  (shell) => {
    const root = path.join(folder, shell, 'docker');
    const notUtf8 = Buffer.concat([Buffer.from(`${root}/overlay2/`), Buffer.from([0xff, 0x41])]);
    overlay2Tree(root, { images: 2, depth: 3 });
    for (const name of ['with blank', "it's", 'new\nline', '$(x)`y`']) fs.mkdirSync(`${root}/overlay2/${name}`);
    fs.mkdirSync(notUtf8);
    writeTree(root, {
      'image/overlay2/layerdb/sha256/odd\nname/cache-id': 'x',
      [`image/overlay2/layerdb/sha256/${'a'.repeat(64)}-${'b'.repeat(64)}-removing/cache-id`]: 'c'.repeat(64),
      'image/overlay2/layerdb/tmp/write-set-7/cache-id': 'd'.repeat(64),
      [`containers/${'e'.repeat(64)}/config.v2.json`]: '{"ID":"cut of',
      'overlay2/.bilge-quarantine/old.set-aside': null,
      'overlay2/.bilge-quarantine/old.set-aside.note': 'name=old\ndriver=overlay2\nrun=run_1\n',
      'volumes/dind/_data/image/overlay2/repositories.json': '{}',
      'volumes/dind/_data/containers': null,
      'volumes/dind/_data/overlay2/l': null,
      'volumes/with opts/opts.json': '{}',
    });
    const docker = fakeDocker({ dataRoot: root, driver: 'overlay2' });
    const facts = collect(localSession({ docker }), { shell });

    it('brings every directory, whatever its name', async () => {
      const directories = knownValue((await facts).sections.driverDirectories);
      const names = directories.entries.map((entry) => entry.name);
      expect(names).toEqual(expect.arrayContaining(['with blank', "it's", 'new\nline', '$(x)`y`', '\udcffA', 'l']));
      const layers = directories.entries.filter((entry) => /^[0-9a-f]{64}$/.test(entry.name));
      expect(layers).toHaveLength(6);
      expect(layers.map((layer) => layer.lower?.length ?? 0).sort()).toEqual([0, 0, 1, 1, 2, 2]);
      for (const layer of layers) expect(directories.links[layer.link ?? '']).toBe(layer.name);
    });

    it('reads the records of layers, odd ones too', async () => {
      const layerdb = knownValue((await facts).sections.layerdb);
      expect(layerdb.chains.filter((chain) => chain.cacheId !== null)).toHaveLength(7);
      expect(layerdb.unreadableEntries).toEqual(['odd\nname']);
      expect(layerdb.chains.find((chain) => chain.isRemoving)?.cacheId).toBe('c'.repeat(64));
      expect(layerdb.writeSets).toMatchObject([{ name: 'write-set-7', cacheId: 'd'.repeat(64) }]);
      expect(knownValue((await facts).sections.imagedb).images.map((image) => image.diffIds?.length)).toEqual([3, 3]);
    });

    it('keeps what it cannot read as unreadable', async () => {
      expect(knownValue((await facts).sections.containersOnDisk)).toMatchObject([{ id: 'e'.repeat(64), config: null }]);
      expect(knownValue((await facts).sections.buildkitSnapshots)).toEqual({
        exists: false,
        transactionId: 0,
        buckets: [],
      });
    });

    it('finds the quarantine, options and a nested Docker', async () => {
      expect(knownValue((await facts).sections.quarantine)).toMatchObject([
        { entry: 'old.set-aside', originalName: 'old', driver: 'overlay2', note: { run: 'run_1' } },
      ]);
      const volumes = knownValue((await facts).sections.volumesOnDisk);
      expect(volumes.find((each) => each.name === 'dind')?.nestedDrivers).toEqual(['overlay2']);
      expect(volumes.find((each) => each.name === 'with opts')).toMatchObject({ hasOptions: true, dataPath: null });
    });

    it('asks the Engine for nothing that makes it walk', async () => {
      await facts;
      expect(docker.asked.length).toBeGreaterThan(3);
      expect(docker.asked.map((request) => request.path)).not.toContain('/system/df');
      for (const request of docker.asked) expect(request.query ?? {}).not.toHaveProperty('size');
    });
  },
);

describe('a scan', () => {
  const root = path.join(folder, 'small');
  overlay2Tree(root, { images: 1, depth: 2 });

  it('filters the only costly request, where the API can', async () => {
    const docker = fakeDocker({ dataRoot: root, driver: 'overlay2', apiVersion: '1.42' });
    const facts = await collect(localSession({ docker }));
    expect(facts.sections.buildCache).toEqual({ state: 'known', value: [] });
    const request = docker.asked.find((each) => each.path === '/system/df');
    expect(request?.query).toEqual({ type: 'build-cache', verbose: true });
  });

  it('keeps what the Engine has answered, also where it answers before the script is begun', async () => {
    const record = { ID: 'b', Type: 'regular', InUse: false, Size: 4, ' Parents': ['a'] };
    const answers = { '/system/df': { BuildCache: [record] } };
    const docker = fakeDocker({ dataRoot: root, driver: 'overlay2', apiVersion: '1.42', answers });
    const session = localSession({ docker });
    // The second scan over a connection does not wait for the Engine's own facts before it asks for lists.
    await collect(session);
    const quick = docker.json.bind(docker);
    docker.json = async (request) => {
      if (request.path === '/info') await new Promise((resolve) => setTimeout(resolve, 100));
      return await quick(request);
    };
    const facts = await collect(session);
    // 26.1.5 writes the key with a blank in front.
    expect(facts.sections.buildCache).toMatchObject({ state: 'known', value: [{ id: 'b', parents: ['a'] }] });
  });

  it('keeps what one failing list leaves', async () => {
    const docker = fakeDocker({ dataRoot: root, driver: 'overlay2', answers: { '/images/json': { message: 'odd' } } });
    const facts = await collect(localSession({ docker }));
    expect(facts.sections.images).toMatchObject({ state: 'unknown', reason: 'unparseable' });
    expect(facts.sections.containers.state).toBe('known');
    expect(facts.sections.layerdb.state).toBe('known');
  });

  it('refuses an overlay2 whose lower file is empty', async () => {
    const broken = path.join(folder, 'broken');
    overlay2Tree(broken, { images: 1, depth: 2 });
    const layer = fs
      .readdirSync(`${broken}/overlay2`)
      .find((name) => fs.existsSync(`${broken}/overlay2/${name}/lower`));
    fs.writeFileSync(`${broken}/overlay2/${layer}/lower`, '');
    const facts = await collect(localSession({ docker: fakeDocker({ dataRoot: broken, driver: 'overlay2' }) }));
    expect(facts.sections.driverDirectories).toMatchObject({ state: 'unknown', reason: 'unparseable' });
  });

  it('says that a missing layerdb is missing, not empty', async () => {
    const facts = await collect(localSession({ docker: fakeDocker({ dataRoot: root, driver: 'vfs' }) }));
    expect(facts.sections.layerdb).toMatchObject({ state: 'unknown', reason: 'not-collected' });
    expect(facts.sections.driverDirectories).toMatchObject({ state: 'unknown', reason: 'not-collected' });
  });

  it('does not look for driver directories where containerd keeps the images', async () => {
    const docker = fakeDocker({
      dataRoot: root,
      driver: 'overlayfs',
      driverStatus: [['driver-type', 'io.containerd.snapshotter.v1']],
    });
    const facts = await collect(localSession({ docker }));
    expect(facts.sections.layerdb).toMatchObject({ state: 'unknown', reason: 'no-capability' });
    expect(knownValue(facts.sections.dataRoot).imageStores).toEqual(['overlay2']);
  });

  it('tells a scan that was stopped from one that found nothing', async () => {
    const session = localSession({ docker: fakeDocker({ dataRoot: root, driver: 'overlay2' }) });
    const facts = await collect(session, { timeoutMs: 1 });
    expect(facts.sections.layerdb.state).toBe('unknown');
    expect(facts.sections.containers.state).toBe('known');
  });

  it('says what is missing without a shell', async () => {
    const session = {
      ...localSession({ docker: fakeDocker({ dataRoot: root, driver: 'overlay2' }) }),
      capabilities: new Set(['docker'] as const),
    };
    const facts = await collect(session);
    expect(facts.sections.layerdb).toMatchObject({ state: 'unknown', reason: 'no-capability' });
    expect(facts.identity.engineId).toEqual({ state: 'known', value: 'TEST' });
  });

  it.skipIf(process.getuid?.() !== 0)(
    'says permission denied without root, and still knows what anyone may see',
    async () => {
      fs.chmodSync(root, 0o700);
      const command = ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups'];
      const session = localSession({ command, docker: fakeDocker({ dataRoot: root, driver: 'overlay2' }) });
      const { sections } = await collect(session);
      for (const id of [
        'dataRoot',
        'driverDirectories',
        'layerdb',
        'imagedb',
        'namespaceMounts',
        'containersOnDisk',
      ] as const) {
        expect([id, sections[id]]).toMatchObject([id, { state: 'unknown', reason: 'permission-denied' }]);
      }
      for (const id of ['platform', 'mounts', 'daemonConfiguration'] as const) expect(sections[id].state).toBe('known');
      expect(sections.buildkitSnapshots).toMatchObject({ state: 'unknown', reason: 'permission-denied' });
    },
  );
});

describe('trap 24: symbolic links (docs/reference/traps.md#trap-24)', () => {
  it('of the data root, the driver’s directory and a volume are followed to where they lead', async () => {
    const disk = path.join(folder, 'other disk');
    const real = path.join(folder, 'real root');
    const linked = path.join(folder, 'linked root');
    overlay2Tree(real, { images: 1, depth: 2 });
    fs.mkdirSync(path.join(disk, 'photos'), { recursive: true });
    fs.writeFileSync(path.join(disk, 'photos', 'one.jpg'), 'photo');
    fs.renameSync(`${real}/overlay2`, `${disk}/layers`);
    fs.symlinkSync(`${disk}/layers`, `${real}/overlay2`);
    fs.mkdirSync(`${real}/volumes/photos`);
    fs.symlinkSync(`${disk}/photos`, `${real}/volumes/photos/_data`);
    fs.symlinkSync(real, linked);
    const { sections } = await collect(localSession({ docker: fakeDocker({ dataRoot: linked, driver: 'overlay2' }) }));

    const inode = (at: string) => fs.statSync(at).ino;
    expect(knownValue(sections.dataRoot)).toMatchObject({ path: real, requestedPath: linked, inode: inode(real) });
    const directories = knownValue(sections.driverDirectories);
    expect(directories.path).toBe(`${disk}/layers`);
    const layers = directories.entries.filter(({ name }) => /^[0-9a-f]{64}$/.test(name));
    expect(layers).toHaveLength(2);
    for (const layer of layers) expect(layer.inode).toBe(inode(`${disk}/layers/${layer.name}`));
    // Read through the link, so that no layer looks as if nothing named it.
    const named = knownValue(sections.layerdb).chains.map(({ cacheId }) => cacheId);
    expect(layers.map(({ name }) => name).sort()).toEqual(named.sort());
    expect(knownValue(sections.volumesOnDisk)).toMatchObject([{ name: 'photos', dataPath: `${disk}/photos` }]);
  });
});
