import type { HostFacts } from '../../../domain/host-facts.ts';
import type { Measurement, MeasurementNeed } from '../../../domain/measurement.ts';
import type { Leak } from '../../../domain/storage-report.ts';
import { isNetworkType } from '../../parsers/kernel/filesystems.ts';
import { snapshotPath } from '../containerd/snapshot-path.ts';
import { abandonedDrivers } from '../leaks/abandoned-stores.ts';
import { directoryIdentity } from '../leaks/leak.ts';
import { rootIdentity } from '../leaks/other-roots.ts';
import type { Ownership } from '../ownership/ownership.ts';
import { volumeIdentity } from '../rows/volume-use.ts';
import { judgeStorage } from '../storage-report.ts';
import { separateContainerdRoot } from './containerd-parts.ts';
import { otherDirectories } from './ledger-parts.ts';

/**
 * What has no size yet and is worth measuring, most interesting first: leaks, the quarantine, what containers
 * wrote, Docker's own odds and ends, then volumes, then abandoned stores. Image layers are not walked: Docker recorded
 * their sizes, quota groups may know them, and walking them all is what makes a NAS unusable. Only where nothing was recorded for
 * a layer is it measured, last of all.
 *
 * Objects that never change (layers, by uuid or inode and birth) are measured once; the others keep their measurement until it is
 * asked for again.
 */
export function measurementNeeds(facts: HostFacts, measurements: readonly Measurement[]): MeasurementNeed[] {
  const { ownership, leaks, sizes, recorded } = judgeStorage(facts, measurements);
  const known = ownership.state === 'known' ? ownership.value : null;
  const leaked = leaks.state === 'known' ? leaks.value : [];
  const layer = layerNeeds(known);
  const needs = [
    ...namesOfLeaks(known, leaked).flatMap(layer),
    ...quarantined(facts),
    ...writableLayers(known).flatMap(layer),
    ...otherDirectories(facts).map((path) => blocks('docker-other', path, path, null)),
    ...containerdRoot(facts),
    ...volumes(facts),
    ...abandoned(facts),
    ...otherRoots(facts),
    ...unrecorded(known, (name) => recorded?.of(name) != null).flatMap(layer),
  ];
  const seen = new Set<string>();
  return needs.filter((need) => {
    const key = `${need.kind}\0${need.object}`;
    if (seen.has(key) || sizes.find(need.kind, need.object, need.identity) !== null) return false;
    seen.add(key);
    return true;
  });
}

/** @returns the need of one layer directory by name; none where it does not exist */
function layerNeeds(ownership: Ownership | null): (name: string | null) => MeasurementNeed[] {
  if (ownership === null) return () => [];
  const { driver, path } = ownership.facts.directories;
  // A tree walk of a snapshot counts what it shares with living layers, which deleting it does not free.
  const method = driver === 'btrfs' ? 'btrfs-exclusive' : 'blocks';
  const entries = new Map(ownership.layerDirectories.map((entry) => [entry.name, entry]));
  return (name) => {
    const entry = entries.get(name ?? '');
    if (entry === undefined) return [];
    const identity = directoryIdentity(entry, ownership);
    return [{ kind: 'layer-directory', object: entry.name, path: `${path}/${entry.name}`, identity, method }];
  };
}

/** A leaked writable layer brings its init layer with it. */
function namesOfLeaks(ownership: Ownership | null, leaks: readonly Leak[]): (string | null)[] {
  const inits = new Map(ownership?.facts.layerdb.mounts.map((mount) => [mount.mountId, mount.initId]));
  return leaks.flatMap((leak) =>
    leak.kind === 'leaked-container-layer' ? [leak.name, inits.get(leak.name) ?? null] : [leak.name],
  );
}

function writableLayers(ownership: Ownership | null): (string | null)[] {
  return ownership?.facts.layerdb.mounts.flatMap((mount) => [mount.mountId, mount.initId]) ?? [];
}

function unrecorded(ownership: Ownership | null, hasSize: (name: string) => boolean): string[] {
  return ownership?.layerDirectories.map(({ name }) => name).filter((name) => !hasSize(name)) ?? [];
}

function quarantined({ sections: { quarantine } }: HostFacts): MeasurementNeed[] {
  if (quarantine.state === 'unknown') return [];
  return quarantine.value.map(({ entry, path, device, inode, driver }) => {
    const need = blocks('quarantine-entry', entry, path, `${device}:${inode}`);
    return driver === 'btrfs' ? { ...need, method: 'btrfs-exclusive' as const } : need;
  });
}

function volumes({ sections: { volumesOnDisk } }: HostFacts): MeasurementNeed[] {
  if (volumesOnDisk.state === 'unknown') return [];
  const withData = volumesOnDisk.value.filter((volume) => volume.dataPath !== null);
  // Nested Docker first: it is the one that can go.
  const ordered = [
    ...withData.filter((each) => each.nestedDrivers !== null),
    ...withData.filter((each) => each.nestedDrivers === null),
  ];
  return ordered.map((volume) => blocks('volume', volume.name, volume.dataPath ?? '', volumeIdentity(volume)));
}

function abandoned(facts: HostFacts): MeasurementNeed[] {
  const { dataRoot } = facts.sections;
  if (dataRoot.state === 'unknown') return [];
  const { path } = dataRoot.value;
  return abandonedDrivers(facts).map(({ driver }) => blocks('abandoned-store', driver, `${path}/${driver}`, null));
}

/** Each through the view that its own filesystem needs; what a mount covers always through one of the filesystem above. */
function otherRoots({ sections: { otherDataRoots, hiddenData } }: HostFacts): MeasurementNeed[] {
  const found = otherDataRoots.state === 'known' ? otherDataRoots.value : [];
  const roots = found
    .filter(({ filesystemType }) => !isNetworkType(filesystemType))
    .map((root): MeasurementNeed => {
      const view = copyOnWriteTypes.has(root.filesystemType) ? { root: root.path } : ('plain' as const);
      return { ...blocks('other-data-root', root.path, root.path, rootIdentity(root)), view };
    });
  const places = hiddenData.state === 'known' ? hiddenData.value.places : [];
  const hidden = places
    .filter(({ entries }) => entries.some(({ name }) => name !== 'lost+found'))
    .map(({ mountPoint, above }): MeasurementNeed => {
      const need = blocks('hidden-data', mountPoint, mountPoint, null);
      return { ...need, view: { below: mountPoint, above } };
    });
  return [...roots, ...hidden];
}

const copyOnWriteTypes: ReadonlySet<string> = new Set(['btrfs', 'zfs', 'bcachefs', '']);

/** Its whole directory beside graph drivers; as the image store only what containerd has not measured itself. */
function containerdRoot(facts: HostFacts): MeasurementNeed[] {
  const { engine, containerd } = facts.sections;
  const isStore = engine.state === 'known' && engine.value.imageStore === 'containerd';
  if (!isStore) {
    const root = separateContainerdRoot(facts);
    return root === null ? [] : [blocks('containerd-root', root, root, null)];
  }
  if (containerd.state === 'unknown' || containerd.value.root === null) return [];
  const { root, snapshots } = containerd.value;
  const unmeasured = snapshots
    .filter((snapshot) => snapshot.sizeBytes === null)
    .map((each) => snapshotPath(each, root));
  return unmeasured.map((path) => blocks('containerd-root', path, path, null));
}

function blocks(kind: MeasurementNeed['kind'], object: string, path: string, identity: string | null): MeasurementNeed {
  return { kind, object, path, identity, method: 'blocks' };
}
