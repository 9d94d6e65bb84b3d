import { describe, expect, it } from 'vitest';
import type { HostFacts } from '../../../domain/host-facts.ts';
import type { Measurement } from '../../../domain/measurement.ts';
import type { LedgerRowId } from '../../../domain/storage-report.ts';
import { buildStorageReport } from '../storage-report.ts';
import { changed } from '../testing/changed.ts';
import { DockerHost, volumeOnDisk } from '../testing/docker-host.ts';
import { measurementNeeds } from './measurement-needs.ts';

const at = '2026-11-21T02:00:00Z';

function rows(facts: HostFacts, measurements: Measurement[] = []) {
  const { ledger } = buildStorageReport(facts, measurements, () => null);
  if (ledger.state === 'unknown') throw new Error(ledger.detail);
  return new Map(ledger.value.map((row) => [row.row, row]));
}

/** Measures everything that is asked for, at 1,000 bytes each. */
function measureAll(facts: HostFacts): Measurement[] {
  return measurementNeeds(facts, []).map(({ kind, object, identity }) => ({
    kind,
    object,
    identity,
    bytes: 1_000,
    exact: true,
    how: 'disk blocks of its tree (du)',
    measuredAt: at,
  }));
}

function fullHost(driver: 'overlay2' | 'btrfs' | 'vfs' = 'overlay2') {
  const host = new DockerHost(driver);
  const image = host.image('nginx:1');
  host.container('web', image);
  host.directory(host.hex());
  host.cache();
  host.sections.volumesOnDisk = [volumeOnDisk('data'), volumeOnDisk(host.hex(), ['btrfs'])];
  return host;
}

const bytes = (found: ReturnType<typeof rows>, row: LedgerRowId) => {
  const value = found.get(row)?.bytes;
  return value?.state === 'known' ? value.value : value?.reason;
};

describe('the ledger', () => {
  it('before measuring: estimates from Docker’s records, the rest unknown, the remainder shown', () => {
    const found = rows(fullHost().facts());
    expect(found.size).toBe(16);
    expect(found.get('image-layers')).toMatchObject({ bytes: { value: 2_000 }, exact: false, objects: 2 });
    expect(found.get('image-layers')?.how).toContain('not disk blocks');
    expect(bytes(found, 'build-cache')).toBe(10);
    expect(bytes(found, 'leaked-layers')).toBe('not-collected');
    expect(bytes(found, 'volumes')).toBe('not-collected');
    expect(bytes(found, 'not-docker')).toBe('not-collected');
    expect(bytes(found, 'unaccounted')).toBe(1_234_567 - 2_010);
    expect(found.get('unaccounted')?.how).toContain('Volumes');
  });

  it('after measuring: every object in one row, and the shared filesystem’s rest is not Docker’s', () => {
    const facts = fullHost().facts();
    const found = rows(facts, measureAll(facts));
    expect(bytes(found, 'volumes')).toBe(1_000);
    expect(bytes(found, 'nested-docker')).toBe(1_000);
    expect(bytes(found, 'writable-layers')).toBe(2_000);
    expect(bytes(found, 'leaked-layers')).toBe(1_000);
    expect(bytes(found, 'docker-other')).toBe(2_000);
    expect(found.get('volumes')).toMatchObject({ exact: true, measuredAt: at, how: 'disk blocks of its tree (du)' });
    const ours = 1_000 + 1_000 + 2_000 + 1_000 + 2_000 + 2_000 + 10;
    expect(bytes(found, 'not-docker')).toBe(1_234_567 - ours);
    expect(bytes(found, 'unaccounted')).toBe(0);
  });

  it('a data root with a filesystem of its own has nothing that is not Docker', () => {
    const facts = changed(fullHost().facts(), 'mounts', (mounts) => mounts.map((mount) => ({ ...mount, root: '/' })));
    const found = rows(facts, measureAll(facts));
    expect(found.get('not-docker')).toMatchObject({ bytes: { value: 0 }, exact: true });
    expect(bytes(found, 'unaccounted')).toBe(1_234_567 - 9_010);
  });

  it('estimates that exceed the used space stay a visible conflict', () => {
    const facts = changed(fullHost().facts(), 'filesystems', (all) => all.map((each) => ({ ...each, usedBytes: 500 })));
    const found = rows(facts, measureAll(facts));
    expect(bytes(found, 'unaccounted')).toBe(0);
    expect(found.get('unaccounted')?.how).toContain('overlap by 8.3 KiB');
    expect(bytes(found, 'not-docker')).toBe('not-collected');
  });

  it('on vfs a directory holds all of its parents', () => {
    const host = new DockerHost('vfs');
    host.image('nginx:1');
    expect(bytes(rows(host.facts()), 'image-layers')).toBe(1_000 + 2_000);
  });

  it('a measurement of a directory that was made anew under its name does not count', () => {
    const facts = fullHost().facts();
    const stale = measureAll(facts).map((measurement) => ({ ...measurement, identity: 'another:inode' }));
    expect(bytes(rows(facts, stale), 'leaked-layers')).toBe('not-collected');
  });

  it('uses quota groups that are on already', () => {
    const host = fullHost('btrfs');
    const facts = changed(host.facts(), 'btrfs', (all) =>
      all.map((filesystem) => ({
        ...filesystem,
        quotas: { enabled: true, inconsistent: false, mode: 'qgroup' },
        qgroups: Object.fromEntries(
          host.subvolumes.map(({ id }) => [String(id), { referencedBytes: 9, exclusiveBytes: 7 }]),
        ),
      })),
    );
    const found = rows(facts);
    expect(found.get('leaked-layers')).toMatchObject({ bytes: { value: 7 }, exact: false });
    expect(measurementNeeds(facts, []).some((need) => need.kind === 'layer-directory')).toBe(false);
  });

  it('unknown ownership leaves its rows unknown, never 0', () => {
    const facts = changed(fullHost().facts(), 'namespaceMounts', (all) => ({ ...all, unreadable: 1 }));
    const found = rows(facts);
    expect(found.get('leaked-layers')?.bytes).toMatchObject({
      state: 'unknown',
      detail: expect.stringContaining('sudo'),
    });
    expect(bytes(found, 'image-layers')).toBe(2_000);
  });
});

describe('measurement needs', () => {
  it('begin with what leaked, walk no image layer, and end when all is measured', () => {
    const host = fullHost('btrfs');
    const facts = host.facts();
    const needs = measurementNeeds(facts, []);
    const leaked = host.entries.find(
      (entry) =>
        /^[0-9a-f]{64}$/.test(entry.name) &&
        !host.chains.some((c) => c.cacheId === entry.name) &&
        !host.mounts.some((m) => m.mountId === entry.name),
    );
    expect(needs[0]).toMatchObject({
      object: leaked?.name,
      method: 'btrfs-exclusive',
      identity: expect.stringContaining('uuid-'),
    });
    const imageLayers = new Set(host.chains.map((chain) => chain.cacheId));
    expect(needs.some((need) => imageLayers.has(need.object))).toBe(false);
    expect(needs.filter((need) => need.kind === 'volume').map((need) => need.object.length)).toEqual([64, 4]);
    expect(measurementNeeds(facts, measureAll(facts))).toEqual([]);
  });
});
