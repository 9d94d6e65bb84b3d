import { expect, it } from 'vitest';
import { kindWords, whoisWords } from '../../whois/whois-words';
import { roomTexts } from '../room-texts';

it('the texts are those that were reviewed', async () => {
  const texts = [
    roomTexts(whoisWords, {
      longest: [[2000]],
      nothingOn: [['2 hosts']],
      notScanned: [['2 hosts']],
      begins: [[1], [12]],
      shown: [
        [1, 1],
        [12, 12],
      ],
      searched: [['layers (412)'], ['']],
      notSearched: [['volumes, images']],
      blocked: [['no root']],
    }),
    roomTexts(kindWords),
  ].join('\n');
  await expect(texts).toMatchFileSnapshot('../texts/whois.txt');
});
