import { expect, it } from 'vitest';
import { batchFormWords } from '../../batches/batch-form-words';
import { batchPageWords } from '../../batches/batch-page-words';
import { itemWords } from '../../batches/batch-words';
import { roomTexts } from '../room-texts';

it('the texts are those that were reviewed', async () => {
  const texts = [
    roomTexts(batchPageWords, {
      skipped: [[1], [12]],
      itsRun: [['succeeded']],
      runOn: [['nas']],
      together: [
        [1, ''],
        [12, ' (demo hosts are simulated)'],
      ],
      gone: [[1], [12]],
      atMost: [[1], [12]],
      chosen: [[1], [12]],
      plannedBy: [['Deletes images that no container uses.', 'ann']],
      startedBy: [['ann']],
      freedSoFar: [['measured']],
      untouched: [[1], [12]],
      goesOn: [[1], [12]],
      doneOn: [[1], [12]],
      stopped: [
        [1, ' 2 hosts untouched.'],
        [12, ''],
      ],
      action: [
        ['Remove unused images', 1],
        ['Remove unused images', 12],
      ],
    }),
    roomTexts(batchFormWords, {
      plan: [[1], [12]],
      missing: [
        [1, 1],
        [12, 12],
      ],
    }),
    roomTexts(Object.fromEntries(Object.entries(itemWords).map(([state, { word }]) => [state, word]))),
  ].join('\n');
  await expect(texts).toMatchFileSnapshot('../texts/batches.txt');
});
