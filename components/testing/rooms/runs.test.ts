import { expect, it } from 'vitest';
import { runControlWords } from '../../runs/run-control-words';
import { runPageWords } from '../../runs/run-page-words';
import { runWords, stepWords } from '../../runs/run-words';
import { roomTexts } from '../room-texts';

it('the texts are those that were reviewed', async () => {
  const texts = [
    roomTexts(runControlWords, {
      restoreObjects: [
        [1, 'layer'],
        [12, 'lease'],
      ],
      undo: [['Quarantine 4 leaked layers']],
      elapsed: [
        [1, 1],
        [12, 12],
      ],
    }),
    roomTexts(runPageWords, {
      migrationReportFile: [['run_1']],
      restored: [[1], [12]],
      deleted: [[1], [12]],
      by: [['ann']],
      on: [['nas']],
      back: [['nas']],
      unchangedUnknown: [['The host does not answer.']],
      allSteps: [[1], [12]],
      silent: [['nas']],
      goesOn: [['nas']],
      continues: [['nas']],
      spaceBars: [['10 GiB', '48.2 GiB']],
      spaceChange: [['10 GiB', '48.2 GiB', 'measured']],
      freeAtStart: [['10 GiB']],
      spaceFromTo: [['10 GiB', '48.2 GiB']],
      freeBefore: [['10 GiB']],
      aboutLeft: [['3 min']],
      progress: [
        [1, 1, '', 'Simulated.'],
        [3, 12, ', about 3 min left', 'It runs on the host.'],
      ],
    }),
    roomTexts(Object.fromEntries(Object.entries(runWords).map(([state, { word }]) => [state, word]))),
    roomTexts(Object.fromEntries(Object.entries(stepWords).map(([state, { word }]) => [state, word]))),
  ].join('\n');
  await expect(texts).toMatchFileSnapshot('../texts/runs.txt');
});
