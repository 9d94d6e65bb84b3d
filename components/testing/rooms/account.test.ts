import { expect, it } from 'vitest';
import { accountWords } from '../../account/account-words';
import { appearanceWords } from '../../account/appearance-words';
import { proxyWords, verdictWords } from '../../account/proxy-words';
import { roleFieldWords } from '../../account/role-words';
import { sessionWords } from '../../account/session-words';
import { settingsWords } from '../../account/settings-words';
import { signInWords } from '../../account/sign-in-words';
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
    roomTexts(signInWords, {
      sent: [[1], [12]],
      linkedTo: [['ann']],
      wouldCreate: [['ann']],
      notLinked: [['Harbour']],
      linkedAs: [['ann', 'https://id.example.org']],
      link: [['Harbour']],
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
    roomTexts(proxyWords, {
      trustedPeer: [['172.18.0.5']],
      otherPeer: [['172.18.0.5']],
    }),
    roomTexts(
      { verdictWords },
      {
        verdictWords: [
          [{ state: 'unknown-peer' }],
          [{ state: 'not-declared', peer: '172.18.0.5', dropped: true }],
          [{ state: 'not-declared', peer: '172.18.0.5', dropped: false }],
          [{ state: 'not-named', suggested: 'remote-user' }],
          [{ state: 'not-named', suggested: null }],
          [{ state: 'not-sent', header: 'x-webauth-user', suggested: 'remote-user' }],
          [{ state: 'not-sent', header: 'remote-user', suggested: null }],
          [{ state: 'no-user', header: 'remote-user', name: 'anna' }],
          [{ state: 'user', header: 'remote-user', name: 'anna', role: 'operator' }],
        ],
      },
    ),
  ].join('\n');
  await expect(texts).toMatchFileSnapshot('../texts/account.txt');
});
