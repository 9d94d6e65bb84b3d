import { messageOf, TransportError } from '../domain/errors.ts';
import type { Host, HostSecrets } from '../domain/host.ts';
import type { HostCheck } from '../domain/session.ts';
import { formatAddress, parseAddress, type SshAddress } from './address.ts';
import type { SocketAddress } from './docker/docker-by-socket.ts';
import { SocketSession } from './docker/socket-session.ts';
import { establishPrivilege, type Privilege, plainPrivilege } from './scripts/privilege.ts';
import { checkTools } from './scripts/tool-check.ts';
import type { PoolableSession } from './sessions/poolable-session.ts';
import { describeSsh } from './ssh/connect-ssh.ts';
import { connectChain } from './ssh/ssh-chain.ts';
import type { SshConnection } from './ssh/ssh-connection.ts';
import { SshSession } from './ssh/ssh-session.ts';

const deadlineMs = 15_000;

/**
 * Goes up the ladder a step at a time, on a connection of its own, and says of each what was tried and what to change. Stops where the
 * next step would have nothing to stand on. Bugs still throw.
 */
export async function* testHost(
  host: Host,
  secrets: HostSecrets,
  options: { signal?: AbortSignal } = {},
): AsyncGenerator<HostCheck> {
  const address = parseAddress(host.url);
  if (address.kind === 'demo') yield passed('connect', 'A demo host: a recording, which is never connected to.');
  else if (address.kind === 'ssh') yield* testSsh(host, address, secrets, options);
  else yield* testSocket(host, address, secrets, options);
}

async function* testSsh(
  host: Host,
  address: SshAddress,
  secrets: HostSecrets,
  options: { signal?: AbortSignal },
): AsyncGenerator<HostCheck> {
  const { settings } = host;
  const startedAt = performance.now();
  let chain: { connection: SshConnection; close(): Promise<void> };
  try {
    chain = await connectChain({ address, settings, secrets, deadlineMs, ...options });
  } catch (error) {
    yield* failedConnect(error, host);
    return;
  }
  try {
    const tookMs = Math.round(performance.now() - startedAt);
    const jumps = settings.jump.length === 0 ? '' : ` through ${settings.jump.join(', then ')}`;
    yield passed('connect', `${describeSsh(address)} answered${jumps}; connected and logged in within ${tookMs} ms.`);
    yield passed(
      'host-key',
      `Its host key is the trusted one: ${settings.hostKey?.keyType} ${settings.hostKey?.fingerprint}.`,
    );
    yield passed('login', `Logged in as ${address.user}.`);
    yield* testShell({ host, address, secrets, options, chain });
  } finally {
    await chain.close();
  }
}

async function* testShell(step: {
  host: Host;
  address: SshAddress;
  secrets: HostSecrets;
  options: { signal?: AbortSignal };
  chain: { connection: SshConnection; close(): Promise<void> };
}): AsyncGenerator<HostCheck> {
  const { host, address, secrets, options, chain } = step;
  const { connection } = chain;
  const base = { host, user: address.user, connection, closeChain: chain.close };
  const plain = new SshSession({ ...base, privilege: plainPrivilege });
  try {
    await plain.findRoot(options.signal);
    yield passed(
      'shell',
      plain.capabilities.has('root') ? 'A shell began, as root.' : `A shell began, as ${address.user}.`,
    );
  } catch (error) {
    yield failed('shell', error);
  }
  let privilege: Privilege = plainPrivilege;
  if (!plain.capabilities.has('root')) {
    try {
      privilege = await establishPrivilege({
        connection,
        user: address.user,
        settings: host.settings,
        secrets,
        ...options,
      });
      const elevated = new SshSession({ ...base, privilege });
      await elevated.findRoot(options.signal);
      yield { id: 'sudo', ok: elevated.rootProblem === null, detail: elevated.rootProblem ?? 'sudo makes it root.' };
    } catch (error) {
      privilege = plainPrivilege;
      yield failed('sudo', error);
    }
  }
  const session = new SshSession({ ...base, privilege });
  try {
    await session.findDocker(options.signal);
    yield dockerCheck(session);
    yield await checkTools(session, options.signal);
  } catch (error) {
    yield failed('docker', error);
  }
}

async function* testSocket(
  host: Host,
  address: SocketAddress,
  secrets: HostSecrets,
  options: { signal?: AbortSignal },
): AsyncGenerator<HostCheck> {
  const session = new SocketSession({ host, address, secrets, deadlineMs, ...options });
  try {
    try {
      await session.reach(options.signal);
    } catch (error) {
      yield failed('connect', error);
      return;
    }
    yield passed('connect', `${formatAddress(address)} answered.`);
    yield dockerCheck(session);
    if (host.settings.hostAccess !== 'helper') {
      yield { id: 'helper', ok: true, detail: `Not used. ${session.rootProblem ?? ''}`.trim() };
      return;
    }
    try {
      await session.findShell(options.signal);
    } catch (error) {
      yield failed('helper', error);
      return;
    }
    const works = session.rootProblem === null;
    yield {
      id: 'helper',
      ok: works,
      detail: session.rootProblem ?? 'The helper container can look at the host as root.',
    };
    if (works) yield await checkTools(session, options.signal);
  } finally {
    await session.close();
  }
}

/** Which rungs were climbed before the one that broke. */
function* failedConnect(error: unknown, host: Host): Generator<HostCheck> {
  if (!(error instanceof TransportError)) throw error;
  const rung = error.step.split(': ').at(-1);
  const isJump = error.step.startsWith('jump host ');
  if (rung === 'host-key') {
    if (!isJump) yield passed('connect', `${host.url} answered.`);
    yield failed('host-key', error);
  } else if (rung === 'login' || rung === 'shell') {
    if (!isJump) {
      yield passed('connect', `${host.url} answered.`);
      yield passed('host-key', 'Its host key is the trusted one.');
    }
    yield failed('login', error);
  } else {
    yield failed('connect', error);
  }
}

function dockerCheck(session: PoolableSession): HostCheck {
  const { docker, dockerProblem } = session;
  if (docker === null)
    return { id: 'docker', ok: false, detail: dockerProblem?.userMessage ?? 'Docker was not reached.' };
  return passed('docker', `Docker ${docker.serverVersion} answers (API ${docker.apiVersion}, by ${docker.transport}).`);
}

function passed(id: HostCheck['id'], detail: string): HostCheck {
  return { id, ok: true, detail };
}

function failed(id: HostCheck['id'], error: unknown): HostCheck {
  if (!(error instanceof TransportError)) throw error;
  return { id, ok: false, detail: error.userMessage === '' ? messageOf(error) : error.userMessage };
}
