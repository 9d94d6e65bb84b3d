import { describe, expect, it } from 'vitest';
import { known, unknown } from '../domain/fact.ts';
import type { HostFacts } from '../domain/host-facts.ts';
import { changed } from '../facts/views/testing/changed.ts';
import {
  containerOnDisk,
  DockerHost,
  old,
  volumeOnDisk,
  volumeSummary,
  young,
} from '../facts/views/testing/docker-host.ts';
import { registry as ops } from './ops/registry.generated.ts';
import { pieces } from './ops/shell/pieces.generated.ts';
import { pruneParams } from './prune-params.ts';
import { chosenOf, factsOf, planOn, refusedBy, sparedBy } from './testing/plan-on.ts';

/**
 * Every lesson of docs/reference/guard-lessons.md that planning can decide, by its number. What a script asks of a host is in
 * guard-lessons.shell.test.ts, who may ask and what is kept in guard-lessons-dashboard.shell.test.ts; guard-lessons-kept.test.ts sees that
 * none is left out.
 */
function leaking(driver: 'overlay2' | 'btrfs' = 'overlay2'): { host: DockerHost; leaked: string } {
  const host = new DockerHost(driver);
  host.container('web', host.image('app:1'));
  const leaked = host.cache();
  host.pruneCache();
  return { host, leaked };
}

const anonymous = 'a'.repeat(64);
function withVolumes(facts: HostFacts): HostFacts {
  const volumes = [
    volumeSummary(anonymous),
    volumeSummary('photos'),
    { ...volumeSummary('shielded', { protected: '' }) },
  ];
  return {
    ...facts,
    sections: {
      ...facts.sections,
      volumes: known(volumes),
      volumesOnDisk: known(volumes.map(({ name }) => volumeOnDisk(name))),
    },
  };
}

describe('guard lessons', () => {
  it('G1: unused right now is not unused: a minimum age by default, a named volume only by its name', () => {
    expect(pruneParams.parse({})).toMatchObject({ minAgeHours: 24, keepLabel: 'protected' });
    const facts = withVolumes(factsOf(leaking().host));
    const draft = planOn(facts, 'prune-volumes', { minAgeHours: '0' });
    expect(chosenOf(draft)).toEqual([anonymous]);
    expect(sparedBy(draft)).toEqual({ photos: 'volume-free', shielded: 'protected' });
    expect(chosenOf(planOn(facts, 'prune-volumes', { minAgeHours: '0', names: 'photos' }))).toEqual(['photos']);
    expect(sparedBy(planOn(facts, 'prune-volumes', {}, { now: '1970-01-12T14:00:00Z' }))[anonymous]).toBe(
      'minimum-age',
    );
  });

  it('G2: stopped is not disposable: restart policies and projects that are up', () => {
    const host = new DockerHost();
    const image = host.image('app:1');
    for (const name of ['plain', 'wanted', 'crashed']) host.container(name, image);
    host.container('up', image, { running: true });
    let facts = factsOf(host);
    const project = { 'com.docker.compose.project': 'shop' };
    facts = changed(facts, 'containers', (all) =>
      all.map((each) => (/crashed|up/.test(each.names[0] ?? '') ? { ...each, labels: project } : each)),
    );
    facts = changed(facts, 'containersOnDisk', (all) =>
      all.map((each) =>
        each.config?.name === '/wanted' && each.config
          ? { ...each, config: { ...each.config, restartPolicy: 'unless-stopped' } }
          : each,
      ),
    );
    const draft = planOn(facts, 'prune-containers', { minAgeHours: '0' });
    expect(sparedBy(draft)).toEqual({ wanted: 'container-idle', crashed: 'container-idle' });
    expect(chosenOf(draft)).toHaveLength(1);
  });

  it('G3: the scope is explicit: there is no default for which leaks, and each object shows its owner', () => {
    const { host, leaked } = leaking();
    const facts = factsOf(host);
    expect(() => planOn(facts, 'remove-leaked-layers', {})).toThrow();
    expect(() => planOn(facts, 'purge-quarantine', {})).toThrow();
    const draft = planOn(facts, 'remove-leaked-layers', { names: 'all' });
    expect(chosenOf(draft)).toContain(leaked);
    expect('steps' in draft && draft.steps.filter(({ target }) => !('owner' in target))).toEqual([]);
  });

  it.each([
    'layerdb',
    'buildkitSnapshots',
    'namespaceMounts',
    'driverDirectories',
    'containersOnDisk',
    'dataRoot',
  ] as const)('G4: fails closed when %s could not be read', (section) => {
    const facts = factsOf(leaking().host);
    const blind = { ...facts, sections: { ...facts.sections, [section]: unknown('timed-out', 'It took too long.') } };
    expect(refusedBy(planOn(blind, 'remove-leaked-layers', { names: 'all' }))).toContain('storage-provable');
  });

  it('G4: fails closed when the engine or the platform is not known', () => {
    const facts = factsOf(leaking().host);
    for (const section of ['engine', 'platform', 'containers', 'containersOnDisk'] as const) {
      const blind = { ...facts, sections: { ...facts.sections, [section]: unknown('timed-out', 'It took too long.') } };
      for (const id of ['prune-containers', 'prune-images', 'prune-volumes', 'prune-networks', 'prune-build-cache']) {
        expect(chosenOf(planOn(blind, id, { minAgeHours: '0' }))).toEqual([]);
      }
    }
  });

  it('G6: what any record names is never chosen, and metadata of another daemon refuses everything', () => {
    const { host, leaked } = leaking();
    const facts = factsOf(host);
    expect(chosenOf(planOn(facts, 'remove-leaked-layers', { names: 'all' }))).toEqual([
      'references',
      leaked,
      'references',
    ]);
    const foreign = changed(facts, 'dataRoot', (root) => ({ ...root, engineId: 'another' }));
    expect(refusedBy(planOn(foreign, 'remove-leaked-layers', { names: 'all' }))).toContain('storage-provable');
  });

  it('G7: one canary goes first, and images and containers are checked before anything is deleted', () => {
    const host = new DockerHost();
    host.image('app:1');
    const leaked = [host.cache(), host.cache(), host.cache()];
    host.pruneCache();
    const draft = planOn(factsOf(host), 'remove-leaked-layers', { mode: 'delete', names: 'all' });
    const steps = 'steps' in draft ? draft.steps : [];
    expect(steps.map(({ op }) => op)).toEqual([
      'check-references',
      'set-aside-layer',
      'check-references',
      ...leaked.slice(1).map(() => 'set-aside-layer'),
      'check-references',
      ...leaked.map(() => 'purge-entry'),
    ]);
    expect(steps[1]?.endsBatch).toBe(true);
    expect(steps.flatMap(({ args }) => args.when ?? [])).toEqual(['before', 'canary', 'after']);
  });

  it('G8: what BuildKit names stays, and a layer that layerdb holds is given to the engine', () => {
    const host = new DockerHost();
    host.image('app:1');
    host.cache();
    expect(chosenOf(planOn(factsOf(host), 'remove-leaked-layers', { names: 'all' }))).toEqual([]);
    const facts = factsOf(host);
    const unreached = changed(facts, 'imagedb', (all) => ({ ...all, images: [] }));
    const without = changed(
      changed(unreached, 'images', () => []),
      'layerdb',
      (all) => all,
    );
    const aside = planOn(without, 'remove-leaked-layers', { names: 'all' });
    expect(new Set(Object.values(sparedBy(aside)))).toEqual(new Set(['way-out']));
    const draft = planOn(without, 'remove-leaked-layers', { mode: 'delete', names: 'all' });
    expect(new Set('steps' in draft ? draft.steps.map(({ op }) => op) : [])).toEqual(new Set(['release-chain']));
  });

  it('G9: a subvolume is told by id and uuid, and its path comes from the plan and not from a prefix', () => {
    const { host, leaked } = leaking('btrfs');
    const draft = planOn(factsOf(host), 'remove-leaked-layers', { names: 'all' });
    const step = 'steps' in draft ? draft.steps.find(({ target }) => target.id === leaked) : undefined;
    const own = host.subvolumes.find(({ path }) => path.endsWith(leaked));
    expect(step?.args).toMatchObject({ subvolumeId: own?.id, uuid: own?.uuid, subvolumePath: own?.path });
  });

  it('G13: without a known engine and filesystem nothing is planned', () => {
    const facts = factsOf(leaking().host);
    for (const part of ['engineId', 'dataRootFsid'] as const) {
      const blind = { ...facts, identity: { ...facts.identity, [part]: unknown('not-collected', 'Not read.') } };
      for (const id of ['remove-leaked-layers', 'prune-containers', 'restart-docker']) {
        expect(refusedBy(planOn(blind, id, id === 'remove-leaked-layers' ? { names: 'all' } : {}))).toContain(
          'identity-known',
        );
      }
    }
  });

  it('G15: a container that Docker does not show stops every prune of what it may use', () => {
    const host = new DockerHost();
    host.container('web', host.image('app:1'));
    const facts = withVolumes(factsOf(host));
    const hidden = changed(facts, 'containersOnDisk', (all) => [
      ...all,
      { id: 'e'.repeat(64), config: null, logBytes: 0, logDriver: null, logOptions: {} },
    ]);
    for (const id of ['prune-volumes', 'prune-images', 'prune-containers']) {
      expect(refusedBy(planOn(hidden, id, { minAgeHours: '0' }))).toContain('containers-complete');
    }
  });

  it('G17: what is not measured is said to be unknown, never 0', () => {
    const draft = planOn(factsOf(leaking().host), 'remove-leaked-layers', { mode: 'delete', names: 'all' });
    expect('estimate' in draft ? draft.estimate.freedBytes.state : '').toBe('unknown');
  });

  it('G19: the store of a former driver hides containers: it is never garbage, and deleting it is asked twice', () => {
    const host = new DockerHost();
    host.container('web', host.image('app:1'));
    const facts = changed(
      changed(factsOf(host), 'dataRoot', (root) => ({
        ...root,
        driverDirectories: [...root.driverDirectories, { driver: 'vfs', entries: 3 }],
        imageStores: [...root.imageStores, 'vfs'],
      })),
      'containersOnDisk',
      (all) => [...all, containerOnDisk('e'.repeat(64), 'database', 'vfs', false, ['records'])],
    );
    expect(chosenOf(planOn(facts, 'remove-leaked-layers', { mode: 'delete', names: 'all' }))).toEqual([]);
    const once = planOn(facts, 'remove-abandoned-store', { store: 'vfs' });
    expect(refusedBy(once)).toEqual(['asked-twice']);
    expect(JSON.stringify(once)).toContain('database');
    const twice = planOn(facts, 'remove-abandoned-store', { store: 'vfs', sure: 'vfs' });
    expect('steps' in twice ? twice.summary : '').toContain('database');
    expect('confirmation' in twice ? twice.confirmation : '').toBe('host-name');
    // and what it uses is not called unused meanwhile
    expect(refusedBy(planOn(facts, 'prune-volumes', { minAgeHours: '0' }))).toContain('containers-complete');
  });

  it.each(['synology-dsm', 'qnap', 'unraid', 'truenas-scale', 'openmediavault'] as const)(
    'G20: on %s the vendor rewrites the configuration of Docker, so it is not written',
    (id) => {
      const facts = factsOf(new DockerHost(), { id });
      const configuration = { path: '/etc/docker/daemon.json', exists: true, values: {}, problem: null, flags: [] };
      const sections = { ...facts.sections, daemonConfiguration: known({ ...configuration, isImmutable: false }) };
      const draft = planOn({ ...facts, sections }, 'set-log-rotation', {});
      expect(refusedBy(draft)).toEqual(['configuration']);
      expect('excuses' in draft ? draft.excuses[0]?.excuse : '').toMatch(/would not last\. \S+/);
    },
  );

  it('G22: metadata that another engine wrote refuses every removal of layers', () => {
    const facts = changed(factsOf(leaking().host), 'dataRoot', (root) => ({ ...root, engineId: 'another' }));
    for (const [id, names] of [
      ['remove-leaked-layers', 'names'],
      ['purge-quarantine', 'entries'],
    ] as const)
      expect(refusedBy(planOn(facts, id, { [names]: 'all' }))).toContain('storage-provable');
  });

  it('G22: a network filesystem refuses every removal of layers', () => {
    const facts = changed(factsOf(leaking().host), 'dataRoot', (root) => ({
      ...root,
      filesystemType: 'nfs4',
      filesystemMagic: '6969',
    }));
    expect(refusedBy(planOn(facts, 'remove-leaked-layers', { names: 'all' }))).toContain('storage-provable');
  });

  it("G23: this dashboard's own objects are never listed", () => {
    const host = new DockerHost();
    const container = host.container('bilge', host.image('bilge:1'));
    const facts = withVolumes(factsOf(host));
    expect(
      sparedBy(planOn(facts, 'prune-containers', { minAgeHours: '0' }, { own: { containerIds: [container] } })),
    ).toEqual({ bilge: 'own-object' });
    expect(
      sparedBy(planOn(facts, 'prune-volumes', { minAgeHours: '0' }, { own: { volumeNames: [anonymous] } }))[anonymous],
    ).toBe('own-object');
  });

  it('G26: mounts below a volume go before its subvolumes, deepest first, and only then Docker is asked', () => {
    const { host } = leaking('btrfs');
    const inside = `docker/volumes/${anonymous}/_data/btrfs/subvolumes`;
    const shallow = host.subvolume(`${inside}/one`);
    const deep = host.subvolume(`${inside}/one/two`);
    const other = host.subvolume(`docker/volumes/${anonymous}/_data-of-somebody-else`);
    host.sections.volumes = [volumeSummary(anonymous)];
    host.sections.volumesOnDisk = [volumeOnDisk(anonymous, ['btrfs'])];
    const facts = factsOf(host);
    const draft = planOn(facts, 'clean-nested-docker', { volume: anonymous });
    const steps = 'steps' in draft ? draft.steps : [];
    expect(steps.map(({ op }) => op)).toEqual([
      'clear-nested-mounts',
      'delete-nested-subvolume',
      'delete-nested-subvolume',
      'remove-volume',
    ]);
    expect(steps.slice(1, 3).map(({ args }) => args.id)).toEqual([deep.id, shallow.id]);
    expect(steps.map(({ args }) => args.id)).not.toContain(other.id);
  });

  it('G27: Docker is not stopped where it could not be started again, and its start counter is given back first', () => {
    expect(refusedBy(planOn(factsOf(leaking().host, { id: 'truenas-scale' }), 'restart-docker', {}))).toContain(
      'service-control',
    );
    expect(refusedBy(planOn(factsOf(leaking().host, { init: 'none' }), 'restart-docker', {}))).toContain(
      'service-control',
    );
  });

  it('G28: an engine up to 20.10 on btrfs with quotas on is not stopped; on Synology never', () => {
    const facts = changed(factsOf(leaking('btrfs').host), 'engine', (engine) => ({ ...engine, version: '20.10.24' }));
    const withQuotas = changed(facts, 'btrfs', (all) =>
      all.map((each) => ({ ...each, quotas: { ...each.quotas, enabled: true } })),
    );
    expect(refusedBy(planOn(facts, 'restart-docker', {}))).toEqual([]);
    expect(refusedBy(planOn(withQuotas, 'restart-docker', {}))).toContain('quotas-kept');
    const synology = {
      ...facts,
      sections: {
        ...facts.sections,
        platform: factsOf(leaking('btrfs').host, { id: 'synology-dsm', init: 'synology' }).sections.platform,
      },
    };
    expect(refusedBy(planOn(synology, 'restart-docker', {}))).toContain('quotas-kept');
    const blind = { ...facts, sections: { ...facts.sections, btrfs: unknown('permission-denied', 'Not root.') } };
    expect(refusedBy(planOn(blind, 'restart-docker', {}))).toContain('quotas-kept');
  });

  it('G29: the btrfs driver gets a snapshot per layer; a data root that is no subvolume gets none', () => {
    const { host } = leaking('btrfs');
    const draft = planOn(factsOf(host), 'snapshot-data-root', {});
    expect('steps' in draft ? draft.steps.length : 0).toBe(1 + host.subvolumes.length);
    const plain = changed(
      changed(factsOf(host), 'dataRoot', (root) => ({ ...root, inode: 300 })),
      'btrfs',
      (all) => all.map((each) => ({ ...each, mountPoint: '/' })),
    );
    expect(refusedBy(planOn(plain, 'snapshot-data-root', {}))).toContain('snapshot-whole');
  });

  it('the birth gate: younger than the running Docker is not offered', () => {
    const host = new DockerHost();
    host.image('app:1');
    const fresh = host.cache({ born: young });
    const aged = host.cache({ born: old });
    host.pruneCache();
    const draft = planOn(factsOf(host), 'remove-leaked-layers', { names: 'all' });
    expect(chosenOf(draft)).toContain(aged);
    expect(chosenOf(draft)).not.toContain(fresh);
  });

  it('a shield set in Bilge spares a leak, whatever the proof says', () => {
    const { host, leaked } = leaking();
    const draft = planOn(
      factsOf(host),
      'remove-leaked-layers',
      { names: 'all' },
      { protections: [{ kind: 'layer', id: leaked }] },
    );
    expect(chosenOf(draft)).toEqual([]);
    expect(Object.values(sparedBy(draft))).toEqual(['protected']);
  });

  it('every op batches at most 64, and has its three shell functions', () => {
    for (const op of ops) {
      expect(op.batchSize).toBeLessThanOrEqual(64);
      // containerd is asked by the dashboard itself; there is no script.
      if (op.containerd !== null) {
        expect([op.id, op.pieces, op.engine]).toEqual([op.id, [], null]);
        continue;
      }
      const name = op.id.replaceAll('-', '_');
      const text = op.pieces.map((piece) => pieces[piece]).join('\n');
      for (const face of ['judge', 'perform', 'probe']) expect(text).toContain(`op_${name}_${face}() {`);
    }
  });
});
