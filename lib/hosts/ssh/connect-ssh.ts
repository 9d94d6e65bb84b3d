import type { Duplex } from 'node:stream';
import { Client, type ConnectConfig } from 'ssh2';
import { messageOf } from '../../domain/errors.ts';
import type { PinnedHostKey } from '../../domain/host.ts';
import { formatAddress, type SshAddress } from '../address.ts';
import { changedHostKey, verifyHostKey } from './host-keys.ts';
import { algorithmsFor } from './ssh-algorithms.ts';
import { SshConnection } from './ssh-connection.ts';
import { explainConnectFailure, onlyOldSignature } from './ssh-failure.ts';
import { type LoginOptions, planLogin } from './ssh-login.ts';

export interface ConnectOptions {
  address: SshAddress;
  login: Omit<LoginOptions, 'user' | 'where'>;
  pinned: PinnedHostKey | null;
  /** a channel through the jump host before this one; undefined for a TCP connection of our own */
  through?: Duplex;
  /** also algorithms that are no longer safe */
  legacyAlgorithms?: boolean;
  deadlineMs: number;
  signal?: AbortSignal;
  keepaliveMs?: number;
}

export async function connectSsh(options: ConnectOptions): Promise<SshConnection> {
  const { address, pinned, deadlineMs, signal } = options;
  const where = describeSsh(address);
  signal?.throwIfAborted();
  const login = planLogin({ ...options.login, user: address.user, where });
  const client = new Client();
  let refusedKey: unknown = null;
  const legacy = options.legacyAlgorithms === true;
  const config: ConnectConfig = {
    host: address.host,
    port: address.port,
    username: address.user,
    readyTimeout: deadlineMs,
    keepaliveInterval: options.keepaliveMs ?? 10_000,
    keepaliveCountMax: 3,
    // Dropbear has the streamlocal extension under the same name; its banner does not say OpenSSH.
    strictVendor: false,
    authHandler: (accepted, _partial, next) => {
      const method = login.next(accepted ?? null);
      // The type of `next` leaves out `false`, which ends the attempts.
      (next as (method: unknown) => void)(method);
    },
    hostVerifier: (blob: Buffer): boolean => {
      try {
        verifyHostKey({ blob, pinned, where, step: 'host-key' });
        return true;
      } catch (error) {
        refusedKey = error;
        return false;
      }
    },
    algorithms: algorithmsFor(pinned, legacy),
    ...(options.through === undefined ? {} : { sock: options.through }),
  };

  await new Promise<void>((resolve, reject) => {
    const fail = (error: unknown) => {
      settle();
      client.on('error', () => {});
      client.destroy();
      if (signal?.aborted) return reject(signal.reason);
      if (refusedKey !== null) return reject(refusedKey);
      if (pinned !== null && isHostKeyMismatch(error)) {
        // With an RSA key there are two reasons, and the server does not say which.
        if (pinned.keyType === 'ssh-rsa' && !legacy) return reject(onlyOldSignature(where, pinned, error));
        return reject(changedHostKey({ where, step: 'host-key', offered: null, pinned }));
      }
      const { attempts } = login;
      reject(explainConnectFailure({ error, where, user: address.user, attempts, deadlineMs, legacy }));
    };
    const onReady = () => {
      settle();
      resolve();
    };
    const onClose = () => fail(new Error('the connection was closed before login was done'));
    const onAbort = () => fail(signal?.reason);
    // ssh2's own timer begins when TCP is up; a host that drops packets would wait for the kernel's two minutes.
    const timer = setTimeout(() => {
      fail(Object.assign(new Error(`no login within ${deadlineMs} ms`), { level: 'client-timeout' }));
    }, deadlineMs);
    const settle = () => {
      clearTimeout(timer);
      client.off('error', fail).off('ready', onReady).off('close', onClose);
      signal?.removeEventListener('abort', onAbort);
    };
    client.on('error', fail).on('ready', onReady).on('close', onClose);
    signal?.addEventListener('abort', onAbort, { once: true });
    // Without it Nagle and delayed ACK cost 44 ms per command.
    client.on('connect', () => client.setNoDelay(true));
    try {
      client.connect(config);
    } catch (error) {
      fail(error);
    }
  });
  return new SshConnection(client, where);
}

export function describeSsh(address: SshAddress): string {
  return formatAddress(address).replace('ssh://', '');
}

function isHostKeyMismatch(error: unknown): boolean {
  return /no matching (?:host key|server host key)/i.test(messageOf(error));
}
