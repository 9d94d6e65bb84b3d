import type { ContainerdFacts } from '../../../domain/layer-facts.ts';

/** On btrfs a committed snapshot is a subvolume in `snapshots`, the others lie in `active` and `view`. */
export function snapshotPath(
  { snapshotter, id, kind }: Pick<ContainerdFacts['snapshots'][number], 'snapshotter' | 'id' | 'kind'>,
  root: string,
): string {
  const folder = snapshotter === 'btrfs' && kind !== 'committed' ? kind : 'snapshots';
  return `${root}/io.containerd.snapshotter.v1.${snapshotter}/${folder}/${id}`;
}
