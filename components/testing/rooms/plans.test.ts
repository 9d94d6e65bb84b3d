import { expect, it } from 'vitest';
import { actionWords } from '../../plans/action-words';
import { applyWords } from '../../plans/apply-words';
import { failureWords, planWords, riskWords } from '../../plans/plan-words';
import { proposeWords } from '../../plans/propose-words';
import { roomTexts } from '../room-texts';

it('the texts are those that were reviewed', async () => {
  const texts = [
    roomTexts(actionWords, {
      blocked: [[1], [12]],
    }),
    roomTexts(applyWords, {
      typeName: [['This cannot be undone.', 'nas']],
      reload: [['The connection was lost.']],
    }),
    roomTexts(proposeWords, {
      blocked: [['Remove unused images']],
      noPlan: [['Remove unused images']],
    }),
    roomTexts(planWords, {
      morePassed: [[1], [12]],
      library: [[1], [12]],
      title: [['Quarantine 4 leaked layers', 'nas']],
      stepCount: [[1], [12]],
      by: [['data']],
      chooseNow: [['Remove unused images']],
      someTaken: [[2, 4]],
      startedBy: [['data']],
    }),
    roomTexts(riskWords),
    roomTexts(failureWords),
  ].join('\n');
  await expect(texts).toMatchFileSnapshot('../texts/plans.txt');
});
