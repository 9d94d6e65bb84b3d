import { expect, it } from 'vitest';
import { activityWords } from '../../account/activity-words';
import { roomTexts } from '../room-texts';

it('the texts are those that were reviewed', async () => {
  const texts = [
    roomTexts(activityWords, {
      exportAs: [['CSV']],
    }),
  ].join('\n');
  await expect(texts).toMatchFileSnapshot('../texts/activity.txt');
});
