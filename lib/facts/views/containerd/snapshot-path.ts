import type { ContainerdFacts } from '../../../domain/layer-facts.ts';

/** On btrfs a committed snapshot is a subvolume in `snapshots`, the others lie in `active` and `view`. */
export function snapshotPath(
  { snapshotter, id, kind }: Pick<ContainerdFacts['snapshots'][number], 'snapshotter' | 'id' | 'kind'>,
  root: string,
): string {
  const folder = snapshotter === 'btrfs' && kind !== 'committed' ? kind : 'snapshots';
  return `${root}/io.containerd.snapshotter.v1.${snapshotter}/${folder}/${id}`;
}

type Recorded = ContainerdFacts['snapshots'][number];

/** The snapshotters' own records by snapshotter and key. */
export function bySnapshotter(snapshots: readonly Recorded[]): ReadonlyMap<string, ReadonlyMap<string, Recorded>> {
  const found = new Map<string, Map<string, Recorded>>();
  for (const each of snapshots) {
    const own = found.get(each.snapshotter) ?? new Map<string, Recorded>();
    found.set(each.snapshotter, own.set(each.key, each));
  }
  return found;
}
