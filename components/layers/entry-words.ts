import type { Leak } from '@/lib/domain/storage-report';
import type { EntryKind, LayerEntry } from './layer-entries';

export const kindWords: Record<EntryKind, string> = {
  image: 'Image',
  container: 'Container',
  init: 'Container (init layer)',
  'container-init': 'Container (init layer)',
  'build-cache': 'Build cache',
  orphan: 'Unreferenced',
  'nested-docker': 'Nested Docker data',
  'docker-other': 'Docker, other',
  'not-docker': 'Not Docker',
  unknown: 'Unknown',
};

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
  'containerd-lease': 'containerd lease of a removed container',
};

export const stateWords: Record<Leak['state'], { word: string; about: string }> = {
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
};

export function isSelectable(entry: LayerEntry): boolean {
  return entry.state === 'orphan' && entry.removableLive;
}

/** The filter chips: a word of the URL and which rows it keeps. */
export const entryFilters: { id: string; label: string; keeps: (entry: LayerEntry) => boolean }[] = [
  { id: 'all', label: 'All', keeps: () => true },
  { id: 'orphan', label: 'Unreferenced', keeps: (entry) => entry.kind === 'orphan' },
  { id: 'image', label: 'Images', keeps: (entry) => entry.kind === 'image' },
  {
    id: 'container',
    label: 'Containers',
    keeps: (entry) => entry.kind === 'container' || entry.kind === 'init' || entry.kind === 'container-init',
  },
  { id: 'build-cache', label: 'Build cache', keeps: (entry) => entry.kind === 'build-cache' },
  { id: 'nested-docker', label: 'Nested Docker data', keeps: (entry) => entry.kind === 'nested-docker' },
  {
    id: 'other',
    label: 'Other',
    keeps: (entry) => entry.kind === 'docker-other' || entry.kind === 'not-docker' || entry.kind === 'unknown',
  },
];
