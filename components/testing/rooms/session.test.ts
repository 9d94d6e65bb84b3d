import { expect, it } from 'vitest';
import { loginWords } from '../../session/login-words';
import { paletteWords } from '../../session/palette-words';
import { shellWords } from '../../session/shell-words';
import { sidebarWords } from '../../session/sidebar-words';
import { roomTexts } from '../room-texts';

it('the texts are those that were reviewed', async () => {
  const texts = [
    roomTexts(shellWords, { confirmWith: [['Harbour']] }),
    roomTexts(paletteWords, {
      notScanned: [['nas']],
      noPlan: [['nas']],
      whoOwns: [['photos']],
      searchFindings: [['photos']],
    }),
    roomTexts(loginWords, { logInWith: [['Harbour']] }),
    roomTexts(sidebarWords),
  ].join('\n');
  await expect(texts).toMatchFileSnapshot('../texts/session.txt');
});
