import { describe, expect, it } from 'vitest';
import { InvalidInputError, TransportError } from '../../domain/errors.ts';
import { describeHostKey, keyTypeOf, normalizeFingerprint, verifyHostKey } from './host-keys.ts';

// ssh-keygen (OpenSSH_9.2p1 Debian-2+deb12u7) on a lab host: ssh-keygen -t ed25519, then ssh-keygen -lf key.pub:
// 256 SHA256:v4W2+V0JnurPCkDWfqwdaikREbzwz1dkIJ+Mzdqmv00 root@lab-2 (ED25519)
const line = 'AAAAC3NzaC1lZDI1NTE5AAAAIOO92Arzet88vrXKsHp95saGHQcLSDPjSCljDdakp0En';
const fingerprint = 'SHA256:v4W2+V0JnurPCkDWfqwdaikREbzwz1dkIJ+Mzdqmv00';
const blob = Buffer.from(line, 'base64');
const pinned = { keyType: 'ssh-ed25519', blob: line, fingerprint };

function failureOf(run: () => void): TransportError {
  try {
    run();
  } catch (error) {
    if (error instanceof TransportError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('host keys', () => {
  it('are described as ssh-keygen does', () => {
    expect(describeHostKey(blob)).toEqual(pinned);
  });

  it('pass when they are the pinned one', () => {
    expect(() => verifyHostKey({ blob, pinned, where: 'nas', step: 'host-key' })).not.toThrow();
  });

  it('stop when nothing is pinned, and show what was offered', () => {
    const error = failureOf(() => verifyHostKey({ blob, pinned: null, where: 'nas', step: 'host-key' }));
    expect(error.failure).toBe('host-key-unknown');
    expect(error.offered).toEqual({ fingerprint, keyType: 'ssh-ed25519' });
    expect(error.userMessage).toContain(fingerprint);
  });

  it('stop when one byte differs, though type and pinned fingerprint text are the same', () => {
    const other = Buffer.from(blob);
    other.writeUInt8(other.readUInt8(other.length - 1) ^ 1, other.length - 1);
    const error = failureOf(() => verifyHostKey({ blob: other, pinned, where: 'nas', step: 'host-key' }));
    expect(error.failure).toBe('host-key-changed');
    expect(error.userMessage).toContain('intercepting');
  });

  it('are refused when the blob is garbage', () => {
    expect(() => keyTypeOf(Buffer.from([0, 0, 0, 200, 1]))).toThrow(TransportError);
    expect(() => keyTypeOf(Buffer.alloc(0))).toThrow(TransportError);
  });
});

describe('a pasted fingerprint', () => {
  it.each([
    fingerprint,
    fingerprint.slice('SHA256:'.length),
    `  ${fingerprint}=\n`,
    `256 ${fingerprint} root@lab-2 (ED25519)`,
  ])('%j is understood', (text) => {
    expect(normalizeFingerprint(text)).toBe(fingerprint);
  });

  it.each(['', 'yes', 'SHA256:short', `${fingerprint}x`])('%j is refused', (text) => {
    expect(() => normalizeFingerprint(text)).toThrow(InvalidInputError);
  });

  it('MD5 is refused with the command that prints the right one', () => {
    expect(() => normalizeFingerprint('MD5:16:27:ac:a5:76:28:2d:36:63:1b:56:4d:eb:df:a6:48')).toThrow(/ssh-keygen -lf/);
  });
});
