import type { ContainerSummary } from '../../../domain/engine-facts.ts';
import { allKnown, type Fact, known } from '../../../domain/fact.ts';
import type { HostFacts } from '../../../domain/host-facts.ts';
import type { ContainerOnDisk, VolumeOnDisk } from '../../../domain/layer-facts.ts';
import type { MountEntry, NamespaceMounts } from '../../../domain/storage-facts.ts';
import { type HiddenContainer, hiddenContainers, volumesOf } from '../ownership/hidden-containers.ts';
import { isAtOrBelow, isBelow, locate } from '../paths.ts';
import { daemonState } from './daemon-state.ts';

/**
 * Who uses a volume (docs/reference/docker-on-disk.md#which-volumes-are-free). Docker's own "dangling" is one of five questions: a
 * container that Docker does not show may own it, a bind mount may reach into it by path, something may still be mounted or working
 * below it – and `docker volume rm` destroys what it can before it fails on that (docs/reference/traps.md#trap-8,
 * docs/reference/traps.md#trap-11, docs/reference/traps.md#trap-12).
 */
export interface VolumeUseFacts {
  containers: ContainerSummary[];
  onDisk: ContainerOnDisk[];
  hidden: HiddenContainer[];
  mounts: MountEntry[];
  namespaceMounts: NamespaceMounts;
}

export interface VolumeUse {
  /** names of containers, seen by Docker or on disk */
  usedBy: string[];
  /** containers that reach into it by path */
  boundBy: string[];
  /** mount points at or below its data, in any mount namespace */
  mountedBelow: string[];
  /** processes that work below it */
  heldBy: { pid: number; command: string }[];
}

export function volumeUseFacts(facts: HostFacts): Fact<VolumeUseFacts> {
  const { containers, containersOnDisk, mounts, namespaceMounts, daemonProcesses, dataRoot, engine } = facts.sections;
  const onHost = allKnown(containersOnDisk, mounts, namespaceMounts, daemonProcesses, dataRoot);
  if (onHost.state === 'unknown') return onHost;
  const [onDisk, hostMounts, everyNamespace, processes, root] = onHost.value;
  // While Docker is stopped it cannot be asked, and the configurations on disk are all there is to ask.
  const isStopped = daemonState(processes, root, engine.state === 'known').isStopped;
  const listed = isStopped ? known(null) : containers;
  if (listed.state === 'unknown') return listed;
  const driver = engine.state === 'known' ? engine.value.storageDriver : null;
  const hidden = hiddenContainers(onDisk, driver, listed.value);
  return known({ containers: listed.value ?? [], onDisk, hidden, mounts: hostMounts, namespaceMounts: everyNamespace });
}

export function volumeUse(name: string, dataPath: string | null, facts: VolumeUseFacts): VolumeUse {
  const usedBy = new Set<string>();
  const boundBy = new Set<string>();
  for (const container of facts.containers) {
    const label = containerName(container);
    if (container.mounts.some((mount) => mount.name === name)) usedBy.add(label);
    else if (dataPath !== null && container.mounts.some((mount) => touches(mount.source, dataPath))) boundBy.add(label);
  }
  for (const container of facts.onDisk) {
    const label = container.config?.name.replace(/^\//, '') ?? container.id.slice(0, 12);
    if (volumesOf(container).includes(name)) usedBy.add(label);
    else if (dataPath !== null && container.config?.mounts.some((mount) => touches(mount.source ?? '', dataPath)))
      boundBy.add(label);
  }
  return {
    usedBy: [...usedBy],
    boundBy: [...boundBy].filter((label) => !usedBy.has(label)),
    mountedBelow: dataPath === null ? [] : mountsBelow(dataPath, facts),
    heldBy: dataPath === null ? [] : holdersBelow(dataPath, facts),
  };
}

export function containerName(container: ContainerSummary): string {
  return container.names[0]?.replace(/^\//, '') ?? container.id.slice(0, 12);
}

/** A bind of the data or of something in it. A bind of `/` or of all volumes, as monitors have, is no use of one volume. */
function touches(source: string, dataPath: string): boolean {
  return isAtOrBelow(source, dataPath);
}

/** By mount point, and by the directory inside the filesystem that a mount elsewhere shows. */
function mountsBelow(dataPath: string, { mounts, namespaceMounts }: VolumeUseFacts): string[] {
  const place = locate(dataPath, mounts);
  const found = new Set<string>();
  for (const mount of [...mounts, ...namespaceMounts.namespaces.flatMap((namespace) => namespace.mounts)]) {
    const isThere = isAtOrBelow(mount.mountPoint, dataPath);
    const showsIt =
      place !== null &&
      mount.device === place.mount.device &&
      place.pathInFilesystem !== '' &&
      isAtOrBelow(mount.root.replace(/^\//, ''), place.pathInFilesystem);
    if (isThere || showsIt) found.add(mount.mountPoint);
  }
  return [...found];
}

function holdersBelow(dataPath: string, { namespaceMounts }: VolumeUseFacts): VolumeUse['heldBy'] {
  const found = new Map<number, { pid: number; command: string }>();
  for (const { pid, command, path } of namespaceMounts.holders) {
    if (isAtOrBelow(path, dataPath)) found.set(pid, { pid, command });
  }
  return [...found.values()];
}

/** Left-over self-bind mounts of a nested Docker that was killed: inside the volume, and showing only the volume itself. */
export function areLeftBehind(dataPath: string, mountedBelow: readonly string[], heldBy: VolumeUse['heldBy']): boolean {
  return heldBy.length === 0 && mountedBelow.every((mountPoint) => isBelow(mountPoint, dataPath));
}

export function volumeIdentity({ device, inode }: VolumeOnDisk): string | null {
  return device === null || inode === null ? null : `${device}:${inode}`;
}
