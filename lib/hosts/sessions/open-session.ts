import { InvalidInputError } from '../../domain/errors.ts';
import type { Host, HostSecrets } from '../../domain/host.ts';
import { parseAddress } from '../address.ts';
import { openSocketSession } from '../docker/socket-session.ts';
import { openSshSession } from '../ssh/open-ssh-session.ts';
import type { PoolableSession } from './poolable-session.ts';

export interface OpenSessionOptions {
  signal?: AbortSignal;
  /** for connecting and logging in, each hop; default 15 s */
  deadlineMs?: number;
  /** how often a silent connection is asked whether it is still there; given up after three; default 10 s */
  keepaliveMs?: number;
}

/** Connects, verifies, logs in and finds the ways to root and to Docker. Throws TransportError where one that was asked for fails. */
export async function openSession(
  host: Host,
  secrets: HostSecrets,
  options: OpenSessionOptions = {},
): Promise<PoolableSession> {
  const address = parseAddress(host.url);
  // The last check: a caller that gets here with a recording has forgotten to check for one.
  if (address.kind === 'demo')
    throw new InvalidInputError(`${host.name} is a demo host: there is nothing to connect to.`);
  const deadlineMs = options.deadlineMs ?? 15_000;
  if (deadlineMs < 1) throw new InvalidInputError('The deadline for connecting must be at least 1 ms.');
  const common = { ...options, host, secrets, deadlineMs };
  return address.kind === 'ssh'
    ? await openSshSession({ ...common, address })
    : await openSocketSession({ ...common, address });
}
