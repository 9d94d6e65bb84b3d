import { createHash } from 'node:crypto';
import type { ServerHostKeyAlgorithm } from 'ssh2';
import { InvalidInputError, TransportError } from '../../domain/errors.ts';
import type { PinnedHostKey } from '../../domain/host.ts';

/**
 * Which server keys are believed. ssh2 accepts any key unless a verifier says no, and it takes *any* returned value for the
 * verdict: an async verifier returns a Promise, which is truthy, so every key would pass. Everything here is synchronous.
 */

/** The key types a server may hold, best first, and the signature algorithms to offer for each. */
export const hostKeyAlgorithms: Readonly<Record<string, readonly ServerHostKeyAlgorithm[]>> = {
  'ssh-ed25519': ['ssh-ed25519'],
  'ecdsa-sha2-nistp256': ['ecdsa-sha2-nistp256'],
  'ecdsa-sha2-nistp384': ['ecdsa-sha2-nistp384'],
  'ecdsa-sha2-nistp521': ['ecdsa-sha2-nistp521'],
  // The blob of an RSA key always says ssh-rsa, whichever hash signs with it; the signature of that name is SHA-1's (see ssh-algorithms.ts).
  'ssh-rsa': ['rsa-sha2-512', 'rsa-sha2-256'],
};

export function describeHostKey(blob: Buffer): PinnedHostKey {
  return { keyType: keyTypeOf(blob), blob: blob.toString('base64'), fingerprint: fingerprintOf(blob) };
}

/** `SHA256:…` without padding, exactly as `ssh-keygen -lf` prints it. */
function fingerprintOf(blob: Buffer): string {
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;
}

/** A public key blob begins with its type: uint32 length, then ASCII (RFC 4253 6.6). */
export function keyTypeOf(blob: Buffer): string {
  const length = blob.length >= 4 ? blob.readUInt32BE(0) : 0;
  const type = blob.toString('latin1', 4, 4 + length);
  if (length === 0 || blob.length < 4 + length || !/^[a-z0-9@.-]{3,64}$/i.test(type)) {
    throw new TransportError({
      failure: 'unreachable',
      step: 'host-key',
      message: `The server sent a host key that cannot be read (${blob.length} bytes).`,
    });
  }
  return type;
}

/** Reads what a person pastes: with or without `SHA256:`, with or without padding, or a whole line of `ssh-keygen -l`. */
export function normalizeFingerprint(text: string): string {
  const trimmed = text.trim();
  const found =
    /(?:^|\s)SHA256:([A-Za-z0-9+/]{43})=?(?:\s|$)/.exec(trimmed)?.[1] ?? /^([A-Za-z0-9+/]{43})=?$/.exec(trimmed)?.[1];
  if (found !== undefined) return `SHA256:${found}`;
  const isMd5 = /^(?:MD5:)?(?:[0-9a-f]{2}:){15}[0-9a-f]{2}$/i.test(trimmed);
  throw new InvalidInputError(
    isMd5
      ? 'That is an MD5 fingerprint, which can be forged. Print the SHA256 one on the host: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub'
      : `${JSON.stringify(trimmed.slice(0, 100))} is not a SHA256 fingerprint. It looks like SHA256: followed by 43 characters, as ssh-keygen -lf prints it.`,
  );
}

/** Throws where the key is not the pinned one. `where` names the host for people. */
export function verifyHostKey(options: {
  blob: Buffer;
  pinned: PinnedHostKey | null;
  where: string;
  step: string;
}): void {
  const { pinned, where, step } = options;
  const offered = describeHostKey(options.blob);
  if (pinned === null) throw unknownHostKey({ where, step, offered });
  if (pinned.blob !== offered.blob) throw changedHostKey({ where, step, offered, pinned });
}

function unknownHostKey(options: { where: string; step: string; offered: PinnedHostKey }): TransportError {
  const { where, step, offered } = options;
  return new TransportError({
    failure: 'host-key-unknown',
    step,
    offered: { fingerprint: offered.fingerprint, keyType: offered.keyType },
    message: `The SSH host key of ${where} was never seen: ${offered.keyType} ${offered.fingerprint}`,
    userMessage: `Bilge has not seen ${where} before, so nothing was sent to it. Its ${offered.keyType} host key has the fingerprint ${offered.fingerprint}. Compare it with what the host itself prints (ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub, or the fingerprint your ssh client knows) and trust it if they are equal.`,
  });
}

export function changedHostKey(options: {
  where: string;
  step: string;
  offered: PinnedHostKey | null;
  pinned: PinnedHostKey;
}): TransportError {
  const { where, step, offered, pinned } = options;
  const now =
    offered === null ? 'a key of that type is no longer offered' : `now ${offered.keyType} ${offered.fingerprint}`;
  return new TransportError({
    failure: 'host-key-changed',
    step,
    ...(offered === null ? {} : { offered: { fingerprint: offered.fingerprint, keyType: offered.keyType } }),
    message: `The SSH host key of ${where} changed: trusted ${pinned.keyType} ${pinned.fingerprint}, ${now}`,
    userMessage: `The SSH host key of ${where} is not the one you trusted (${pinned.keyType} ${pinned.fingerprint}; ${now}). Nothing was sent. If the machine was reinstalled, compare the new fingerprint on its own console and trust the host again. If it was not, someone may be intercepting the connection.`,
  });
}
