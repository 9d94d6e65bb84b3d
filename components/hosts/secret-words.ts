/** Labels of the stored secrets. */
export const secretWords: Record<string, string> = {
  privateKey: 'private key',
  passphrase: 'passphrase',
  password: 'password',
  sudoPassword: 'sudo password',
  tlsKey: 'TLS key',
};
