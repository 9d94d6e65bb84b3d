import { expect, test } from 'vitest';
import { known } from '../../domain/fact.ts';
import type { FactSections, HostFacts } from '../../domain/host-facts.ts';
import { changed } from '../../facts/views/testing/changed.ts';
import { reportOf } from '../../facts/views/testing/conclusions.ts';
import { ContainerdHost, croot, iso } from '../../facts/views/testing/containerd-host.ts';
import { daemonStart, old } from '../../facts/views/testing/docker-host.ts';
import { describeCheck } from '../testing/check-cases.ts';
import { btrfsWith, draftsOf, engineWith, examine, filesystemWith, type Given, leakWith } from '../testing/facts.ts';
import containerdCollectorBlocked from './containerd-collector-blocked.ts';
import containerdDatabaseOversized from './containerd-database-oversized.ts';
import failedCreatesLeakImages from './failed-creates-leak-images.ts';
import hiddenContainerdStore from './hidden-containerd-store.ts';
import strayContainerdDirectories from './stray-containerd-directories.ts';
import unfinishedTransfers from './unfinished-transfers.ts';
import unusedContainerdStore from './unused-containerd-store.ts';
import zfsSnapshotterMissing from './zfs-snapshotter-missing.ts';

const gib = 2 ** 30;
const graphdriver = { engine: engineWith({ storageDriver: 'overlay2', imageStore: 'graphdriver' }) };

/** Facts and their storage report as a check gets them. */
function given(facts: HostFacts, more: Given = {}): Given {
  const sections = Object.fromEntries(
    Object.entries(facts.sections).flatMap(([id, fact]) => (fact.state === 'known' ? [[id, fact.value]] : [])),
  ) as Partial<FactSections>;
  return { ...sections, storage: reportOf(facts), ...more };
}

const ofVersion = (version: string): Given => ({
  engine: engineWith({ version, imageStore: 'containerd', storageDriver: 'overlayfs' }),
});
const filled = (used: number) => [filesystemWith({ usedBytes: used * gib, freeBytes: (100 - used) * gib })];

describeCheck(failedCreatesLeakImages, {
  'pass: 26.1.5 deletes the lease by its id': ofVersion('26.1.5+dfsg1'),
  'pass: 27.5.1': ofVersion('27.5.1'),
  'info: 28.0': { ...ofVersion('28.0.0'), filesystems: filled(40) },
  'info: 29.7.2, filesystem not read': ofVersion('29.7.2'),
  'warning: 29.7.2 and the disk nearly full': { ...ofVersion('29.7.2'), filesystems: filled(95) },
  'warning: 28.5.2, and a dead lease is here': {
    ...ofVersion('28.5.2'),
    storage: { leaks: known([leakWith({ kind: 'containerd-lease' })]) },
  },
  'pass: a newer one than was tried': ofVersion('29.8.0'),
  'unknown: the version cannot be read': ofVersion('custom'),
  'not-applicable: a graph driver': graphdriver,
  'unknown: the engine does not answer': {},
});

/** A btrfs store: `rm-1` beside what remains of snapshot 1. */
function cutOff(isNamed: boolean, { when = old, isWhole = true } = {}): HostFacts {
  const host = new ContainerdHost('btrfs');
  host.snapshot('gone', null, 5);
  const own = host.backend.at(-1);
  if (own !== undefined) own.createdAt = iso(when);
  if (!isNamed) host.moby.snapshots.length = 0;
  return host.facts((details) => {
    for (const each of details.snapshotters) each.folders = { snapshots: isWhole ? ['rm-1', '1'] : ['rm-1'] };
  });
}

describeCheck(containerdCollectorBlocked, {
  'pass: nothing was cut off': given(new ContainerdHost('btrfs').facts()),
  'pass: overlayfs cleans up itself': given(new ContainerdHost().facts()),
  'pass: containerd is at it now': given(cutOff(false, { when: daemonStart + 10 })),
  'warning: a removal that containerd no longer refers to': given(cutOff(false)),
  'info: what may be the only copy': given(cutOff(true)),
  'info: what it was made from is gone, so the way would stay blocked': given(cutOff(false, { isWhole: false })),
  'not-applicable: a graph driver': graphdriver,
  'unknown: containerd was not read': {},
});

/** `active/7` without a record, as a subvolume that was made then; null: its age is unknown. */
function forgotten(when: number | null): HostFacts {
  const host = new ContainerdHost('btrfs');
  for (let made = 0; made < 8; made += 1) host.snapshot(`s${made}`, null, 5);
  host.backend.splice(6, 1);
  const facts = host.facts((details) => {
    for (const each of details.snapshotters) each.folders = { active: ['7'] };
  });
  if (when === null) return facts;
  const path = `${croot}/io.containerd.snapshotter.v1.btrfs/active/7`.slice(1);
  const filesystem = btrfsWith([path], { mountPoint: '/' });
  const subvolumes = filesystem.subvolumes.map((each) => ({ ...each, createdSeconds: when }));
  return { ...facts, sections: { ...facts.sections, btrfs: known([{ ...filesystem, subvolumes }]) } };
}

describeCheck(strayContainerdDirectories, {
  'pass: none': given(new ContainerdHost('btrfs').facts()),
  'pass: overlayfs cleans up itself': given(new ContainerdHost().facts()),
  'pass: younger than containerd': given(forgotten(daemonStart + 5)),
  'info: older than containerd': given(forgotten(old)),
  'info: its age is unknown': given(forgotten(null)),
  'not-applicable: a graph driver': graphdriver,
  'unknown: containerd was not read': {},
});

function withUnused(contentBytes: number | null): HostFacts {
  return new ContainerdHost().facts((details) => {
    const content =
      contentBytes === null
        ? null
        : { namespaces: ['moby'], images: ['docker.io/library/nginx:1'], containers: ['a'.repeat(64)], contentBytes };
    details.unusedStores = [{ root: '/var/lib/docker/containerd/daemon', content }];
  });
}

describeCheck(unusedContainerdStore, {
  'pass: none': given(new ContainerdHost().facts()),
  'info: a small one': given(withUnused(gib)),
  'warning: a large one': given(withUnused(9 * gib)),
  'info: one that was too big to be read': given(withUnused(null)),
  'unknown: containerd was not read': {},
});

function asGraphDriver(host: ContainerdHost): HostFacts {
  return changed(host.facts(), 'engine', (engine) => ({
    ...engine,
    imageStore: 'graphdriver' as const,
    storageDriver: 'overlay2',
  }));
}
function filledStore(withContainer: boolean): ContainerdHost {
  const host = new ContainerdHost();
  const chain = host.image('docker.io/library/nginx:1');
  if (withContainer) host.container(chain);
  return host;
}
function manifestsOnly(): ContainerdHost {
  const host = new ContainerdHost();
  host.lease('moby-image-sha256:1');
  return host;
}

describeCheck(hiddenContainerdStore, {
  'pass: nothing of Docker’s is there': given(asGraphDriver(new ContainerdHost())),
  'pass: what a graph driver keeps there itself': given(asGraphDriver(manifestsOnly())),
  'info: images': given(asGraphDriver(filledStore(false))),
  'warning: containers too': given(asGraphDriver(filledStore(true))),
  'not-applicable: it is the store in use': given(filledStore(true).facts()),
  'unknown: containerd was not read': {},
});

function withTransfers(until: string): HostFacts {
  const host = new ContainerdHost();
  host.content('sha256:part', 70 * 2 ** 20);
  host.lease('123-aB_9', { labels: { 'containerd.io/gc.expire': until }, content: ['sha256:part'] });
  return host.facts();
}

describeCheck(unfinishedTransfers, {
  'pass: none': given(new ContainerdHost().facts()),
  'info: one that ends later': given(withTransfers('2026-11-22T03:00:00Z')),
  'info: one that has ended': given(withTransfers('2026-11-20T03:00:00Z')),
  'not-applicable: a graph driver': graphdriver,
  'unknown: containerd was not read': {},
});

const withDatabase = (bytes: number, usedBytes: number): HostFacts =>
  filledStore(true).facts((details) => {
    details.databases = [{ name: 'meta.db', bytes, usedBytes }];
  });

describeCheck(containerdDatabaseOversized, {
  'pass: small': given(withDatabase(2 ** 20, 2 ** 16)),
  'pass: large, and full': given(withDatabase(100 * 2 ** 20, 60 * 2 ** 20)),
  'info: large, and nearly empty': given(withDatabase(128 * 2 ** 20, 2 ** 20)),
  'unknown: an older scan': given(filledStore(true).facts()),
  'not-applicable: a graph driver': graphdriver,
  'unknown: containerd was not read': {},
});

const zfs = (imageStore: 'containerd' | 'graphdriver'): Given => ({
  engine: engineWith({ storageDriver: 'zfs', imageStore }),
});

describeCheck(zfsSnapshotterMissing, {
  'not-applicable: no ZFS': graphdriver,
  'pass: the graph driver of that name': zfs('graphdriver'),
  'warning: the snapshotter is in use': zfs('containerd'),
  'critical: Docker says that it is missing': {
    logLines: [{ text: 'failed to start daemon: snapshotter "zfs" not found: not found' }],
  },
  'unknown: the engine does not answer': {},
});

test('of a store that another data root’s leases fill, no check names a command that deletes a lease', () => {
  const host = filledStore(true);
  host.loseDataRoot();
  const facts = given(host.facts());
  const checks = [failedCreatesLeakImages, containerdCollectorBlocked, unfinishedTransfers, strayContainerdDirectories];
  const texts = checks.flatMap((check) => draftsOf(examine(check, facts)).map(({ detail }) => detail));
  expect(texts.join('\n')).not.toMatch(/leases? (?:delete|rm)/);
});
