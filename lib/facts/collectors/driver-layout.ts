import { type Unknown, unknown } from '../../domain/fact.ts';
import type { CollectorContext } from './collector.ts';

/** Where each graph driver keeps one directory (subvolume, dataset, metadata file) per layer: below ROOT. */
export const layerFolders: Readonly<Record<string, string>> = {
  overlay2: 'overlay2',
  'fuse-overlayfs': 'fuse-overlayfs',
  btrfs: 'btrfs/subvolumes',
  vfs: 'vfs/dir',
  aufs: 'aufs/diff',
  overlay: 'overlay',
  devicemapper: 'devicemapper/metadata',
  zfs: 'zfs/graph',
};

/** For sections about a graph driver's own records: containerd's store (Docker 29's default) has none of them. */
export function needsGraphDriver(context: CollectorContext): true | Unknown {
  if (context.engine?.imageStore !== 'containerd') return true;
  return unknown(
    'no-capability',
    `This Docker keeps its images in containerd (snapshotter ${context.engine.storageDriver}), which has no driver directories of Docker's own. containerd cleans up after itself.`,
  );
}
