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
    | 'mount-missing'
    | 'zfs-unknown'
    | 'foreign-task'
    | 'owners-elsewhere'
    | 'socket-shared';
  excuse: string;
}

/** The others were not run, and proxy plugins (stargz, nydus, overlaybd) keep root and database elsewhere. */
const tried: ReadonlySet<string> = new Set(['overlayfs', 'native', 'btrfs']);

export function storeRefusals(facts: StoreFacts, unknownLabels: readonly string[]): StoreRefusal[] {
  const { engine, details, daemons, daemon, root, mounts, namespaceMounts, dataRoot } = facts;
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
  const [missing] = missingMounts(facts);
  if (missing !== undefined)
    refuse(
      'mount-missing',
      `${missing.by} mounts ${missing.point}, where a part of Docker's data lies, and it is not mounted now. What is there may be another data root than the one that the leases belong to. Mount it, start Docker, then scan again.`,
    );
  if (facts.zfs.state === 'unknown' && facts.zfs.reason !== 'not-collected')
    refuse(
      'zfs-unknown',
      `The ZFS pools of this host could not be read (${facts.zfs.detail}), so a dataset of Docker's may not be mounted. Repair that, then scan again.`,
    );
  for (const refusal of otherEngines(facts)) refuse(refusal.code, refusal.excuse);
  return found;
}

/** Signs that another dockerd uses this store at times: its containers look gone to this one. */
function otherEngines({ details, records, namespace, onDisk, listed, otherRoots }: StoreFacts): StoreRefusal[] {
  const found: StoreRefusal[] = [];
  const { surroundings } = details;
  const [unit] = surroundings?.otherEngines ?? [];
  if (unit !== undefined)
    found.push({
      code: 'several-daemons',
      excuse: `${unit} starts a dockerd too, which may use the same containerd. Its leases do not say whose they are. Remove or mask that unit, then scan again.`,
    });
  const own = new Set([...onDisk, ...listed].map(({ id }) => id));
  const prefix = `${namespace}/`;
  const task = details.tasks.find((each) => each.startsWith(prefix) && !own.has(each.slice(prefix.length)));
  if (task !== undefined)
    found.push({
      code: 'foreign-task',
      excuse: `containerd runs ${task.slice(prefix.length, prefix.length + 12)} in Docker's namespace, and this Docker does not know it: another one may use this containerd. Stop it there, or end that task, then scan again.`,
    });
  const leases = new Set(records.namespaces.find(({ name }) => name === namespace)?.leases.map(({ id }) => id));
  const elsewhere =
    otherRoots.state === 'known'
      ? otherRoots.value.find(({ containers }) => containers.some(({ id }) => leases.has(id) && !own.has(id)))
      : undefined;
  if (elsewhere !== undefined)
    found.push({
      code: 'owners-elsewhere',
      excuse: `The data root ${elsewhere.path} has containers that leases here belong to. Whether it is needed only you know: delete it, or let Docker use it again, then scan again.`,
    });
  const paths = new Set((surroundings?.sockets ?? []).flatMap((path) => [path, path.slice(0, path.lastIndexOf('/'))]));
  const user = onDisk.find(({ config }) =>
    config?.mounts.some(({ source }) => source !== null && paths.has(source.replace(/^\/var\/run\//, '/run/'))),
  );
  if (user !== undefined)
    found.push({
      code: 'socket-shared',
      excuse: `The container ${user.config?.name ?? user.id.slice(0, 12)} is given containerd's socket, so what is in it may be another Docker on this containerd. Remove that container, then scan again.`,
    });
  return found;
}

/** Under a mount point may lie an older data root than the one that is mounted there: rule 4 does not see through that. */
function missingMounts({ boot, mounts, dataRoot, root, details, zfs }: StoreFacts): { by: string; point: string }[] {
  const mounted = new Set(mounts.map(({ mountPoint }) => mountPoint));
  const named = [
    ...boot.fstab
      .filter(({ type }) => type !== 'swap')
      .map(({ mountPoint }) => ({ by: '/etc/fstab', point: mountPoint })),
    ...(details.surroundings?.mountUnits ?? []).map((point) => ({ by: 'A mount unit of systemd', point })),
    // `canmount=off` gives its mount point to those below it only, as the parts of a system on ZFS are laid out.
    ...(zfs.state === 'known' ? zfs.value.datasets : [])
      .filter(({ mountsItself }) => mountsItself !== false)
      .map(({ name, mountPoint }) => ({ by: `The ZFS dataset ${name}`, point: mountPoint ?? '' })),
  ];
  const places = [dataRoot.path, dataRoot.requestedPath, root];
  return named
    .map(({ by, point }) => ({ by, point: point.replace(/\/+$/, '') }))
    .filter(({ point }) => point.startsWith('/') && !mounted.has(point))
    .filter(({ point }) => places.some((path) => isAtOrBelow(path, point) || isPartOf(point, path)));
}

/** A folder of the data root or the store that may be a disk of its own; not a container's own mount, which comes and goes with it. */
function isPartOf(point: string, path: string): boolean {
  if (!point.startsWith(`${path}/`)) return false;
  const [first] = point.slice(path.length + 1).split('/');
  return first !== 'rootfs' && first !== 'volumes' && first !== 'tmp';
}
