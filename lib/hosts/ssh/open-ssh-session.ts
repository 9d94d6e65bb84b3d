import type { Host, HostSecrets } from '../../domain/host.ts';
import type { SshAddress } from '../address.ts';
import { establishPrivilege } from '../scripts/privilege.ts';
import { connectChain } from './ssh-chain.ts';
import { SshSession } from './ssh-session.ts';

export interface OpenSshOptions {
  host: Host;
  address: SshAddress;
  secrets: HostSecrets;
  deadlineMs: number;
  signal?: AbortSignal;
  keepaliveMs?: number;
}

export async function openSshSession(options: OpenSshOptions): Promise<SshSession> {
  const { host, address, secrets, signal } = options;
  const { connection, close } = await connectChain({ ...options, settings: host.settings });
  try {
    const privilege = await establishPrivilege({
      connection,
      user: address.user,
      settings: host.settings,
      secrets,
      ...(signal === undefined ? {} : { signal }),
    });
    const session = new SshSession({ host, user: address.user, connection, privilege, closeChain: close });
    // Two questions that do not depend on each other.
    await Promise.all([session.findRoot(signal), session.findDocker(signal)]);
    await session.findHelper(signal);
    session.takeCost();
    return session;
  } catch (error) {
    await close();
    throw error;
  }
}
