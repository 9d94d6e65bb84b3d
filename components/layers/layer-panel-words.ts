import { counted } from '@/lib/domain/format';
/** Every text of the panel of one layer, which is fetched when it is opened. */
export const layerPanelWords = {
  contents: 'Contents',
  reading: 'Reading from the host…',
  look: 'Look inside',
  unreadable: 'Its contents could not be read',
  empty: 'It is empty.',
  newest: 'Newest file:',
  more: 'and more',
  whyItIs: (state: string) => `Why it is ${state}`,
  whoOwns: 'Who owns it',
  path: 'the path',
  owner: 'Owner',
  size: 'Size',
  kind: 'Kind',
  firstSeen: 'First seen',
  created: 'Created',
  kept: 'A reference marked below keeps it, or may. It is not offered for removal.',
  looked: 'Where Bilge looked for references',
  nested: 'Nested inside it',
  nestedCount: (count: number) => `${counted(count, 'subvolume')}, deepest first`,
};
