import type { StrayDirectory } from '../../facts/views/containerd/stray-directories.ts';
import { type Guard, notKnown, pass, refuse } from './guard.ts';

/**
 * What containerd's snapshotter forgot, and what stands in its collector's way (docs/reference/containerd-on-disk.md#strays-of-btrfs-and-native). Its number
 * is never given out again, so what the databases said stays true; the op looks at the directory itself once more.
 */
export const strayProven: Guard<{ stray: StrayDirectory }> = {
  id: 'stray-proven',
  about:
    'containerd has no record of the subvolume, or it alone stops its collector; and it is older than the running containerd.',
  recheck: null,
  check(_input, { stray: { state, snapshotter, uuid, original } }) {
    if (snapshotter !== 'btrfs')
      return refuse(
        'Only subvolumes of the btrfs snapshotter are deleted. Stop Docker and containerd, then delete it by hand.',
      );
    switch (state) {
      case 'only-copy':
        return refuse('containerd still refers to it, and it may be the only copy of a layer.');
      case 'too-young':
        return refuse(
          'It is not older than the running containerd, so it may be in the making. It can be judged after the next restart of containerd.',
        );
      case 'unconfirmed':
        return notKnown('Its age could not be read. Scan again.');
      case 'stray':
      case 'blocks-collector':
        if (uuid === null)
          return notKnown('It was not seen as a subvolume, so it could not be recognised. Scan again.');
        if (state === 'stray')
          return pass('containerd has no record of it, and it is older than the running containerd.');
        return original === null
          ? refuse(
              'What it was made from is gone, so containerd’s collector would stay blocked without it as well. Restore the store from a backup, or ask containerd’s developers.',
            )
          : pass(`containerd refers to it no more, and ${original}, from which it was made, is there.`);
    }
  },
};
