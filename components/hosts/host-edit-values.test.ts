import { describe, expect, it } from 'vitest';
import { type HostEditValues, hostChange, hostEditSchema } from './host-edit-values.ts';

const values: HostEditValues = {
  name: ' nas ',
  sudo: 'password',
  helper: true,
  privateKey: '',
  passphrase: '',
  password: '',
  sudoPassword: 'hunter2',
  trust: ' ',
  jump: 'ssh://a@old ssh://b@new',
  jumpLogins: {},
  legacyAlgorithms: false,
};
const over = { isSsh: true, hasKeyOrAgent: false, storedJumps: ['ssh://a@old'] };

describe('the change of a host', () => {
  it('sends only secrets that were typed, and keeps what is stored for a jump host', () => {
    expect(hostChange(values, over)).toEqual({
      name: 'nas',
      settings: { sudo: 'password', jump: ['ssh://a@old', 'ssh://b@new'], legacyAlgorithms: false },
      secrets: { sudoPassword: 'hunter2' },
      jumpSecrets: [{}, { password: '' }],
    });
  });

  it('over a socket has no settings of SSH', () => {
    expect(hostChange({ ...values, trust: 'SHA256:x' }, { ...over, isSsh: false })).toEqual({
      name: 'nas',
      settings: { hostAccess: 'helper' },
      secrets: { sudoPassword: 'hunter2' },
      trust: 'SHA256:x',
    });
  });

  it('is not sent with a name or a jump host that cannot be', () => {
    const read = hostEditSchema.safeParse({ ...values, name: '', jump: 'old', privateKey: 'ssh-rsa AAAA me' });
    expect(read.error?.issues.map(({ path }) => path.join('.'))).toEqual(['name', 'privateKey', 'jump']);
  });
});
