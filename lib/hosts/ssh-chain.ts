import type { Duplex } from 'node:stream';
import { InvalidInputError, messageOf, TransportError } from '../domain/errors.ts';
import type { HostSecrets, HostSettings, PinnedHostKey } from '../domain/host.ts';
import { parseSshAddress, type SshAddress } from './address.ts';
import { type ConnectOptions, connectSsh, describeSsh, type SshConnection } from './ssh-connection.ts';

export interface ChainOptions {
  address: SshAddress;
  settings: Pick<HostSettings, 'jump' | 'jumpHostKeys' | 'hostKey' | 'agent'>;
  secrets: HostSecrets;
  deadlineMs: number;
  signal?: AbortSignal;
  keepaliveMs?: number;
}

/** The target is the last; every jump has its own pinned key, in the order of `settings.jump` (nearest first). */
export interface Hop {
  address: SshAddress;
  pinned: PinnedHostKey | null;
  isJump: boolean;
}

export function hopsOf(options: Pick<ChainOptions, 'address' | 'settings'>): Hop[] {
  const { address, settings } = options;
  const jumps = settings.jump.map((url, index) => ({
    address: parseSshAddress(url),
    pinned: settings.jumpHostKeys[index] ?? null,
    isJump: true,
  }));
  return [...jumps, { address, pinned: settings.hostKey, isJump: false }];
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
    if (hop.isJump && error instanceof TransportError) throw atJump(error, hop.address);
    throw error;
  }
}

function connectOptions(options: ChainOptions, hop: Hop, through: Duplex | undefined): ConnectOptions {
  return {
    address: hop.address,
    pinned: hop.pinned,
    login: { secrets: options.secrets, agentSocket: agentSocketOf(options, hop.address) },
    deadlineMs: options.deadlineMs,
    ...(through === undefined ? {} : { through }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    ...(options.keepaliveMs === undefined ? {} : { keepaliveMs: options.keepaliveMs }),
  };
}

function agentSocketOf(options: ChainOptions, address: SshAddress): string | null {
  if (!options.settings.agent) return null;
  const path = process.env.SSH_AUTH_SOCK;
  if (path !== undefined && path !== '') return path;
  throw new TransportError({
    failure: 'misconfigured',
    step: 'login',
    message: `${describeSsh(address)} is set to use the ssh-agent, but SSH_AUTH_SOCK is not set`,
    userMessage: `${describeSsh(address)} is to be reached with the ssh-agent, but Bilge was started without one (SSH_AUTH_SOCK is not set). Start it from a shell that has the agent, or store a key for this host.`,
  });
}

function atJump(error: TransportError, address: SshAddress): TransportError {
  const where = describeSsh(address);
  return new TransportError({
    failure: error.failure,
    step: `jump host ${where}: ${error.step}`,
    message: `jump host ${where}: ${messageOf(error)}`,
    userMessage: `At the jump host: ${error.userMessage}`,
    ...(error.offered === null ? {} : { offered: error.offered }),
    cause: error,
  });
}
