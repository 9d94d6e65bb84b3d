import { expect, it } from 'vitest';
import { diagnoseWords } from '../../diagnose/diagnose-words';
import { roomTexts } from '../room-texts';

it('the texts are those that were reviewed', async () => {
  const texts = [
    roomTexts(diagnoseWords, {
      tooMany: [[2000]],
      tooLong: [['data', 2000, 2000]],
      tooMuch: [[2000, 2000]],
      onlyPasted: [['1 check needs more input; the commands below provide it.']],
      needMore: [[0], [1], [12]],
      openCause: [['The disk is full, but Docker uses little of it.']],
      ofText: [['data']],
      pieces: [[1], [12]],
      unread: [[1], [12]],
      couldNotRun: [[1], [12]],
      tooLarge: [['data']],
      notOpened: [['data']],
      notText: [['data']],
      characters: [[1], [12]],
      remove: [['data']],
    }),
  ].join('\n');
  await expect(texts).toMatchFileSnapshot('../texts/diagnose.txt');
});
