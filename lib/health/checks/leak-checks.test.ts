import { describe, expect, test } from 'vitest';
import { known, unknown } from '../../domain/fact.ts';
import type { ContainerOnDisk, DataRootListing, DriverDirectory } from '../../domain/layer-facts.ts';
import { findingKey } from '../finding-key.ts';
import { describeCheck } from '../testing/check-cases.ts';
import { draftsOf, engineWith, examine, filesystemWith, leakWith, platformWith, previously } from '../testing/facts.ts';
import abandonedStore from './abandoned-store.ts';
import copiedBtrfsDataRoot from './copied-btrfs-data-root.ts';
import enginePruneLeak from './engine-prune-leak.ts';
import hiddenContainers from './hidden-containers.ts';
import leakedContainerLayers from './leaked-container-layers.ts';
import leakedLayers from './leaked-layers.ts';
import nestedDockerInVolume from './nested-docker-in-volume.ts';
import staleRemovingLayers from './stale-removing-layers.ts';
import unreachableLayers from './unreachable-layers.ts';

const none = { storage: { leaks: known([]) } };
const gib = 2 ** 30;

describeCheck(leakedLayers, {
  'pass: nothing leaked': none,
  'pass: only younger than the daemon': { storage: { leaks: known([leakWith({ state: 'too-young' })]) } },
  'pass: only other kinds': { storage: { leaks: known([leakWith({ kind: 'abandoned-store' })]) } },
  'warning: one leaked, enough disk space': {
    storage: { leaks: known([leakWith()]) },
    filesystems: [filesystemWith()],
  },
  'warning: unknown size': { storage: { leaks: known([leakWith({ bytes: unknown('timed-out', 'du') })]) } },
  'critical: more than a tenth of the disk': {
    storage: { leaks: known([leakWith({ bytes: known(11 * gib) })]) },
    filesystems: [filesystemWith()],
  },
  'critical: the disk is nearly full': {
    storage: { leaks: known([leakWith()]) },
    filesystems: [filesystemWith({ usedBytes: 95 * gib, freeBytes: 5 * gib })],
  },
  'unknown: the proof could not run': {},
  'unknown: refused': { storage: { refusals: [{ code: 'network', excuse: 'The data root is on NFS.' }] } },
});

test('leaked-layers carries the proof, the sum and its remedy', () => {
  const leaks = known([leakWith(), leakWith({ name: 'b'.repeat(64), bytes: known(3 * gib) })]);
  const [draft] = draftsOf(examine(leakedLayers, { storage: { leaks } }));
  expect(draft?.title).toBe('2 leaked layers: 4.0 GiB that Docker will never free');
  expect(draft?.reclaimable).toEqual({ bytes: 4 * gib, exact: false });
  expect(draft?.evidence.rows[0]?.[0]).toBe('b'.repeat(64));
  expect(draft?.evidence.rows[0]?.[2]).toContain('none names it');
  expect(draft?.remedies).toEqual([
    { actionId: 'remove-leaked-layers', params: { mode: 'quarantine', names: 'all' } },
    { actionId: 'remove-leaked-layers', params: { mode: 'delete', names: 'all' } },
  ]);
});

test('leaked-layers counts what its plan quarantines: an unfinished removal too, not what needs Docker stopped', () => {
  const stale = leakWith({ kind: 'stale-removing-layer', name: 'c-removing', bytes: known(gib) });
  const held = leakWith({ kind: 'leaked-container-layer', name: 'd', removableLive: false });
  const [draft] = draftsOf(examine(leakedLayers, { storage: { leaks: known([leakWith(), stale, held]) } }));
  expect(draft?.title).toMatch(/^2 leaked layers: 2\.0 GiB/);
  expect(draft?.evidence.rows).toHaveLength(2);
  const onlyStale = examine(leakedLayers, { storage: { leaks: known([stale]) } });
  expect(draftsOf(onlyStale)).toEqual([]);
});

test('leaked-layers counts no protected layer as reclaimable, also where all of them need Docker stopped', () => {
  const held = (name: string, bytes: number) =>
    leakWith({ name, kind: 'overlay2-directory', removableLive: false, bytes: known(bytes) });
  const storage = { leaks: known([held('a', gib), held('b', 3 * gib)]) };
  const protections = (...ids: string[]) => ids.map((id) => ({ kind: 'layer', id }));
  const [draft] = draftsOf(examine(leakedLayers, { storage, protections: protections('b') }));
  expect(draft?.title).toMatch(/^2 leaked layers: 4\.0 GiB/);
  expect(draft?.reclaimable).toEqual({ bytes: gib, exact: false });
  expect(draft?.detail).toContain('1 protected in Bilge');
  const [all] = draftsOf(examine(leakedLayers, { storage, protections: protections('a', 'b') }));
  expect(all).not.toHaveProperty('reclaimable');
});

test('leaked-layers stays critical until the disk has clearly more free space', () => {
  const at = (filledGib: number, past = {}) =>
    draftsOf(
      examine(leakedLayers, {
        storage: { leaks: known([leakWith()]) },
        filesystems: [filesystemWith({ usedBytes: filledGib * gib, freeBytes: (100 - filledGib) * gib })],
        past,
      }),
    )[0];
  const full = at(91);
  if (full === undefined) throw new Error('nothing was found');
  const before = previously('leaked-layers', findingKey('leaked-layers', full.subject), full.severity);
  expect([full.severity, at(89)?.severity]).toEqual(['critical', 'warning']);
  expect([at(89, before)?.severity, at(87, before)?.severity]).toEqual(['critical', 'warning']);
});

test('leaked-layers gives no figure if nothing was measured, and “at least” if layers share data', () => {
  const unmeasured = leakWith({ bytes: unknown('not-collected', 'not measured yet') });
  const [waiting] = draftsOf(examine(leakedLayers, { storage: { leaks: known([unmeasured]) } }));
  expect(waiting?.title).toBe('1 leaked layer: an unknown amount that Docker will never free');
  expect(waiting).not.toHaveProperty('reclaimable');

  const subvolume = (name: string, bytes: number) => leakWith({ kind: 'btrfs-subvolume', name, bytes: known(bytes) });
  const shared = { leaks: known([subvolume('a', 0), subvolume('b', 0)]) };
  expect(draftsOf(examine(leakedLayers, { storage: shared }))[0]).not.toHaveProperty('reclaimable');
  const partly = { leaks: known([subvolume('a', gib), subvolume('b', 0)]) };
  const [draft] = draftsOf(examine(leakedLayers, { storage: partly }));
  expect(draft?.title).toBe('2 leaked layers: at least 1.0 GiB that Docker will never free');
  expect(draft?.reclaimable).toEqual({ bytes: gib, exact: false });
});

describeCheck(unreachableLayers, {
  'pass: none': none,
  'warning: one chain': { storage: { leaks: known([leakWith({ kind: 'unreachable-layer' })]) } },
  'unknown: no proof': {},
});

describeCheck(leakedContainerLayers, {
  'pass: none': none,
  'warning: after docker export on 26.1': {
    storage: { leaks: known([leakWith({ kind: 'leaked-container-layer' })]) },
    engine: engineWith({ version: '26.1.5+dfsg1' }),
  },
  'unknown: no proof': {},
});

describeCheck(staleRemovingLayers, {
  'pass: none': none,
  'info: one left': { storage: { leaks: known([leakWith({ kind: 'stale-removing-layer' })]) } },
  'unknown: no proof': {},
});

test('stale-removing-layers does not advise a restart that would turn off the quotas of a NAS', () => {
  const storage = { leaks: known([leakWith({ kind: 'stale-removing-layer' })]) };
  const engine = engineWith({ storageDriver: 'btrfs', version: '20.10.3' });
  const [onNas] = draftsOf(
    examine(staleRemovingLayers, { storage, engine, platform: platformWith({ id: 'synology-dsm', init: 'synology' }) }),
  );
  expect(onNas?.remedies).toEqual([]);
  const [elsewhere] = draftsOf(examine(staleRemovingLayers, { storage, engine: engineWith() }));
  expect(elsewhere?.remedies).toEqual([{ actionId: 'restart-docker', params: {} }]);
});

const onDisk = (id: string, driver: string | null): ContainerOnDisk => ({
  id,
  config:
    driver === null
      ? null
      : {
          name: '/photos',
          driver,
          imageId: 'sha256:1',
          image: 'photoprism',
          running: false,
          labels: {},
          restartPolicy: null,
          finishedAt: null,
          logPath: null,
          mounts: [{ destination: '/photos', volume: 'originals', source: null }],
        },
  logBytes: null,
  logDriver: null,
  logOptions: {},
});

describeCheck(hiddenContainers, {
  'pass: all with the running driver': { containersOnDisk: [onDisk('1', 'overlay2')], engine: engineWith() },
  'pass: no containers': { containersOnDisk: [] },
  'warning: another driver': { containersOnDisk: [onDisk('1', 'btrfs')], engine: engineWith() },
  'warning: unreadable': { containersOnDisk: [onDisk('1', null)] },
  'pass: containerd snapshotter': {
    containersOnDisk: [onDisk('1', 'overlayfs')],
    engine: engineWith({ storageDriver: 'overlayfs', imageStore: 'containerd' }),
  },
  'warning: overlay2 containers after the switch to containerd': {
    containersOnDisk: [onDisk('1', 'overlay2')],
    engine: engineWith({ storageDriver: 'overlayfs', imageStore: 'containerd' }),
  },
  'unknown: unknown driver': { containersOnDisk: [onDisk('1', 'btrfs')] },
  'unknown: not listed': { engine: engineWith() },
});

test('hidden-containers names the volumes that prune would delete', () => {
  const given = { containersOnDisk: [onDisk('1', 'btrfs')], engine: engineWith() };
  expect(draftsOf(examine(hiddenContainers, given))[0]?.detail).toContain('originals');
});

const nested = leakWith({
  kind: 'nested-docker-root',
  name: 'c'.repeat(64),
  owner: { kind: 'volume', id: 'c'.repeat(64) },
  nested: [{ path: '/volume1/@docker/volumes/c/_data/btrfs/subvolumes/1', id: 300, uuid: 'u', depth: 2 }],
});

describeCheck(nestedDockerInVolume, {
  'pass: none': none,
  'warning: one volume': { storage: { leaks: known([nested]) }, engine: engineWith({ kernel: '4.4.180+' }) },
  'warning: overlay2 inside': { storage: { leaks: known([{ ...nested, nested: [] }]) } },
  'unknown: no proof': {},
});

test('nested-docker-in-volume explains why it cannot be deleted, and offers to clean the volume', () => {
  const given = { storage: { leaks: known([nested]) }, engine: engineWith({ kernel: '4.4.180+' }) };
  const [draft] = draftsOf(examine(nestedDockerInVolume, given));
  expect(draft?.detail).toContain('Linux 4.18');
  expect(draft?.remedies).toEqual([{ actionId: 'clean-nested-docker', params: { volume: 'c'.repeat(64) } }]);
});

const listing = (drivers: { driver: string; entries: number }[]): DataRootListing => ({
  path: '/var/lib/docker',
  requestedPath: '/var/lib/docker',
  filesystemType: 'ext4',
  filesystemMagic: 'ef53',
  device: '8:1',
  inode: 2,
  tmpBirthSeconds: 1,
  tmpModifiedSeconds: 1,
  engineId: null,
  entries: [],
  driverDirectories: drivers,
  imageStores: [],
  isMountPoint: false,
});

describeCheck(abandonedStore, {
  'pass: only the running driver': { dataRoot: listing([{ driver: 'overlay2', entries: 40 }]), engine: engineWith() },
  'pass: the other directory is empty': {
    dataRoot: listing([
      { driver: 'overlay2', entries: 40 },
      { driver: 'btrfs', entries: 0 },
    ]),
    engine: engineWith(),
  },
  'info: btrfs left after the switch': {
    dataRoot: listing([
      { driver: 'overlay2', entries: 40 },
      { driver: 'btrfs', entries: 31 },
    ]),
    engine: engineWith(),
  },
  'warning: a big one': {
    dataRoot: listing([{ driver: 'btrfs', entries: 31 }]),
    engine: engineWith(),
    storage: {
      leaks: known([
        leakWith({
          kind: 'abandoned-store',
          name: 'btrfs',
          bytes: known(6 * gib),
          hides: { containers: ['photos'], volumes: ['originals'] },
        }),
      ]),
    },
  },
  'info: overlay2 after the containerd switch': {
    dataRoot: listing([{ driver: 'overlay2', entries: 12 }]),
    engine: engineWith({ storageDriver: 'overlayfs', imageStore: 'containerd' }),
  },
  'unknown: unknown driver': { dataRoot: listing([{ driver: 'btrfs', entries: 31 }]) },
  'warning: dockerd does not choose': {
    logLines: [
      {
        text: 'error initializing graphdriver: /var/lib/docker contains several valid graphdrivers: btrfs, overlay2; Please cleanup or explicitly choose storage driver (-s <DRIVER>)',
      },
    ],
  },
  'unknown: data root not listed': { engine: engineWith() },
});

const entry = (name: string, inode: number): DriverDirectory => ({
  name,
  kind: 'directory',
  device: '0:44',
  inode,
  birthSeconds: 1,
  birthSource: 'otime',
  changedSeconds: 1,
  link: null,
  lower: null,
});
const btrfsEntries = (...entries: DriverDirectory[]) => ({
  driver: 'btrfs',
  path: '/var/lib/docker/btrfs/subvolumes',
  entries,
  links: {},
  needs: {},
});
const onBtrfs = engineWith({ storageDriver: 'btrfs', driverStatus: [], backingFilesystem: null });

describeCheck(copiedBtrfsDataRoot, {
  'pass: subvolumes': { engine: onBtrfs, driverDirectories: btrfsEntries(entry('d'.repeat(64), 256)) },
  'pass: other names do not count': { engine: onBtrfs, driverDirectories: btrfsEntries(entry('.snapshots', 900)) },
  'critical: a plain directory': { engine: onBtrfs, driverDirectories: btrfsEntries(entry('d'.repeat(64), 900)) },
  'critical: only the error message': {
    engine: onBtrfs,
    logLines: [{ text: 'docker: Error response from daemon: Failed to create btrfs snapshot: invalid argument.' }],
  },
  'not-applicable: overlay2': { engine: engineWith() },
  'unknown: not listed': { engine: onBtrfs },
});

const buildRecord = {
  id: '1',
  type: 'regular',
  description: '',
  inUse: false,
  shared: false,
  sizeBytes: 1,
  createdAt: null,
  lastUsedAt: null,
  parents: [],
};
describeCheck(enginePruneLeak, {
  'info: builds, nothing leaked': { engine: engineWith(), buildCache: [buildRecord], ...none },
  'info: 27.2.1 leaks too': { engine: engineWith({ version: '27.2.1' }), buildCache: [buildRecord], ...none },
  'warning: the export leak, on 26.1': {
    engine: engineWith({ version: '26.1.5' }),
    buildCache: [],
    storage: { leaks: known([leakWith({ kind: 'leaked-container-layer' })]) },
  },
  'info: leaked container layers, fixed in 28.5': {
    engine: engineWith(),
    buildCache: [],
    storage: { leaks: known([leakWith({ kind: 'leaked-container-layer' })]) },
  },
  'pass: never builds': { engine: engineWith(), buildCache: [], ...none },
  'not-applicable: containerd store': { engine: engineWith({ imageStore: 'containerd', storageDriver: 'overlayfs' }) },
  'unknown: builds not known': { engine: engineWith() },
  'unknown: no engine': {},
});

describe('engine-prune-leak', () => {
  test('never promises that an upgrade stops the duplicate-layer leak', () => {
    for (const version of ['20.10.24', '26.1.5', '27.2.1', '27.1.2-qnap8', '29.7.2']) {
      const given = { engine: engineWith({ version }), buildCache: [buildRecord], ...none };
      const [draft] = draftsOf(examine(enginePruneLeak, given));
      expect(draft?.detail).toContain('No release of the engine is known to stop this');
      expect(draft?.detail).not.toMatch(/upgrade to .* (fixes|stops) this/i);
    }
  });
});
