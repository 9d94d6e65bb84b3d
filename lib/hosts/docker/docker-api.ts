import http from 'node:http';
import type { Duplex } from 'node:stream';
import Docker from 'dockerode';
import { DockerApiError, messageOf, TransportError } from '../../domain/errors.ts';
import type { DockerApi, EngineRequest } from '../../domain/session.ts';
import { Limiter } from '../sessions/limiter.ts';
import type { DockerAgent } from './docker-agent.ts';
import { apiError, collect, tooSlow } from './engine-answer.ts';
import { type EngineVersions, negotiate, oldestApiVersion } from './engine-version.ts';

export interface EngineConnection {
  /** shown to people: `streamlocal`, `dial-stdio`, `socket`, `tcp`, `tls` … */
  transport: string;
  /** decides where the bytes go; the host name in a request is only a header */
  agent: DockerAgent;
  maxParallel: number;
  /** for messages */
  where: string;
  onRequest(): void;
  onBytes(count: number): void;
  /** Finds out why the Engine could not be reached; called once per failed request. */
  explain(error: unknown): Promise<TransportError> | TransportError;
}

const headerHost = 'docker';
const headerPort = 2375;
const defaultTimeoutMs = 30_000;
export async function openDockerApi(connection: EngineConnection, signal?: AbortSignal): Promise<EngineApi> {
  const unversioned = new EngineApi(connection, { apiVersion: '', minApiVersion: oldestApiVersion, serverVersion: '' });
  const answer = await unversioned.json({
    method: 'GET',
    path: '/version',
    timeoutMs: 15_000,
    ...(signal === undefined ? {} : { signal }),
  });
  return new EngineApi(connection, negotiate(answer, connection.where));
}

/**
 * Every status is let through as an answer. Of any other docker-modem reads the whole body into one string, however long
 * (apocas/docker-modem#169), and it wraps the Engine's message in a sentence.
 */
const everyStatus: Record<number, boolean> = Object.fromEntries(
  Array.from({ length: 500 }, (_, index): [number, boolean] => [index + 100, true]),
);

export class EngineApi implements DockerApi {
  readonly apiVersion: string;
  readonly minApiVersion: string;
  readonly serverVersion: string;
  readonly transport: string;
  private readonly connection: EngineConnection;
  private readonly modem: Docker['modem'];
  private readonly turns: Limiter;

  constructor(connection: EngineConnection, versions: EngineVersions) {
    this.connection = connection;
    this.apiVersion = versions.apiVersion;
    this.minApiVersion = versions.minApiVersion;
    this.serverVersion = versions.serverVersion;
    this.transport = connection.transport;
    this.turns = new Limiter(connection.maxParallel);
    // Not written into the call: the types of dockerode do not know `agent`, which it hands on to docker-modem.
    const options = {
      protocol: 'http' as const,
      host: headerHost,
      port: headerPort,
      agent: connection.agent,
      ...(versions.apiVersion === '' ? {} : { version: `v${versions.apiVersion}` }),
    };
    this.modem = ignoringDockerHost(() => new Docker(options).modem);
  }

  async json(request: EngineRequest): Promise<unknown> {
    const body = await this.bytes(request);
    if (body.length === 0) return null;
    try {
      return JSON.parse(body.toString('utf8'));
    } catch (cause) {
      throw new DockerApiError({
        status: 200,
        message: `${request.method} ${request.path} on ${this.connection.where}: the answer is not JSON: ${JSON.stringify(body.toString('utf8', 0, 120))}`,
        cause,
      });
    }
  }

  async bytes(request: EngineRequest): Promise<Buffer> {
    const release = await this.turns.enter(request.signal);
    try {
      return await this.attempt(request);
    } catch (error) {
      if (error instanceof DockerApiError || error instanceof TransportError || request.signal?.aborted) throw error;
      // A kept-alive stream may have been closed by a restart of the daemon just before it was used.
      const isRepeatable = (request.method === 'GET' || request.method === 'HEAD') && isStaleStream(error);
      if (!isRepeatable) throw await this.connection.explain(error);
      // The other idle streams are as old as this one: the second attempt opens its own.
      this.connection.agent.dropIdle();
      try {
        return await this.attempt(request);
      } catch (second) {
        if (second instanceof DockerApiError || second instanceof TransportError) throw second;
        throw await this.connection.explain(second);
      }
    } finally {
      release();
    }
  }

  /**
   * The raw two-way stream of an attached container. The caller owns and must destroy it. Not `container.attach()`: that sends its own
   * options as a body, which the Engine hands to the container's standard input (apocas/dockerode#742, #777), and there goes a script.
   */
  async hijack(path: string, signal?: AbortSignal): Promise<Duplex> {
    this.connection.onRequest();
    const { agent, where } = this.connection;
    return await new Promise<Duplex>((resolve, reject) => {
      const request = http.request({
        agent,
        host: headerHost,
        port: headerPort,
        method: 'POST',
        path: `/v${this.apiVersion}${path}`,
        headers: { Connection: 'Upgrade', Upgrade: 'tcp', 'Content-Type': 'application/json' },
        ...(signal === undefined ? {} : { signal }),
      });
      request.on('upgrade', (_answer, stream, head) => {
        if (head.length > 0) stream.unshift(head);
        resolve(stream);
      });
      request.on('response', (answer) => {
        collect(answer, () => {}).then(
          (body) => reject(apiError({ method: 'POST', path }, answer.statusCode ?? 0, body, where)),
          reject,
        );
      });
      request.on('error', (error) => Promise.resolve(this.connection.explain(error)).then(reject, reject));
      request.end();
    });
  }

  /** Closes kept-alive streams. */
  close(): void {
    this.connection.agent.destroy();
  }

  private async attempt(request: EngineRequest): Promise<Buffer> {
    this.connection.onRequest();
    const timeoutMs = request.timeoutMs ?? defaultTimeoutMs;
    // Not `AbortSignal.timeout` and `any`: those would tick on after the answer, and hang on a signal that outlives it.
    const end = new AbortController();
    const { signal } = end;
    let isTooSlow = false;
    const timer = setTimeout(() => {
      isTooSlow = true;
      end.abort();
    }, timeoutMs);
    const giveUp = () => end.abort(request.signal?.reason);
    request.signal?.addEventListener('abort', giveUp, { once: true });
    if (request.signal?.aborted) giveUp();
    try {
      const answer = await this.dial(request, signal);
      const body = await collect(answer, this.connection.onBytes, signal);
      const status = answer.statusCode ?? 0;
      if (status >= 400) throw apiError(request, status, body, this.connection.where);
      return body;
    } catch (error) {
      request.signal?.throwIfAborted();
      if (isTooSlow) throw tooSlow(request, { timeoutMs, where: this.connection.where, cause: error });
      throw error;
    } finally {
      clearTimeout(timer);
      request.signal?.removeEventListener('abort', giveUp);
    }
  }

  private dial(request: EngineRequest, signal: AbortSignal): Promise<http.IncomingMessage> {
    const { path, method, query, rawBody } = request;
    const contentType = request.contentType ?? 'application/x-tar';
    return new Promise((resolve, reject) => {
      this.modem.dial(
        {
          // A query is only looked at behind a question mark (apocas/docker-modem#95).
          path: query === undefined ? path : `${path}?`,
          method,
          // Without a body of its own a POST would send these very options (apocas/dockerode#742); an empty one is not sent.
          options: { _query: query ?? {}, _body: request.body ?? {} },
          ...(rawBody === undefined ? {} : { file: rawBody, headers: { 'Content-Type': contentType } }),
          isStream: true,
          statusCodes: everyStatus,
          abortSignal: signal,
        },
        (error, answer) => {
          if (error !== null && error !== undefined) reject(error);
          else if (answer instanceof http.IncomingMessage) resolve(answer);
          else reject(new Error('the Engine gave no answer'));
        },
      );
    });
  }
}

/**
 * docker-modem lets DOCKER_HOST and DOCKER_CERT_PATH of the environment fill in what was not given, and throws where they make no sense
 * (apocas/docker-modem#114). Here the host's address alone decides which engine is used.
 */
function ignoringDockerHost<T>(make: () => T): T {
  const { DOCKER_HOST } = process.env;
  delete process.env.DOCKER_HOST;
  try {
    return make();
  } finally {
    if (DOCKER_HOST !== undefined) process.env.DOCKER_HOST = DOCKER_HOST;
  }
}

function isStaleStream(error: unknown): boolean {
  return /socket hang up|ECONNRESET|EPIPE|aborted/i.test(messageOf(error));
}
