import { expect, it } from 'vitest';
import { accountWords } from '../../account/account-words';
import { appearanceWords } from '../../account/appearance-words';
import { roleFieldWords } from '../../account/role-words';
import { sessionWords } from '../../account/session-words';
import { settingsWords } from '../../account/settings-words';
import { tokenWords } from '../../account/token-words';
import { userWords } from '../../account/user-words';
import { roomTexts } from '../room-texts';

it('the texts are those that were reviewed', async () => {
  const texts = [
    roomTexts(accountWords, {
      revokeTokens: [[1], [12]],
      codesLeft: [[1], [12]],
    }),
    roomTexts(userWords, {
      factor: [['on'], ['off']],
      roleOf: [['ann']],
      roleNotChanged: [['ann']],
      newPasswordFor: [['ann']],
      endAtOnce: [['ann']],
      askFactorOff: [['ann']],
      askRemove: [['ann']],
      removeOne: [['ann']],
      notRemoved: [['ann']],
      aboutRemove: [['ann']],
    }),
    roomTexts(tokenWords, {
      onlyNow: [['viewer']],
      created: [
        ['', ''],
        ['of ann, ', ' by bob'],
      ],
      of: [['ann']],
      by: [['ann']],
      askRevoke: [['ann']],
      revokeOne: [['ann']],
    }),
    roomTexts(sessionWords),
    roomTexts(appearanceWords),
    roomTexts(settingsWords, {
      platform: [['24.21.0', 'linux', 'x64']],
      declaredInForce: [['/data/bilge.yaml', 2, 1, 0]],
      declaredNotInForce: [['/data/bilge.yaml', 'line 3: hosts.0.name: missing']],
      declaredPending: [['host nas: it does not answer']],
      writtenSince: [
        [2_400_000, 34_000_000],
        [2_400_000, null],
        [null, null],
      ],
    }),
    roomTexts(roleFieldWords),
  ].join('\n');
  await expect(texts).toMatchFileSnapshot('../texts/account.txt');
});
