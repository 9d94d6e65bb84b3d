/** How Bilge logs in to one jump host. `host`: with the key or the agent of the host behind it; `stored`: as before. */
export interface JumpLogin {
  with: 'host' | 'stored' | 'password' | 'key';
  password: string;
  privateKey: string;
  passphrase: string;
}

/** By the address as it is typed: another address is another machine, which needs its own login. */
export type JumpLogins = Readonly<Record<string, JumpLogin>>;

export function jumpsOf(text: string): string[] {
  return text.split(/[\s,]+/).filter((hop) => hop !== '');
}

/** The password of the host behind it is never an answer, so where there is no key and no agent its own password is asked for. */
export function emptyJumpLogin(options: { hasKeyOrAgent: boolean; isStored: boolean }): JumpLogin {
  const login = options.isStored ? 'stored' : options.hasKeyOrAgent ? 'host' : 'password';
  return { with: login, password: '', privateKey: '', passphrase: '' };
}

/** What is sent for it; null forgets what was stored for another way. */
export function jumpSecretsOf(login: JumpLogin, isStored: boolean): Record<string, string | null> {
  const nothing = isStored ? { password: null, privateKey: null, passphrase: null } : {};
  switch (login.with) {
    case 'stored':
      return {};
    case 'host':
      return nothing;
    case 'password':
      return { ...nothing, password: login.password };
    case 'key':
      return {
        ...nothing,
        privateKey: login.privateKey,
        ...(login.passphrase === '' ? {} : { passphrase: login.passphrase }),
      };
  }
}
