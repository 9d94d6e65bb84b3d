import { expect, it } from 'vitest';
import { chartWords } from '../../charts/chart-words';
import { mapWords } from '../../charts/map-words';
import { historyWords } from '../../history/history-words';
import { saveWords } from '../../says/save-words';
import { saysWords } from '../../says/says-words';
import { roomTexts } from '../room-texts';

it('the texts are those that were reviewed', async () => {
  const texts = [
    roomTexts(historyWords, {
      tooEarly: [[null], [5]],
      growsBy: [['Volumes', '1.2 GiB']],
      perhaps: [['30 Nov 2026']],
      around: [['30 Nov 2026', '20 Nov 2026', 'more than a year from now']],
      record: [['3 forecasts over 7 days']],
      scored: [
        [1, 7, 1, '4%'],
        [12, 30, 10, '4%'],
      ],
    }),
    roomTexts(chartWords, {
      usable: [['931 GiB']],
    }),
    roomTexts(mapWords, {
      smaller: [[1], [12]],
    }),
    roomTexts(saysWords, {
      unknown: [['no root']],
      whatCounts: [[''], [' It does not count: leaked layers 510 MiB.']],
      notCounted: [['leaked layers 510 MiB']],
      standIns: [['volumes and build cache']],
      leakedUnknown: [['no root']],
    }),
    roomTexts(saveWords, {
      madeBy: [['0.1.0', '30 Nov 2026']],
    }),
  ].join('\n');
  await expect(texts).toMatchFileSnapshot('../texts/history.txt');
});
