import { isIP } from 'node:net';

export function isLoopback(address: string): boolean {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
  return plain === '::1' || (isIP(plain) === 4 && plain.startsWith('127.'));
}

/**
 * Somebody at this very machine, who may make the first admin without the code. `remote` is the socket's own address
 * (scripts/listen.mjs), never a header the visitor wrote. A reverse proxy on this machine makes every stranger's socket look
 * local; the name they typed in the Host header then gives them away.
 */
export function isDirectLoopback(input: { remote: string; host: string | null }): boolean {
  const name = (input.host ?? '')
    .replace(/:\d+$/, '')
    .replace(/^\[|\]$/g, '')
    .toLowerCase();
  return isLoopback(input.remote) && (name === 'localhost' || isLoopback(name));
}
