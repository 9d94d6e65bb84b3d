import { expect, it } from 'vitest';
import { checkWords } from '../../findings/check-words';
import { findingWords } from '../../findings/finding-words';
import { muteWords } from '../../findings/mute-words';
import { roomTexts } from '../room-texts';

it('the texts are those that were reviewed', async () => {
  const texts = [
    roomTexts(checkWords, {
      failedToRun: [[1], [12]],
      couldNotRun: [[1], [12]],
      passed: [[1], [12]],
      notApplicable: [[1], [12]],
      withText: [['photos']],
      lookUp: [['photos']],
      unchecked: [[1], [12]],
      muted: [[1], [12]],
      more: [[1], [12]],
      couldNotRunOn: [[1], [12]],
      reads: [['layers, volumes']],
    }),
    roomTexts(findingWords, {
      usedOf: [['38.2 GiB', '931 GiB']],
      evidenceOf: [['A volume cannot be deleted']],
      moreRows: [[1], [12]],
      opened: [['critical']],
      worsened: [['critical']],
      improved: [['warning']],
    }),
    roomTexts(muteWords),
  ].join('\n');
  await expect(texts).toMatchFileSnapshot('../texts/findings.txt');
});
