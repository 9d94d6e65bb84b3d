import ssh2 from 'ssh2';

/** An ed25519 pair in OpenSSH's own formats: the private half as a key file has it, the public half as `authorized_keys` has it. */
export function makeKeyPair(comment: string): { privateKey: string; publicKey: string } {
  const made = ssh2.utils.generateKeyPairSync('ed25519', { comment });
  return { privateKey: made.private, publicKey: made.public.trim() };
}
