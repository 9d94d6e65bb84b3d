import { isNetworkFilesystem } from '../ownership/refusals.ts';
import { isAtOrBelow, locate } from '../paths.ts';
import type { StoreFacts } from './store-facts.ts';

/**
 * When no lease here can be called dead, whatever the rules say (docs/reference/containerd-on-disk.md#refusals). Each says what to do about it.
 */
export interface StoreRefusal {
  code:
    | 'several-daemons'
    | 'store-of-other-mode'
    | 'store-not-paired'
    | 'unknown-label'
    | 'snapshotter-not-tried'
    | 'network-filesystem'
    | 'mounts-incomplete'
    | 'engine-id-missing'
    | 'mount-missing';
  excuse: string;
}

/** The others were not run, and proxy plugins (stargz, nydus, overlaybd) keep root and database elsewhere. */
const tried: ReadonlySet<string> = new Set(['overlayfs', 'native', 'btrfs']);

export function storeRefusals(facts: StoreFacts, unknownLabels: readonly string[]): StoreRefusal[] {
  const { engine, details, daemons, daemon, root, mounts, namespaceMounts, dataRoot, boot } = facts;
  const found: StoreRefusal[] = [];
  const refuse = (code: StoreRefusal['code'], excuse: string) => found.push({ code, excuse });
  if (engine.imageStore !== 'containerd')
    refuse(
      'store-of-other-mode',
      'Docker runs with a graph driver. What containerd keeps for it belongs to the containers and images of the other mode: they are hidden, not gone.',
    );
  const address = daemon.daemons[0]?.containerd ?? null;
  const others = daemons.filter(
    ({ pid, containerd }) =>
      pid !== daemon.daemons[0]?.pid && (containerd === null || address === null || containerd === address),
  );
  if (others.length > 0)
    refuse(
      'several-daemons',
      `${others.length + 1} dockerd processes run here and may use the same containerd. Its leases do not say whose they are, so each shows the containers of the others as gone. Stop all but one, then scan again.`,
    );
  if (daemon.daemons.length === 0)
    refuse(
      'several-daemons',
      'Docker answers, but no dockerd process is visible, so neither its start nor its containerd is known. Reach the host itself (SSH as root), then scan again.',
    );
  if (details.foundBy !== 'process' || details.process === null || details.uuid === null)
    refuse(
      'store-not-paired',
      `No running containerd was seen to have ${root} open, so it may not be the store that Docker uses. Start Docker and containerd, let Bilge work as root, then scan again.`,
    );
  if (unknownLabels.length > 0)
    refuse(
      'unknown-label',
      `containerd's records carry a label that this Bilge does not know (${unknownLabels[0]}); what it holds cannot be told. Update Bilge.`,
    );
  if (!tried.has(engine.storageDriver))
    refuse('snapshotter-not-tried', `Docker's snapshotter is ${engine.storageDriver}, with which nothing was tried.`);
  const network =
    isNetworkFilesystem(locate(root, mounts)?.mount.type ?? '') || isNetworkFilesystem(dataRoot.filesystemType);
  if (network)
    refuse(
      'network-filesystem',
      'containerd or the data root lies on a network filesystem, where another host may use it.',
    );
  if (namespaceMounts.unreadable > 0)
    refuse(
      'mounts-incomplete',
      `The mounts of ${namespaceMounts.unreadable} processes could not be read, so a snapshot may be mounted unseen. Let Bilge work as root on this host, then scan again.`,
    );
  if (dataRoot.engineId === null || (dataRoot.engineIdModifiedSeconds ?? null) === null)
    refuse('engine-id-missing', `${dataRoot.path} has no engine-id, so the age of this data root is unknown.`);
  const missing = missingMounts(facts);
  if (missing.length > 0)
    refuse(
      'mount-missing',
      `/etc/fstab mounts ${missing[0]}, where ${boot.fstab.length > 0 && isAtOrBelow(root, missing[0] ?? '') ? "containerd's store" : 'the data root'} lies, and it is not mounted now. What is there may be another data root than the one that the leases belong to. Mount it, start Docker, then scan again.`,
    );
  return found;
}

/** Under a mount point may lie an older data root than the one that is mounted there: rule 4 does not see through that. */
function missingMounts({ boot, mounts, dataRoot, root }: StoreFacts): string[] {
  const mounted = new Set(mounts.map(({ mountPoint }) => mountPoint));
  return boot.fstab
    .filter(({ type, mountPoint }) => type !== 'swap' && mountPoint.startsWith('/') && mountPoint !== '/')
    .map(({ mountPoint }) => mountPoint.replace(/\/+$/, ''))
    .filter(
      (point) =>
        !mounted.has(point) && [dataRoot.path, dataRoot.requestedPath, root].some((path) => isAtOrBelow(path, point)),
    );
}
