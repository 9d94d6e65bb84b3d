import type { Duplex } from 'node:stream';
import { InvalidInputError, messageOf, TransportError } from '../../domain/errors.ts';
import type { HostSecrets, HostSettings, LoginSecrets, PinnedHostKey } from '../../domain/host.ts';
import { formatAddress, parseSshAddress, type SshAddress } from '../address.ts';
import { type ConnectOptions, connectSsh, describeSsh } from './connect-ssh.ts';
import type { SshConnection } from './ssh-connection.ts';

/** How each hop is reached. A jump host that was just added has no key yet that a person compared. */
export type WaySettings = Pick<HostSettings, 'jump' | 'hostKey' | 'agent' | 'legacyAlgorithms'> & {
  jumpHostKeys: readonly (PinnedHostKey | null)[];
};

export interface ChainOptions {
  address: SshAddress;
  settings: WaySettings;
  secrets: HostSecrets;
  deadlineMs: number;
  signal?: AbortSignal;
  keepaliveMs?: number;
}

/** The target is the last; every jump has its own pinned key, in the order of `settings.jump` (first hop first). */
export interface Hop {
  address: SshAddress;
  pinned: PinnedHostKey | null;
  isJump: boolean;
  /** as people count: the nearest is 1 */
  number: number;
}

export function hopsOf(options: Pick<ChainOptions, 'address' | 'settings'>): Hop[] {
  const { address, settings } = options;
  const jumps = settings.jump.map((url, index) => ({
    address: parseSshAddress(url),
    pinned: settings.jumpHostKeys[index] ?? null,
    isJump: true,
    number: index + 1,
  }));
  return [...jumps, { address, pinned: settings.hostKey, isJump: false, number: jumps.length + 1 }];
}

/**
 * One secret, one recipient: the operator of a jump host can read what is sent to it. It gets only what is stored for it. Where nothing is, it may be offered
 * the host's own key or the agent, because a signature is worth nothing anywhere else; never the host's password, neither as a password nor as
 * an answer to a question, and never what sudo or TLS need.
 */
function loginSecretsOf(hop: Pick<Hop, 'address' | 'isJump'>, secrets: HostSecrets): LoginSecrets {
  if (hop.isJump && hasOwnLogin(hop.address, secrets)) return secrets.jumps?.[formatAddress(hop.address)] ?? {};
  const { privateKey, passphrase, password } = secrets;
  return {
    ...(privateKey === undefined ? {} : { privateKey }),
    ...(privateKey === undefined || passphrase === undefined ? {} : { passphrase }),
    ...(password === undefined || hop.isJump ? {} : { password }),
  };
}

function hasOwnLogin(address: SshAddress, secrets: HostSecrets): boolean {
  const own = secrets.jumps?.[formatAddress(address)];
  return own !== undefined && Object.keys(own).length > 0;
}

/** An open way through some jump hosts. Closing it closes them, farthest first. */
export interface JumpPath {
  /** A channel to the address through the last jump; undefined where there is none and TCP is direct. */
  openTo(address: SshAddress): Promise<Duplex | undefined>;
  close(): Promise<void>;
}

export async function connectChain(
  options: ChainOptions,
): Promise<{ connection: SshConnection; close(): Promise<void> }> {
  const hops = hopsOf(options);
  const target = hops.at(-1);
  if (target === undefined) throw new InvalidInputError('There is no host to connect to.');
  const path = await openJumpPath({ ...options, jumps: hops.slice(0, -1) });
  try {
    const connection = await connectHop(options, target, await path.openTo(target.address));
    return {
      connection,
      close: async () => {
        await connection.close();
        await path.close();
      },
    };
  } catch (error) {
    await path.close();
    throw error;
  }
}

export async function openJumpPath(options: ChainOptions & { jumps: Hop[] }): Promise<JumpPath> {
  const open: SshConnection[] = [];
  const openTo = async (address: SshAddress): Promise<Duplex | undefined> =>
    await open.at(-1)?.forwardTcp(address.host, address.port);
  const close = async () => {
    for (const connection of open.reverse()) await connection.close();
  };
  try {
    for (const hop of options.jumps) open.push(await connectHop(options, hop, await openTo(hop.address)));
  } catch (error) {
    await close();
    throw error;
  }
  return { openTo, close };
}

async function connectHop(options: ChainOptions, hop: Hop, through: Duplex | undefined): Promise<SshConnection> {
  try {
    return await connectSsh(connectOptions(options, hop, through));
  } catch (error) {
    if (hop.isJump && error instanceof TransportError) throw atJump(error, hop, options.secrets);
    throw error;
  }
}

function connectOptions(options: ChainOptions, hop: Hop, through: Duplex | undefined): ConnectOptions {
  return {
    address: hop.address,
    pinned: hop.pinned,
    login: { secrets: loginSecretsOf(hop, options.secrets), agentSocket: agentSocketOf(options, hop) },
    legacyAlgorithms: options.settings.legacyAlgorithms,
    deadlineMs: options.deadlineMs,
    ...(through === undefined ? {} : { through }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    ...(options.keepaliveMs === undefined ? {} : { keepaliveMs: options.keepaliveMs }),
  };
}

function agentSocketOf(options: ChainOptions, { address, isJump }: Hop): string | null {
  if (!options.settings.agent) return null;
  // What is stored for a jump host is all that it gets.
  if (isJump && hasOwnLogin(address, options.secrets)) return null;
  const path = process.env.SSH_AUTH_SOCK;
  if (path !== undefined && path !== '') return path;
  throw new TransportError({
    failure: 'misconfigured',
    step: 'login',
    message: `${describeSsh(address)} is set to use the ssh-agent, but SSH_AUTH_SOCK is not set`,
    userMessage: `${describeSsh(address)} is configured to use the ssh-agent, but Bilge was started without one (SSH_AUTH_SOCK is not set). Start it from a shell that has the agent, or store a key for this host.`,
  });
}

function atJump(error: TransportError, hop: Hop, secrets: HostSecrets): TransportError {
  const where = describeSsh(hop.address);
  // Earlier versions sent the host's own password to it; users who relied on that are told what to do.
  const cure =
    error.failure === 'auth-failed' && !hasOwnLogin(hop.address, secrets)
      ? ` No login of its own is stored for this jump host${secrets.password === undefined ? '' : ', and it never receives the password of the host behind it'}. Store its password or key: with the host (Settings, Hosts, Change), or by bilge host change NAME --jump-password-stdin ${hop.number} (a key: --jump-key ${hop.number}=FILE).`
      : '';
  return new TransportError({
    failure: error.failure,
    step: `jump host ${where}: ${error.step}`,
    message: `jump host ${where}: ${messageOf(error)}`,
    userMessage: `At the jump host: ${error.userMessage}${cure}`,
    ...(error.offered === null ? {} : { offered: error.offered }),
    cause: error,
  });
}
