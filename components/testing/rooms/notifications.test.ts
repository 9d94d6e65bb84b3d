import { expect, it } from 'vitest';
import { alertSettingsWords } from '../../notifications/alert-settings-words';
import { channelWords } from '../../notifications/channel-words';
import { unsentWords } from '../../notifications/unsent-words';
import { roomTexts } from '../room-texts';

it('the texts are those that were reviewed', async () => {
  const texts = [
    roomTexts(channelWords, {
      changeOne: [['ann']],
      optional: [['Port']],
      onlyHosts: [['nas, pi']],
      unsent: [[1], [12]],
      testOne: [['ann']],
      askRemove: [['ann']],
      removeOne: [['ann']],
      aboutRemove: [[0], [1], [12]],
      waiting: [[1], [12]],
      givenUp: [[1], [12]],
    }),
    roomTexts(alertSettingsWords, {
      afterHours: [['36']],
      days: [['14']],
    }),
    roomTexts(unsentWords, {
      since: [['ntfy']],
      tried: [[1], [12]],
      againOver: [['A disk is full', 'ntfy']],
    }),
  ].join('\n');
  await expect(texts).toMatchFileSnapshot('../texts/notifications.txt');
});
