import { expect, it } from 'vitest';
import { quarantineListWords } from '../../quarantine/quarantine-list-words';
import { quarantinePageWords } from '../../quarantine/quarantine-page-words';
import { roomTexts } from '../room-texts';

it('the texts are those that were reviewed', async () => {
  const texts = [
    roomTexts(quarantineListWords, {
      about: [['38.2 GiB']],
      select: [['ann']],
      free: [['38.2 GiB']],
      restore: [
        [1, 'layer'],
        [12, 'layer'],
        [3, 'lease'],
      ],
      freeAll: [['layer'], ['lease']],
    }),
    roomTexts(quarantinePageWords, {
      emptyAtScan: [['nas']],
      noAnswer: [['nas']],
    }),
  ].join('\n');
  await expect(texts).toMatchFileSnapshot('../texts/quarantine-page.txt');
});
