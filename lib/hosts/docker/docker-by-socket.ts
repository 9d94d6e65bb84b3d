import net from 'node:net';
import tls from 'node:tls';
import { DockerApiError, messageOf, TransportError, type TransportFailure } from '../../domain/errors.ts';
import type { HostAddress, HostSecrets, HostSettings } from '../../domain/host.ts';
import { formatAddress } from '../address.ts';
import type { CostCounter } from '../sessions/session-cost.ts';
import { DockerAgent, type EngineStream, type OpenEngineStream } from './docker-agent.ts';
import { type EngineApi, openDockerApi } from './docker-api.ts';

export type SocketAddress = Extract<HostAddress, { kind: 'unix' | 'tcp' }>;

export interface DockerBySocketOptions {
  address: SocketAddress;
  settings: Pick<HostSettings, 'tlsCa' | 'tlsCert'>;
  secrets: Pick<HostSecrets, 'tlsKey'>;
  cost: CostCounter;
  deadlineMs: number;
  signal?: AbortSignal;
}

/** An Engine whose socket is a file here or a port somewhere. TLS is used where a certificate or an authority is given. */
export async function reachDockerBySocket(options: DockerBySocketOptions): Promise<EngineApi> {
  const { address, cost, signal } = options;
  const where = formatAddress(address);
  const way = wayTo(options);
  const agent = new DockerAgent(way.open, 24);
  const explain = (error: unknown) => explainSocket(address, where, error, way.transport === 'tls');
  try {
    return await openDockerApi(
      {
        transport: way.transport,
        agent,
        maxParallel: 24,
        where,
        onRequest: cost.engineRequest,
        onBytes: cost.received,
        explain,
      },
      signal,
    );
  } catch (error) {
    agent.destroy();
    if (error instanceof DockerApiError && /HTTPS server/i.test(error.message)) throw explain(error);
    throw error;
  }
}

function wayTo(options: DockerBySocketOptions): { transport: string; open: OpenEngineStream } {
  const { address, settings, secrets, deadlineMs } = options;
  if (address.kind === 'unix') {
    return { transport: 'socket', open: () => connected(net.connect({ path: address.path }), 'connect', deadlineMs) };
  }
  const { host, port } = address;
  if (settings.tlsCa === null && settings.tlsCert === null) {
    return { transport: 'tcp', open: () => connected(net.connect({ host, port }), 'connect', deadlineMs) };
  }
  const { tlsKey } = secrets;
  if ((settings.tlsCert === null) !== (tlsKey === undefined)) {
    const missing = settings.tlsCert === null ? 'the certificate (--tls-cert)' : 'the private key (--tls-key)';
    throw tlsProblem(
      formatAddress(address),
      `A client certificate and its private key belong together; ${missing} is missing.`,
    );
  }
  // The context parses the PEM texts, so a broken one is distinguished from a server that rejects it.
  let secureContext: tls.SecureContext;
  try {
    secureContext = tls.createSecureContext({
      ...(settings.tlsCa === null ? {} : { ca: settings.tlsCa }),
      ...(settings.tlsCert === null ? {} : { cert: settings.tlsCert }),
      ...(tlsKey === undefined ? {} : { key: tlsKey }),
    });
  } catch (cause) {
    throw tlsProblem(
      formatAddress(address),
      "The stored certificates or the key are not PEM texts that belong together. Give ca.pem, cert.pem and key.pem as Docker's own client uses them.",
      cause,
    );
  }
  const servername = net.isIP(host) === 0 ? { servername: host } : {};
  return {
    transport: 'tls',
    open: () => connected(tls.connect({ host, port, secureContext, ...servername }), 'secureConnect', deadlineMs),
  };
}

function connected(socket: net.Socket, event: 'connect' | 'secureConnect', deadlineMs: number): Promise<EngineStream> {
  socket.setNoDelay(true);
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      socket.destroy();
      reject(Object.assign(new Error(`no connection within ${deadlineMs} ms`), { code: 'ETIMEDOUT' }));
    }, deadlineMs);
    socket.once(event, () => {
      clearTimeout(timer);
      socket.off('error', onError);
      resolve({ stream: socket });
    });
    const onError = (error: Error) => {
      clearTimeout(timer);
      reject(error);
    };
    socket.once('error', onError);
  });
}

function explainSocket(address: SocketAddress, where: string, error: unknown, isTls: boolean): TransportError {
  const text = messageOf(error);
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  const build = (failure: TransportFailure, step: string, userMessage: string) =>
    new TransportError({ failure, step, message: `${where}: ${text}`, userMessage, cause: error });

  if (/HTTPS server/i.test(text)) {
    return tlsProblem(
      where,
      'Docker there requires TLS. Provide its CA and a client certificate (--tls-ca, --tls-cert, --tls-key).',
      error,
    );
  }
  if (isTls && /^(?:ERR_SSL|ERR_TLS|CERT_|UNABLE_TO|DEPTH_ZERO|SELF_SIGNED|EPROTO|ERR_OSSL)/.test(code)) {
    return tlsProblem(where, tlsCure(code, text), error);
  }
  if (address.kind === 'unix') {
    const { path } = address;
    if (code === 'ENOENT') {
      return build(
        'docker-stopped',
        'socket',
        `There is no socket at ${path}. Either Docker is not installed or not running on this machine, or Bilge runs in a container that was started without it (-v ${path}:${path}).`,
      );
    }
    if (code === 'EACCES' || code === 'EPERM') {
      return build(
        'docker-permission',
        'permission',
        `Bilge may not open ${path}. Put the user it runs as into the group that owns the socket (usually docker), or run it as root.`,
      );
    }
    if (code === 'ECONNREFUSED') {
      return build(
        'docker-stopped',
        'daemon',
        `Nothing answers at ${path}: Docker is stopped. Start it the way this machine does (its service, or the container package of a NAS).`,
      );
    }
  }
  if (code === 'ECONNREFUSED') {
    return build(
      'unreachable',
      'connect',
      `Nothing listens at ${where}. Is Docker running there, and does it listen on that port (dockerd -H tcp://…)?`,
    );
  }
  if (code === 'ETIMEDOUT' || code === 'EHOSTUNREACH' || code === 'ENETUNREACH') {
    return build(
      'timed-out',
      'connect',
      `${where} does not answer. Is the machine switched on, and does a firewall drop the port?`,
    );
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return build(
      'unreachable',
      'connect',
      `The host name in ${where} has no address. Check the spelling, or use the IP address.`,
    );
  }
  const hint = isTls
    ? ' It may require another client certificate.'
    : address.kind === 'tcp'
      ? ' If it uses TLS, provide the certificates (--tls-ca, --tls-cert, --tls-key).'
      : '';
  return build('connection-lost', 'docker', `The connection to Docker at ${where} broke off (${text}).${hint}`);
}

function tlsCure(code: string, text: string): string {
  if (/ALTNAME|does not match certificate/i.test(`${code} ${text}`))
    return `The server's certificate is for another name: ${text}.`;
  if (/EXPIRED|not yet valid/i.test(`${code} ${text}`))
    return 'A certificate has expired, or the clock of one machine is wrong.';
  if (/SELF_SIGNED|UNABLE_TO|DEPTH_ZERO|CERT_UNTRUSTED/i.test(code))
    return "The server's certificate is not signed by the authority given with --tls-ca.";
  if (/CERTIFICATE_REQUIRED|BAD_CERTIFICATE|UNKNOWN_CA|alert/i.test(`${code} ${text}`))
    return 'The server does not accept our client certificate (--tls-cert, --tls-key).';
  if (/WRONG_VERSION|packet length|http request/i.test(`${code} ${text}`))
    return 'The server there does not use TLS. Remove the certificates, or check the port (2376 is usual with TLS).';
  return `TLS failed: ${text}.`;
}

function tlsProblem(where: string, userMessage: string, cause?: unknown): TransportError {
  return new TransportError({
    failure: 'tls-failed',
    step: 'tls',
    message: `${where}: ${cause === undefined ? userMessage : messageOf(cause)}`,
    userMessage: `${where}: ${userMessage}`,
    cause,
  });
}
