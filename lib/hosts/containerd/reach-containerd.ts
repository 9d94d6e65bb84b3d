import type { Duplex } from 'node:stream';
import { InvalidInputError, messageOf, TransportError } from '../../domain/errors.ts';
import { openCommandStream } from '../docker/docker-by-ssh.ts';
import type { DockerProbe } from '../docker/docker-probe.ts';
import type { Privilege } from '../scripts/privilege.ts';
import type { SshConnection } from '../ssh/ssh-connection.ts';
import { ContainerdClient } from './containerd-client.ts';

/**
 * The ladder to containerd behind SSH, as that to Docker (docker-by-ssh.ts): its socket is root's alone, so it is forwarded for a root login, and else
 * a command as root joins its two ends. The Docker client does that with any socket, and every host here has one.
 */
export interface ReachContainerdOptions {
  connection: SshConnection;
  privilege: Privilege;
  socketPath: string;
  /** which clients there are; one command */
  probe(): Promise<DockerProbe>;
}

export async function reachContainerd(options: ReachContainerdOptions): Promise<ContainerdClient> {
  const { connection, privilege, socketPath } = options;
  // It goes into commands as a plain word, because the login shell may quote in its own way.
  if (!/^\/[A-Za-z0-9._/+@-]+$/.test(socketPath))
    throw new InvalidInputError(`${JSON.stringify(socketPath)} cannot be the path of a containerd socket.`);
  const said: string[] = [];
  const tried = async (way: string, open: () => Promise<Duplex>): Promise<ContainerdClient | null> => {
    let client: ContainerdClient | null = null;
    try {
      client = new ContainerdClient(await open(), connection.where);
      await client.server();
      return client;
    } catch (error) {
      client?.close();
      if (!connection.isOpen) throw connection.whyLost();
      said.push(`${way}: ${messageOf(error)}`);
      return null;
    }
  };
  if (privilege.kind === 'plain') {
    const client = await tried('streamlocal', () => connection.forwardUnixSocket(socketPath));
    if (client !== null) return client;
  }
  const probe = await options.probe();
  const commands = [
    ...probe.clients.map((client) => [client, '-H', `unix://${socketPath}`, 'system', 'dial-stdio']),
    ...(probe.socat === null ? [] : [[probe.socat, '-', `UNIX-CONNECT:${socketPath}`]]),
    ...(probe.netcat === null ? [] : [[probe.netcat, '-U', socketPath]]),
  ].filter((words) => words.every((word) => /^[A-Za-z0-9._/+@:-]+$/.test(word)));
  for (const words of commands) {
    const open = async () => (await openCommandStream(connection, privilege.command(words), privilege.preface)).stream;
    const client = await tried(words[0] ?? '', open);
    if (client !== null) return client;
  }
  throw new TransportError({
    failure: 'misconfigured',
    step: 'containerd',
    message: `${connection.where}: containerd at ${socketPath} could not be reached (${said.join('; ') || 'no way to try'})`,
    userMessage: `containerd on ${connection.where} could not be reached at ${socketPath}: ${said.at(-1) ?? 'there is no docker client, socat or netcat'}. Let Bilge log in as root with forwarding allowed, or use sudo.`,
  });
}
