import { expect, it } from 'vitest';
import { firstStartWords } from '../../session/first-start-words';
import { roomTexts } from '../room-texts';

it('the texts are those that were reviewed', async () => {
  const texts = [roomTexts(firstStartWords)].join('\n');
  await expect(texts).toMatchFileSnapshot('../texts/first-start.txt');
});
