import type { ContainerdLease } from '../../../domain/containerd-facts.ts';
import type { StoreIndex } from './store-index.ts';

/**
 * Rule 5: what uses the container of a lease now. Deleting the lease of a running container removes the directory under its mount at once, and
 * nothing refuses, so every mount of every namespace is looked at, and containerd's own record and task.
 */
export function usesOf(lease: ContainerdLease, owner: string, namespace: string, index: StoreIndex): string | null {
  if (index.tasks.has(`${namespace}/${owner}`)) return 'containerd has a task of that id';
  if (index.running.has(owner)) return 'containerd has a container of that id';
  const folders = lease.snapshots.flatMap(({ snapshotter, key }) => index.folders.get(`${snapshotter}/${key}`) ?? []);
  for (const name of [owner, ...folders]) {
    const mountPoint = index.mounted.get(name);
    if (mountPoint !== undefined) return `it is mounted at ${mountPoint}`;
  }
  return null;
}
