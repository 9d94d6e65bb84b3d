import http2 from 'node:http2';
import type { Duplex } from 'node:stream';
import { ContainerdError, messageOf, ParseFailure, TransportError } from '../../domain/errors.ts';

/**
 * One gRPC call is one HTTP/2 request (grpc.io, "gRPC over HTTP2"): the body is a byte 0, a length and a message, and the outcome is in the
 * trailers. Only unary calls are made. A message that is answered with anything else is an error, never an empty answer.
 */
export interface Call {
  /** `/containerd.services.leases.v1.Leases/List` */
  path: string;
  namespace: string | null;
  message: Buffer;
  timeoutMs: number;
}

const mostBytes = 16 * 1024 * 1024;
const statuses: Readonly<Record<string, ContainerdError['status']>> = { '5': 'not-found', '6': 'already-exists' };

export class GrpcConnection {
  readonly #session: http2.ClientHttp2Session;
  readonly #where: string;
  #lost: Error | null = null;

  /** @param stream of its own: nothing else is sent over it */
  constructor(stream: Duplex, where: string) {
    this.#where = where;
    this.#session = http2.connect('http://localhost', { createConnection: () => stream });
    // Without a listener an error of the session would end the process; each call reports it as its own.
    this.#session.on('error', (error: Error) => {
      this.#lost = error;
    });
    stream.on('error', (error: Error) => {
      this.#lost = error;
      this.#session.destroy();
    });
    stream.on('close', () => this.#session.destroy());
  }

  get isOpen(): boolean {
    return !this.#session.closed && !this.#session.destroyed;
  }

  close(): void {
    this.#session.destroy();
  }

  /** @throws ContainerdError where containerd said no; TransportError where it is unknown what became of the call */
  call({ path, namespace, message, timeoutMs }: Call): Promise<Buffer> {
    if (!this.isOpen) return Promise.reject(this.#lostError(new Error('the connection was closed')));
    const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
    const request = this.#session.request({
      ':method': 'POST',
      ':path': path,
      'content-type': 'application/grpc',
      te: 'trailers',
      'grpc-timeout': `${Math.ceil(timeoutMs / 1000)}S`,
      ...(namespace === null ? {} : { 'containerd-namespace': namespace }),
    });
    const chunks: Buffer[] = [];
    let length = 0;
    let headers: http2.IncomingHttpHeaders = {};
    const fail = (error: Error): void => {
      reject(error);
      request.close(http2.constants.NGHTTP2_CANCEL);
    };
    const deadline = setTimeout(
      () => fail(this.#lostError(new Error(`no answer within ${Math.round(timeoutMs / 1000)} s`))),
      timeoutMs + 2_000,
    );
    // A failure at once comes without a body, with its status in the headers.
    request.on('response', (given) => {
      headers = { ...given };
    });
    request.on('trailers', (given) => {
      headers = { ...headers, ...given };
    });
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > mostBytes)
        fail(new ParseFailure({ tool: 'containerd', message: `${path} answered more than 16 MiB` }));
      else chunks.push(chunk);
    });
    request.on('error', (error: Error) => fail(this.#lostError(error)));
    request.on('close', () => {
      clearTimeout(deadline);
      const status = headers['grpc-status'];
      if (status === undefined)
        return reject(this.#lostError(new Error('the connection broke off in the middle of an answer')));
      if (status !== '0') return reject(refusal(String(status), String(headers['grpc-message'] ?? '')));
      try {
        resolve(unframed(Buffer.concat(chunks), path));
      } catch (error) {
        reject(error instanceof Error ? error : new Error(messageOf(error)));
      }
    });
    request.end(framed(message));
    return promise;
  }

  #lostError(error: Error): TransportError {
    const said = messageOf(this.#lost ?? error);
    return new TransportError({
      failure: 'connection-lost',
      step: 'containerd',
      message: `${this.#where}: containerd: ${said}`,
      userMessage: `The connection to containerd on ${this.#where} broke off (${said}). It may have been restarted.`,
      cause: error,
    });
  }
}

function refusal(status: string, message: string): ContainerdError | TransportError {
  let text = message;
  try {
    text = decodeURIComponent(message);
  } catch {
    // Not encoded as it should be: shown as it came.
  }
  // 1 cancelled, 4 deadline, 14 unavailable: what was asked may have been done all the same.
  if (['1', '4', '14'].includes(status))
    return new TransportError({
      failure: 'connection-lost',
      step: 'containerd',
      message: `containerd: status ${status}: ${text}`,
    });
  return new ContainerdError({ status: statuses[status] ?? 'other', message: text === '' ? `status ${status}` : text });
}

export function framed(message: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}

export function unframed(bytes: Buffer, path: string): Buffer {
  const length = bytes.length < 5 ? -1 : bytes.readUInt32BE(1);
  if (bytes[0] !== 0 || length !== bytes.length - 5)
    throw new ParseFailure({
      tool: 'containerd',
      message: `${path} answered something that is no single message`,
      sample: bytes.subarray(0, 40).toString('hex'),
    });
  return bytes.subarray(5);
}
