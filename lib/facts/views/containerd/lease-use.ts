import type { ContainerdLease } from '../../../domain/containerd-facts.ts';
import type { MountEntry } from '../../../domain/storage-facts.ts';
import type { StoreFacts } from './store-facts.ts';

/**
 * Rule 5: what uses the container of a lease now. Deleting the lease of a running container removes the directory under its mount at once, and
 * nothing refuses, so every mount of every namespace is looked at, and containerd's own record and task.
 */
export function usesOf(lease: ContainerdLease, owner: string, facts: StoreFacts): string | null {
  const { details, namespace, records } = facts;
  if (details.tasks.includes(`${namespace}/${owner}`)) return 'containerd has a task of that id';
  const own = records.namespaces.find(({ name }) => name === namespace);
  if (own?.containers.some(({ id }) => id === owner) === true) return 'containerd has a container of that id';
  const folders = foldersOf(lease, facts);
  const tables = [facts.mounts, ...facts.namespaceMounts.namespaces.map(({ mounts }) => mounts)];
  for (const mount of tables.flat())
    if (isMountOf(mount, owner, folders)) return `it is mounted at ${mount.mountPoint}`;
  return null;
}

/** Directories of the snapshots that the lease names: `id` is their number, not the one in the name (docs/reference/containerd-on-disk.md#the-databases). */
function foldersOf(lease: ContainerdLease, { records, namespace, store }: StoreFacts): Set<string> {
  const own = records.namespaces.find(({ name }) => name === namespace);
  const wanted = new Set(lease.snapshots.map(({ snapshotter, key }) => `${snapshotter}/${key}`));
  const names = new Set(
    own?.snapshots.flatMap(({ snapshotter, key, name }) =>
      wanted.has(`${snapshotter}/${key}`) ? [`${snapshotter} ${name}`] : [],
    ),
  );
  return new Set(
    store.snapshots
      .filter(({ snapshotter, key }) => names.has(`${snapshotter} ${key}`))
      .flatMap(({ snapshotter, id }) =>
        ['snapshots', 'active', 'view'].map((kind) => `io.containerd.snapshotter.v1.${snapshotter}/${kind}/${id}`),
      ),
  );
}

const snapshotPath = /io\.containerd\.snapshotter\.v1\.[^/]+\/(?:snapshots|active|view)\/\d+/g;

function isMountOf(mount: MountEntry, owner: string, folders: ReadonlySet<string>): boolean {
  if (mount.mountPoint.split('/').includes(owner)) return true;
  // lowerdir of overlay, subvol of btrfs, and the directory itself bound somewhere; whatever stands before it.
  const text = [mount.root, mount.source, mount.mountPoint, ...mount.superOptions, ...mount.options].join('\n');
  return (text.match(snapshotPath) ?? []).some((path) => folders.has(path));
}
