import type { DataRootListing } from '../../../domain/layer-facts.ts';
import type { MountEntry } from '../../../domain/storage-facts.ts';
import { locate } from '../paths.ts';
import type { DaemonState } from '../rows/daemon-state.ts';
import { foreignMetadata } from './foreign-metadata.ts';
import { buildkitSource } from './layer-references.ts';
import type { Ownership } from './ownership.ts';
import type { Refusal } from './refusal.ts';

export function refusals(ownership: Ownership): Refusal[] {
  return [
    ...wrongPlace(ownership),
    ...placeRefusals({
      ...ownership.facts,
      layersPath: ownership.facts.directories.path,
      engineAnswers: ownership.facts.api !== null,
    }),
    ...incompleteListings(ownership),
    ...brokenLayers(ownership),
    ...foreignMetadata(ownership),
  ];
}

/** What forbids every conclusion about a data root, whichever image store is in it. */
export interface Place {
  dataRoot: DataRootListing;
  layersPath: string;
  mounts: readonly MountEntry[];
  daemon: DaemonState;
  engineAnswers: boolean;
}

export function placeRefusals(place: Place): Refusal[] {
  return [...networkFilesystem(place), ...severalDaemons(place)];
}

function wrongPlace({ facts }: Ownership): Refusal[] {
  const { api, directories, layerdb, dataRoot } = facts;
  const found: Refusal[] = [];
  if (layerdb.driver !== directories.driver) {
    const excuse = `The layer store read is that of ${layerdb.driver}, the directories are those of ${directories.driver}. Scan again.`;
    found.push({ code: 'driver-mismatch', excuse });
  }
  if (api !== null && api.engine.storageDriver !== directories.driver) {
    const excuse = `Docker runs on ${api.engine.storageDriver}, the directories read are those of ${directories.driver}. Scan again; if it stays so, another Docker owns this data root.`;
    found.push({ code: 'driver-mismatch', excuse });
  }
  if (api !== null && api.engine.dataRoot !== dataRoot.path && api.engine.dataRoot !== dataRoot.requestedPath) {
    const excuse = `Docker says its data root is ${api.engine.dataRoot}, but ${dataRoot.path} was read. With user namespaces or rootless Docker there are several; point this host at the socket of the Docker you mean and scan again.`;
    found.push({ code: 'data-root-mismatch', excuse });
  }
  if (!dataRoot.imageStores.includes(directories.driver)) {
    const excuse = `${dataRoot.path}/image/${directories.driver} does not exist, so nothing says which layers are in use. If it was deleted, restore it from a backup; do not remove layer directories without it.`;
    found.push({ code: 'layer-store-missing', excuse });
  }
  return found;
}

/** statfs magic numbers of filesystems that other hosts can write to */
const networkMagic = new Set([
  '6969',
  'ff534d42',
  'fe534d42',
  '517b',
  'c36400',
  '1021997',
  '5346414f',
  'bd00bd0',
  '7461636f',
  '1161970',
  '47504653',
]);
const networkType =
  /^(nfs\d?|cifs|smb\w*|ceph|9p|afs|lustre|ocfs2|gfs2|gpfs|glusterfs|virtiofs|beegfs|fuse\.(sshfs|s3fs|rclone|glusterfs|ceph\w*|davfs2?|juicefs|moosefs|mfs|goofys|curlftpfs))$/;

export function isNetworkFilesystem(type: string): boolean {
  return networkType.test(type);
}

/** Another host's Docker may use the same layers (docs/reference/traps.md#trap-19). */
function networkFilesystem({ dataRoot, layersPath, mounts }: Place): Refusal[] {
  const magic = dataRoot.filesystemMagic.toLowerCase().replace(/^0x/, '');
  const driverMount = locate(layersPath, mounts)?.mount;
  const type = [dataRoot.filesystemType, driverMount?.type ?? ''].find(isNetworkFilesystem);
  if (type === undefined && !networkMagic.has(magic)) return [];
  const excuse = `Docker's data root lies on a network filesystem (${type ?? dataRoot.filesystemType}). Another host's Docker may use the same layers, so nothing here can be proven unused. Give each host a data root on its own disk, and share images through a registry near the hosts.`;
  return [{ code: 'network-filesystem', excuse }];
}

function severalDaemons({ dataRoot, daemon: { daemons }, engineAnswers }: Place): Refusal[] {
  if (daemons.length > 1) {
    const pids = daemons.map((daemon) => daemon.pid).join(', ');
    const excuse = `${daemons.length} dockerd processes (${pids}) work, or may work, on ${dataRoot.path}. That damages layers by itself. Stop all but one, then scan again.`;
    return [{ code: 'several-daemons', excuse }];
  }
  if (daemons.length === 0 && engineAnswers) {
    const excuse =
      'Docker answers, but no dockerd process is visible, so neither its start nor its mounts are known. Reach the host itself (SSH as root, or the helper container) and scan again.';
    return [{ code: 'daemon-not-visible', excuse }];
  }
  return [];
}

function incompleteListings({ facts }: Ownership): Refusal[] {
  const found: Refusal[] = [];
  const { unreadableEntries, chains, path } = facts.layerdb;
  const half = chains.filter(
    (chain) => !chain.isRemoving && chain.cacheId === null && (chain.parent ?? chain.sizeBytes) !== null,
  );
  const unreadable = [...unreadableEntries, ...half.map((chain) => chain.name)];
  if (unreadable.length > 0) {
    const excuse = `${unreadable.length} entries of ${path} could not be read (the first: ${JSON.stringify(unreadable[0])}); each may name a directory. Repair or remove these entries while Docker is stopped, then scan again.`;
    found.push({ code: 'layer-entry-unreadable', excuse });
  }
  const hidden = facts.namespaceMounts.unreadable;
  if (hidden > 0) {
    const excuse = `The mounts of ${hidden} processes could not be read, so a layer may be mounted unseen. Let Bilge work as root on this host (sudo), then scan again.`;
    found.push({ code: 'mounts-unreadable', excuse });
  }
  return found;
}

function brokenLayers({ closure, references }: Ownership): Refusal[] {
  const [first] = closure.broken;
  if (first === undefined) return [];
  const named = references.byDirectory.get(first.directory) ?? [];
  const mount = named.find(({ source }) => source === 'Mounts');
  // Docker that is killed in a build leaves the build's mount behind, and lets go of the layers below it with their image.
  const isLeftByBuild = mount !== undefined && named.some(({ source }) => source === buildkitSource);
  const advice = isLeftByBuild
    ? `BuildKit made that layer, and it is ${mount.by}: a build that was killed together with Docker may have left this mount. It goes when the host restarts, or when the mount is taken away; then scan again.`
    : 'An image or container is already broken, and what it needs is unknown. Remove or pull that image again, or scan again if images were being removed just now.';
  const excuse = `${closure.broken.length} links of layers in use lead nowhere (the first: ${first.link} of ${first.directory}). ${advice}`;
  return [{ code: 'broken-lower-link', excuse }];
}
