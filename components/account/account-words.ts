import { counted } from '@/lib/domain/format';

/** Every text of the page My account. */
export const accountWords = {
  notChanged: 'The password was not changed',
  changed: 'The password was changed; your other sessions have ended',
  password: 'Password',
  current: 'Current password',
  new: 'New password',
  shortest: 'At least 10 characters.',
  revokeTokens: (tokens: number) => (tokens === 1 ? 'Revoke my API token too' : `Revoke my ${tokens} API tokens too`),
  aboutRevoke: 'Leave it on if someone else may have known the password: they could have created one.',
  change: 'Change the password',
  notSetUp: 'The second factor was not set up',
  notAccepted: 'The code was not accepted',
  factor: 'Second factor',
  writeDown: 'Write these recovery codes down: they are not shown again',
  codes: 'the codes',
  scan: 'Scan this with an authenticator app, then enter the code it shows.',
  qr: 'QR code with the secret for the authenticator app',
  secret: 'Or enter the secret:',
  code: 'Code',
  switchOn: 'Switch it on',
  onSince: 'On since',
  codesLeft: (codes: number) => `. ${counted(codes, 'recovery code')} left.`,
  switchOff: 'Switch it off',
  askSwitchOff: 'Switch off the second factor?',
  notSwitchedOff: 'The second factor was not switched off',
  aboutSwitchOff: 'After this, your password alone is enough to log in.',
  aboutOff:
    'Off. When it is on, a stolen password is not enough: Bilge also asks for a code from your phone. Switching it on ends your other sessions.',
  setUp: 'Set it up',
};
