import { expect, it } from 'vitest';
import { kindTitles, scheduleWords } from '../../schedules/schedule-words';
import { roomTexts } from '../room-texts';

it('the texts are those that were reviewed', async () => {
  const texts = [
    roomTexts(scheduleWords, {
      approved: [['ann']],
      typeHost: [['nas']],
      next: [['Every Sunday at 03:00', '6 Dec 2026, 03:00; 13 Dec 2026, 03:00']],
      blocked: [['no root']],
      more: [[1], [12]],
      wouldWait: [['no root']],
      approvedBy: [['Removes unused images.', 'ann']],
      notStarted: [['ann']],
      notChanged: [['ann']],
      askRemove: [['ann']],
      notRemoved: [['ann']],
    }),
    roomTexts(kindTitles),
  ].join('\n');
  await expect(texts).toMatchFileSnapshot('../texts/schedules.txt');
});
