import type { Algorithms, CipherAlgorithm, KexAlgorithm, MacAlgorithm, ServerHostKeyAlgorithm } from 'ssh2';
import type { PinnedHostKey } from '../../domain/host.ts';
import { hostKeyAlgorithms } from './host-keys.ts';

/**
 * What Bilge offers an SSH server. ssh2 1.17 offers signatures (`ssh-rsa`) and checksums (`hmac-sha1`) by SHA-1 to every server, and leaves older key
 * exchanges and CBC out; a list of our own is the same with every version of it. What is old is offered where a person has said so for
 * that host, and then last: a machine that knows better ones uses those.
 */
const kex: readonly KexAlgorithm[] = [
  'curve25519-sha256',
  'curve25519-sha256@libssh.org',
  'ecdh-sha2-nistp256',
  'ecdh-sha2-nistp384',
  'ecdh-sha2-nistp521',
  'diffie-hellman-group-exchange-sha256',
  'diffie-hellman-group14-sha256',
  'diffie-hellman-group16-sha512',
  'diffie-hellman-group18-sha512',
];
const legacyKex: readonly KexAlgorithm[] = [
  'diffie-hellman-group-exchange-sha1',
  'diffie-hellman-group14-sha1',
  'diffie-hellman-group1-sha1',
];

const hmac: readonly MacAlgorithm[] = [
  'hmac-sha2-256-etm@openssh.com',
  'hmac-sha2-512-etm@openssh.com',
  'hmac-sha2-256',
  'hmac-sha2-512',
];
const legacyHmac: readonly MacAlgorithm[] = ['hmac-sha1-etm@openssh.com', 'hmac-sha1'];

const legacyCiphers: readonly CipherAlgorithm[] = ['aes256-cbc', 'aes192-cbc', 'aes128-cbc', '3des-cbc'];

/** `keyType`: only keys of that type are wanted; null: of any that Bilge knows. */
export function sshAlgorithms(options: { keyType: string | null; legacy: boolean }): Algorithms {
  const { keyType, legacy } = options;
  return {
    kex: legacy ? [...kex, ...legacyKex] : [...kex],
    hmac: legacy ? [...hmac, ...legacyHmac] : [...hmac],
    serverHostKey: serverHostKeys(keyType, legacy),
    // Which ciphers are fast differs by machine, and ssh2 orders its own list by that; all in it are safe.
    ...(legacy ? { cipher: { append: [...legacyCiphers], prepend: [], remove: [] } } : {}),
  };
}

function serverHostKeys(keyType: string | null, legacy: boolean): ServerHostKeyAlgorithm[] {
  const known = keyType === null ? Object.keys(hostKeyAlgorithms) : [keyType];
  const wanted = known.flatMap((type) => hostKeyAlgorithms[type] ?? []);
  const isRsaWanted = known.includes('ssh-rsa');
  return legacy && isRsaWanted ? [...wanted, 'ssh-rsa'] : wanted;
}

/** A pinned key of a type that Bilge does not know is compared all the same: any may be offered then. */
export function algorithmsFor(pinned: PinnedHostKey | null, legacy: boolean): Algorithms {
  const isKnown = pinned !== null && pinned.keyType in hostKeyAlgorithms;
  return sshAlgorithms({ keyType: isKnown ? pinned.keyType : null, legacy });
}
