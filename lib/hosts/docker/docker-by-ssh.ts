import { InvalidInputError, messageOf, TransportError } from '../../domain/errors.ts';
import type { Privilege } from '../scripts/privilege.ts';
import type { CostCounter } from '../sessions/session-cost.ts';
import type { SshConnection } from '../ssh/ssh-connection.ts';
import { DockerAgent, type EngineStream, type OpenEngineStream } from './docker-agent.ts';
import { type EngineApi, openDockerApi } from './docker-api.ts';
import type { DockerProbe } from './docker-probe.ts';
import { dockerProblem, type RungReport } from './docker-problem.ts';

/**
 * The ladder to an Engine behind SSH, all of it on the one connection: a forwarded Unix socket (fast, many at once, not a session), else
 * `docker system dial-stdio`, `socat` or `nc -U` in a session, as the user if the user may open the socket, else through sudo.
 * docker-modem's own ssh mode is not used: it opens a connection per request and checks no host key.
 */
export interface DockerBySshOptions {
  connection: SshConnection;
  socketPath: string;
  privilege: Privilege;
  cost: CostCounter;
  /** looks around as the login user; one command */
  probe(): Promise<DockerProbe>;
  signal?: AbortSignal;
}

export const defaultSocketPath = '/var/run/docker.sock';

interface Rung {
  transport: string;
  open: OpenEngineStream;
  maxParallel: number;
}

class RungFailed extends TransportError {}

export async function reachDockerBySsh(options: DockerBySshOptions): Promise<EngineApi> {
  const { connection, socketPath, privilege } = options;
  // It goes into commands as a plain word, because the login shell may quote in its own way.
  if (!/^\/[A-Za-z0-9._/+@-]+$/.test(socketPath)) {
    throw new InvalidInputError(`${JSON.stringify(socketPath)} cannot be the path of a Docker socket.`);
  }
  const reports: RungReport[] = [];
  const forwarded: Rung = {
    transport: 'streamlocal',
    open: async () => ({ stream: await connection.forwardUnixSocket(socketPath) }),
    maxParallel: 24,
  };
  const direct = await tryRung(options, forwarded, reports);
  if (direct !== null) return direct;
  const probe = await options.probe();
  const useSudo = !probe.socketWritable && privilege.kind !== 'plain';
  if (probe.socketWritable || useSudo) {
    for (const rung of commandRungs(options, probe, useSudo)) {
      const api = await tryRung(options, rung, reports);
      if (api !== null) return api;
    }
  }
  throw dockerProblem({ where: connection.where, socketPath, probe, usedSudo: useSudo, reports, cause: undefined });
}

/** null where this way does not work; other failures (a hanging daemon, no common API version) end the ladder. */
async function tryRung(options: DockerBySshOptions, rung: Rung, reports: RungReport[]): Promise<EngineApi | null> {
  const { connection, cost, signal } = options;
  const agent = new DockerAgent(rung.open, rung.maxParallel);
  let isEstablished = false;
  const explain = async (error: unknown): Promise<TransportError> => {
    if (!connection.isOpen) return connection.whyLost();
    const said = messageOf((await agent.whyLast()) ?? error);
    if (!isEstablished) {
      return new RungFailed({ failure: 'misconfigured', step: rung.transport, message: said, cause: error });
    }
    return await explainLater(options, { transport: rung.transport, said }, error);
  };
  try {
    const api = await openDockerApi(
      {
        transport: rung.transport,
        agent,
        maxParallel: rung.maxParallel,
        where: connection.where,
        onRequest: cost.engineRequest,
        onBytes: cost.received,
        explain,
      },
      signal,
    );
    isEstablished = true;
    return api;
  } catch (error) {
    agent.destroy();
    if (!(error instanceof RungFailed)) throw error;
    reports.push({ transport: rung.transport, said: error.message });
    return null;
  }
}

/** A way that worked before and fails now: most often Docker was stopped. */
async function explainLater(options: DockerBySshOptions, report: RungReport, cause: unknown): Promise<TransportError> {
  const { connection, socketPath, privilege } = options;
  const probe = await options.probe();
  if (probe.socketExists && probe.isDaemonRunning) {
    return new TransportError({
      failure: 'connection-lost',
      step: 'docker',
      message: `${connection.where}: the connection to Docker broke (${report.transport}: ${report.said})`,
      userMessage: `Docker on ${connection.where} closed the connection in the middle of an answer. It may have been restarted; try again.`,
      cause,
    });
  }
  return dockerProblem({
    where: connection.where,
    socketPath,
    probe,
    usedSudo: privilege.kind !== 'plain',
    reports: [report],
    cause,
  });
}

/** sshd allows few sessions, and scripts need theirs. */
const maxCommandStreams = 2;

function commandRungs(options: DockerBySshOptions, probe: DockerProbe, useSudo: boolean): Rung[] {
  const { socketPath, privilege } = options;
  const prefix = useSudo ? 'sudo ' : '';
  const rungs: Rung[] = [];
  const add = (transport: string, words: string[]) => {
    // A path with odd characters in it cannot be a plain word of a command.
    if (!words.every((word) => /^[A-Za-z0-9._/+@:-]+$/.test(word))) return;
    const command = useSudo ? privilege.command(words) : words.join(' ');
    const preface = useSudo ? privilege.preface : Buffer.alloc(0);
    rungs.push({
      transport: `${prefix}${transport}`,
      open: () => openCommandStream(options.connection, command, preface),
      maxParallel: maxCommandStreams,
    });
  };
  for (const client of probe.clients) add('dial-stdio', [client, '-H', `unix://${socketPath}`, 'system', 'dial-stdio']);
  if (probe.socat !== null) add('socat', [probe.socat, '-', `UNIX-CONNECT:${socketPath}`]);
  if (probe.netcat !== null) add('netcat', [probe.netcat, '-U', socketPath]);
  return rungs;
}

/** stdin and stdout of a command on the host as one stream; what it says on stderr is the reason if it ends early. */
export async function openCommandStream(
  connection: SshConnection,
  command: string,
  preface: Buffer,
): Promise<EngineStream> {
  const channel = await connection.exec(command);
  let said = '';
  let status: number | null = 0;
  channel.stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString('utf8')).slice(-2_000);
  });
  channel.on('exit', (code: number | null) => {
    status = code;
  });
  // Neither the end of its output nor its exit status is the end: sshd may send both before the last of stderr.
  const ended = new Promise<Error | null>((resolve) => {
    channel.once('close', () => {
      const why = said.trim() === '' ? `exit status ${status}` : said.trim();
      resolve(status === 0 ? null : new Error(why));
    });
  });
  if (preface.length > 0) channel.write(preface);
  return { stream: channel, ended };
}
