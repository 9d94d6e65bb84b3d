import type { Leak } from './storage-report.ts';

/** What leaked, in words. */
export const leakKindWords: Record<Leak['kind'], string> = {
  'btrfs-subvolume': 'unreferenced btrfs subvolume',
  'overlay2-directory': 'unreferenced overlay2 directory',
  'vfs-directory': 'unreferenced vfs directory',
  'other-driver-directory': 'unreferenced directory of this storage driver',
  'unreachable-layer': 'unreachable layer chain',
  'leaked-container-layer': 'layer of a removed container',
  'stale-removing-layer': 'unfinished removal of a layer',
  'nested-docker-root': 'nested Docker data root',
  'abandoned-store': 'store of an unused driver',
  'containerd-lease': 'containerd lease without its container or build',
};

/** How sure it is that something leaked. */
export const leakStateWords: Record<Leak['state'], { word: string; about: string }> = {
  orphan: { word: 'Leaked', about: 'Proven: nothing refers to it, and it is older than the running daemon.' },
  'too-young': {
    word: 'Too young',
    about:
      'Nothing refers to it, but it is younger than the running daemon, which may still be using it. It is not offered for removal; it can be judged after the next Docker restart.',
  },
  unconfirmed: {
    word: 'Unconfirmed',
    about:
      'Nothing refers to it, but its age could not be read, so the proof is incomplete. It is not offered for removal.',
  },
  'other-data-root': {
    word: 'Another data root’s',
    about:
      'Its owner is not in this data root, but it is older than this data root. The data root it belongs to may only not be mounted. It is not proven, and no cleanup takes it by itself.',
  },
  unfinished: {
    word: 'Unfinished',
    about: 'A pull, load or build that was cut off. It ends by itself.',
  },
};
