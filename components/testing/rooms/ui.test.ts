import { expect, it } from 'vitest';
import { declaredWords } from '../../ui/declared-words';
import { errorWords } from '../../ui/error-words';
import { markWords, unknownWords } from '../../ui/mark-words';
import { streamWords } from '../../ui/stream-words';
import { uiWords } from '../../ui/ui-words';
import { roomTexts } from '../room-texts';

it('the texts are those that were reviewed', async () => {
  const texts = [
    roomTexts(uiWords, {
      copy: [['the path']],
      noAnswer: [['bilge.lan']],
      httpStatus: [[502]],
    }),
    roomTexts(errorWords, {
      notShown: [['This page']],
      about: [['.'], [', under this number:']],
    }),
    roomTexts(streamWords, {
      brokeOff: [['network error']],
    }),
    roomTexts(declaredWords, {
      why: [['/data/bilge.yaml']],
    }),
    roomTexts(markWords),
    roomTexts(unknownWords),
  ].join('\n');
  await expect(texts).toMatchFileSnapshot('../texts/ui.txt');
});
