import { expect, it } from 'vitest';
import { layerPageWords } from '../../layers/layer-page-words';
import { layerPanelWords } from '../../layers/layer-panel-words';
import { kindWords, layerWords } from '../../layers/layer-words';
import { selectionWords } from '../../layers/selection-words';
import { roomTexts } from '../room-texts';

it('the texts are those that were reviewed', async () => {
  const texts = [
    roomTexts(layerWords, {
      selectOne: [['ann']],
      inside: [['ann']],
      shown: [
        [1, 1],
        [12, 12],
      ],
      selectAll: [[1], [12]],
    }),
    roomTexts(kindWords),
    roomTexts(selectionWords, {
      someOf: [
        [1, '12 layers'],
        [12, '12 layers'],
      ],
      quarantineAmount: [['2 layers', '38.2 GiB']],
      quarantine: [['2 layers']],
      deleteAmount: [['2 layers', '38.2 GiB']],
      delete: [['2 layers']],
      selected: [['2 layers']],
    }),
    roomTexts(layerPanelWords, {
      whyItIs: [['leaked']],
      nestedCount: [[1], [12]],
    }),
    roomTexts(layerPageWords, {
      deletedStays: [['data, media']],
      snapshots: [[1], [12]],
    }),
  ].join('\n');
  await expect(texts).toMatchFileSnapshot('../texts/layers.txt');
});
