import { expect, it } from 'vitest';
import { jobWords } from '../../jobs/job-words';
import { roomTexts } from '../room-texts';

it('the texts are those that were reviewed', async () => {
  const texts = [
    roomTexts(jobWords, {
      jobOf: [['Scan', 'nas']],
      runNowOf: [['ann']],
      notStarted: [['ann']],
      cancelOf: [['ann']],
      notCancelled: [['ann']],
      resumeOf: [['ann']],
      notResumed: [['ann']],
      pauseOf: [['ann']],
      notPaused: [['ann']],
      failed: [[1], [12]],
      scan: [['ann']],
      intervalNotChanged: [['ann']],
      intervalChanged: [['ann']],
      everyMinutes: [[45]],
    }),
  ].join('\n');
  await expect(texts).toMatchFileSnapshot('../texts/jobs.txt');
});
