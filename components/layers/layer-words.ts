import { formatNumber } from '@/lib/domain/format';
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
  leased: 'Kept by',
  other: 'Other',
  unknown: 'Unknown',
};

export function isSelectable(entry: LayerEntry): boolean {
  return entry.state === 'orphan' && entry.removableLive;
}

/** The filter chips: a word of the URL and which rows it keeps. */
export const entryFilters: { id: string; label: string; keeps: (entry: LayerEntry) => boolean }[] = [
  { id: 'all', label: 'All', keeps: () => true },
  { id: 'orphan', label: 'Unreferenced', keeps: (entry) => entry.kind === 'orphan' },
  { id: 'leased', label: 'Kept by leases', keeps: (entry) => entry.kind === 'leased' },
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
    keeps: ({ kind }) => kind === 'docker-other' || kind === 'not-docker' || kind === 'other' || kind === 'unknown',
  },
];

/** Every text of the table of layers and subvolumes but those of its panel (layer-panel-words.ts) and page (layer-page-words.ts). */
export const layerWords = {
  owner: 'Owner',
  subvolume: 'Subvolume',
  layer: 'Layer',
  exclusive: 'Exclusive',
  size: 'Size',
  withShared: 'With shared',
  created: 'Created',
  state: 'State',
  unknown: 'Unknown',
  notProven: 'Not proven',
  inUse: 'in use',
  subvolumes: 'Subvolumes',
  layers: 'Layers',
  select: 'Select',
  selectOne: (name: string) => `Select ${name}`,
  inside: (name: string) => `Subvolumes in ${name}`,
  flat: 'Flat',
  tree: 'Tree',
  filter: 'Filter by name or owner',
  shown: (shown: number, all: number) => `${formatNumber(shown)} of ${formatNumber(all)} shown`,
  selectAll: (count: number) => `Select all removable (${formatNumber(count)})`,
};
