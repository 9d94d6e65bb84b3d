import { describe, expect, it } from 'vitest';
import { known, unknown } from '../../../domain/fact.ts';
import type { HostFacts } from '../../../domain/host-facts.ts';
import { partOfKind } from '../../../domain/reclaimable.ts';
import { unusedKey } from '../rows/unused-objects.ts';
import { buildStorageReport } from '../storage-report.ts';
import { changed } from '../testing/changed.ts';
import { DockerHost } from '../testing/docker-host.ts';
import { reclaimable } from './reclaimable.ts';

const read = (facts: HostFacts, unusedSince?: ReadonlyMap<string, string>) =>
  reclaimable({
    facts,
    storage: buildStorageReport(facts, [], () => null),
    findings: [],
    ...(unusedSince === undefined ? {} : { unusedSince }),
  });

/** web runs on base + its own layer; old and older stand on base too, older on a layer of old. Each layer was recorded with 1000 bytes. */
function threeImages() {
  const host = new DockerHost();
  const [base, mine, theirs, top] = [host.hex(), host.hex(), host.hex(), host.hex()];
  const web = host.image('web:1', [base, mine]);
  host.container('web', web, { running: true });
  host.image('old:1', [base, theirs]);
  host.image('older:1', [base, theirs, top]);
  const facts = changed(host.facts(), 'containers', (all) =>
    all.map((each) => ({ ...each, imageId: `sha256:${web}` })),
  );
  return { facts };
}

describe('unused images', () => {
  it('free the layers that no image needs which stays, each once', () => {
    const { facts } = threeImages();
    expect(partOfKind(read(facts), 'images')).toMatchObject({ bytes: 2000, objects: 2, exact: false, atLeast: false });
  });

  it('count when a scan saw them unused a day ago, not before', () => {
    const { facts } = threeImages();
    const { images } = facts.sections;
    if (images.state === 'unknown') throw new Error('the model has no images');
    const since = (hours: number) => {
      const at = new Date(Date.parse(facts.collectedAt) - hours * 3_600_000).toISOString();
      return new Map(images.value.map(({ id }) => [unusedKey('image', id), at]));
    };
    expect(partOfKind(read(facts, since(25)), 'images')?.objects).toBe(2);
    expect(partOfKind(read(facts, since(23)), 'images')).toBeNull();
    expect(partOfKind(read(facts, new Map()), 'images')).toBeNull();
  });

  it('take Docker’s own sizes where the layers are not on record', () => {
    const { facts } = threeImages();
    const blind = {
      ...facts,
      sections: { ...facts.sections, layerdb: unknown('permission-denied', 'not root') },
    } satisfies HostFacts;
    const sized = changed(blind, 'images', (images) =>
      images.map((image) => ({ ...image, sizeBytes: 7000, lastTaggedAt: '2001-01-01T00:00:00Z' })),
    );
    expect(partOfKind(read(sized), 'images')).toMatchObject({ bytes: 14_000, objects: 2 });
  });

  it('are unknown, not none, where containers could not be listed', () => {
    const { facts } = threeImages();
    const blind = {
      ...facts,
      sections: { ...facts.sections, containers: unknown('no-capability', 'no Engine') },
    } satisfies HostFacts;
    expect(read(blind)).toMatchObject({ atLeast: true });
    expect(read(blind).unknown.map(({ kind }) => kind)).toContain('images');
  });
});

describe('build cache', () => {
  const record = { type: 'regular', description: '', inUse: false, shared: false, sizeBytes: 500, parents: [] };
  const longAgo = '2001-01-01T00:00:00Z';

  it('counts records that no build uses and no image shares', () => {
    const { facts } = threeImages();
    const records = [
      { ...record, id: 'a', createdAt: longAgo, lastUsedAt: longAgo },
      { ...record, id: 'shared', shared: true, createdAt: longAgo, lastUsedAt: null },
      { ...record, id: 'busy', inUse: true, createdAt: longAgo, lastUsedAt: longAgo },
      { ...record, id: 'fresh', createdAt: longAgo, lastUsedAt: facts.collectedAt },
      { ...record, id: 'ageless', createdAt: null, lastUsedAt: null },
    ];
    const withCache = { ...facts, sections: { ...facts.sections, buildCache: known(records) } };
    expect(partOfKind(read(withCache), 'build-cache')).toMatchObject({ bytes: 500, objects: 2 });
  });
});

describe('what is quarantined', () => {
  it('is a kind of its own, sized by what was measured or noted, and at least where it is not', () => {
    const { facts } = threeImages();
    const entry = (name: string, note: Record<string, string>) => ({
      entry: `${name}.bilge`,
      driver: 'overlay2',
      path: `/var/lib/docker/.bilge-quarantine/${name}`,
      originalName: name,
      device: '8:17',
      inode: 5,
      note,
    });
    const at = (...entries: ReturnType<typeof entry>[]): HostFacts => ({
      ...facts,
      sections: { ...facts.sections, quarantine: known(entries) },
    });
    expect(partOfKind(read(at(entry('a', { bytes: '300' }))), 'quarantine')).toMatchObject({
      bytes: 300,
      atLeast: false,
    });
    expect(partOfKind(read(at(entry('a', { bytes: '300' }), entry('b', {}))), 'quarantine')).toMatchObject({
      bytes: 300,
      objects: 2,
      atLeast: true,
    });
  });
});

describe('findings that a check alone weighs', () => {
  const finding = (checkId: string, bytes: number, hasWay: boolean) => ({
    checkId,
    key: checkId,
    subject: { kind: 'engine' as const, id: '', label: '' },
    reclaimable: { bytes, exact: false },
    remedies: hasWay ? [{ actionId: 'x', params: {} }] : [],
  });

  it('count where they offer a way, and nothing that another reader counts', () => {
    const { facts } = threeImages();
    const { parts } = reclaimable({
      facts,
      storage: buildStorageReport(facts, [], () => null),
      findings: [
        finding('container-logs-unbounded', 10, true),
        finding('deleted-open-files', 20, false),
        finding('unused-images', 999, true),
        finding('leaked-layers', 999, true),
      ],
    });
    expect(parts.map(({ kind, bytes }) => [kind, bytes])).toEqual([
      ['images', 2000],
      ['container-logs', 10],
    ]);
  });
});

describe('stopped containers', () => {
  it('that prune-containers would remove count, and one without a size makes the sum a lower bound', () => {
    const host = new DockerHost();
    const id = host.container('job', host.image('job:1'), { running: false });
    const idle = changed(host.facts(), 'containersOnDisk', (all) =>
      all.map((each) =>
        each.config === null ? each : { ...each, config: { ...each.config, restartPolicy: 'no', finishedAt: null } },
      ),
    );
    const old = changed(idle, 'containers', (all) => all.map((each) => ({ ...each, createdSeconds: 1 })));
    expect(partOfKind(read(old), 'containers')).toMatchObject({ objects: 1, atLeast: true });
    expect(read(old).atLeast).toBe(true);
    const [facts, storage] = [old, buildStorageReport(old, [], () => null)];
    const protections = [{ kind: 'container', id }];
    expect(partOfKind(reclaimable({ facts, storage, findings: [], protections }), 'containers')).toBeNull();
    const meantToRun = changed(old, 'containersOnDisk', (all) =>
      all.map((each) =>
        each.config === null ? each : { ...each, config: { ...each.config, restartPolicy: 'always' } },
      ),
    );
    expect(partOfKind(read(meantToRun), 'containers')).toBeNull();
  });
});
