import { type Fact, known } from '../../../domain/fact.ts';
import type { HostFacts } from '../../../domain/host-facts.ts';
import type { DeletedFile, FilesystemUsage, MountEntry } from '../../../domain/storage-facts.ts';
import type { HeldFile } from '../../../domain/storage-report.ts';
import { isBelow } from '../paths.ts';
import { containerName } from '../rows/volume-use.ts';
import { filesystemOf } from './filesystem-of.ts';

/**
 * Deleted files that are still open, with the filesystem that their blocks lie on and whose processes hold them. A name of a process
 * or of a file decides nothing: a container is one that Docker knows by the id of the holder's control group, the daemon is one of
 * those that were recognised as such, and the log of a container is what the daemon itself holds in that container's folder.
 */
export function heldFiles(facts: HostFacts): Fact<HeldFile[]> {
  const { deletedFiles, filesystems, mounts } = facts.sections;
  if (deletedFiles.state === 'unknown') return deletedFiles;
  const deleted = deletedFiles.value;
  // Without them (a paste of `lsof +L1`) the files are known all the same, and where they lie is not.
  const usages = filesystems.state === 'known' ? filesystems.value : [];
  const table = mounts.state === 'known' ? mounts.value : [];
  const place = (file: Pick<DeletedFile, 'device' | 'mount'>) => filesystemOfFile(file, { facts, usages, table });
  const names = containerNames(facts);
  const daemons = daemonPids(facts);
  const seen = new Set<string>();
  const files = deleted.files.flatMap((file): HeldFile[] => {
    const usage = place(file);
    // One inode may be open through several mounts; only on btrfs do two files share a number, in two subvolumes.
    const key = `${usage?.id ?? file.device} ${usage?.type === 'btrfs' || usage === null ? file.device : ''} ${file.inode}`;
    if (seen.has(key)) return [];
    seen.add(key);
    const holders = file.holders.map(({ pid, command, containerIds }): HeldFile['holders'][number] => {
      const id = containerIds.find((each) => names.has(each));
      if (id !== undefined) return { pid, command, kind: 'container', container: { id, name: names.get(id) ?? id } };
      if (!daemons.has(pid)) return { pid, command, kind: 'process', container: null };
      const logOf = containerOfLog(file.path, facts, names);
      return {
        pid,
        command,
        kind: 'docker',
        container: logOf === null ? null : { id: logOf, name: names.get(logOf) ?? logOf },
      };
    });
    return [
      { path: file.path, bytes: file.bytes, ...placeWords(usage, file), layer: layerOf(file), holders, count: 1 },
    ];
  });
  const others = deleted.others.map((group): HeldFile => {
    const usage = place(group);
    return {
      path: null,
      bytes: group.bytes,
      ...placeWords(usage, group),
      layer: layerOf(group),
      holders: [],
      count: group.count,
    };
  });
  return known([...files, ...others]);
}

function placeWords(usage: FilesystemUsage | null, { mount }: Pick<DeletedFile, 'mount'>) {
  return { filesystem: usage?.id ?? null, mountPoint: usage?.mountPoint ?? mount?.mountPoint ?? null };
}

interface Context {
  facts: HostFacts;
  usages: readonly FilesystemUsage[];
  table: readonly MountEntry[];
}

/**
 * By the device of the mount, which is the filesystem's also on btrfs. What was written in a container's overlay lies where its upper
 * directory does, and only one of Docker's own layers is believed to be that: a container may mount an overlay of its own.
 */
function filesystemOfFile(
  { device, mount }: Pick<DeletedFile, 'device' | 'mount'>,
  context: Context,
): FilesystemUsage | null {
  const { facts, usages, table } = context;
  const direct = usages.find((usage) => usage.device === (mount?.device ?? device));
  if (direct !== undefined) return direct;
  if (mount?.type !== 'overlay') return null;
  const upper = mount.superOptions.find((option) => option.startsWith('upperdir='))?.slice('upperdir='.length);
  const { driverDirectories, containerd } = facts.sections;
  const layers = driverDirectories.state === 'known' ? driverDirectories.value.path : null;
  const snapshots = containerd.state === 'known' ? containerd.value.root : null;
  if (upper === undefined) return null;
  const absolute = upper.startsWith('/') || layers === null ? upper : `${layers}/${upper}`;
  const isDockers = [layers, snapshots].some((folder) => folder !== null && isBelow(absolute, folder));
  return isDockers ? filesystemOf(absolute, usages, table) : null;
}

/** The btrfs layer that it lies in: a quota group counts what is deleted and open to its subvolume. */
function layerOf({ mount }: Pick<DeletedFile, 'mount'>): string | null {
  return mount === null ? null : (/\/btrfs\/subvolumes\/([^/]+)(?:\/|$)/.exec(mount.root)?.[1] ?? null);
}

function containerNames({ sections: { containers, containersOnDisk } }: HostFacts): Map<string, string> {
  const names = new Map<string, string>();
  if (containersOnDisk.state === 'known') {
    for (const { id, config } of containersOnDisk.value)
      names.set(id, config?.name.replace(/^\//, '') || id.slice(0, 12));
  }
  if (containers.state === 'known') for (const each of containers.value) names.set(each.id, containerName(each));
  return names;
}

function daemonPids({ sections: { daemonProcesses } }: HostFacts): ReadonlySet<number> {
  return new Set(daemonProcesses.state === 'known' ? daemonProcesses.value.daemons.map(({ pid }) => pid) : []);
}

function containerOfLog(path: string | null, facts: HostFacts, names: ReadonlyMap<string, string>): string | null {
  const { dataRoot } = facts.sections;
  if (path === null || dataRoot.state === 'unknown') return null;
  for (const root of [dataRoot.value.path, dataRoot.value.requestedPath]) {
    const id = path.startsWith(`${root}/containers/`) ? path.slice(root.length + 12).split('/')[0] : undefined;
    if (id !== undefined && names.has(id)) return id;
  }
  return null;
}
