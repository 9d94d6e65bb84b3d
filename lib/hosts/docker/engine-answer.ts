import type http from 'node:http';
import { z } from 'zod';
import { DockerApiError, TransportError } from '../../domain/errors.ts';
import type { EngineRequest } from '../../domain/session.ts';

/** An answer larger than this is not one we asked for: 4,000 containers list in under 10 MiB. */
const maxAnswerBytes = 512 * 1024 * 1024;

/** The whole body, counted as it comes. @throws where it is longer than any answer that was asked for, or given up */
export async function collect(
  answer: http.IncomingMessage,
  onBytes: (count: number) => void,
  signal?: AbortSignal,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let total = 0;
  const onAbort = () => answer.destroy(new Error('the request was given up'));
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    for await (const chunk of answer) {
      const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
      total += bytes.length;
      onBytes(bytes.length);
      if (total > maxAnswerBytes) throw new Error(`the answer is longer than ${maxAnswerBytes} bytes`);
      chunks.push(bytes);
    }
  } finally {
    signal?.removeEventListener('abort', onAbort);
  }
  return Buffer.concat(chunks);
}

const errorSchema = z.object({ message: z.string() });

/** What the Engine said, as an error that says where and to what. */
export function apiError(
  request: Pick<EngineRequest, 'method' | 'path'>,
  status: number,
  body: Buffer,
  where: string,
): DockerApiError {
  const text = body.toString('utf8', 0, 4_000).trim();
  // No engine answers with a page; HAProxy does, which the usual socket proxy is.
  if (status === 403 && text.startsWith('<')) return notLetThrough(request, where);
  let said = text;
  try {
    const parsed = errorSchema.safeParse(JSON.parse(text));
    if (parsed.success) said = parsed.data.message.trim();
  } catch {
    // Proxies and very old engines answer in plain text; it is shown as it is.
  }
  return new DockerApiError({
    status,
    message: `${request.method} ${request.path} on ${where}: ${status} ${said}`,
    userMessage: `Docker on ${where} answered: ${said === '' ? `status ${status}` : said}`,
  });
}

function notLetThrough({ method, path }: Pick<EngineRequest, 'method' | 'path'>, where: string): DockerApiError {
  const cure = `Allow it there (docker-socket-proxy: ${method === 'GET' ? '' : 'POST=1 and '}the variable of this part of the API), or add the host by SSH.`;
  return new DockerApiError({
    status: 403,
    message: `${method} ${path} on ${where}: a socket proxy does not let it through (403). ${cure}`,
    userMessage: `A socket proxy before Docker on ${where} does not let ${method} ${path} through. ${cure}`,
  });
}

export function tooSlow(
  { method, path }: Pick<EngineRequest, 'method' | 'path'>,
  { timeoutMs, where, cause }: { timeoutMs: number; where: string; cause: unknown },
): TransportError {
  return new TransportError({
    failure: 'timed-out',
    step: 'docker',
    message: `${where}: no answer to ${method} ${path} within ${timeoutMs} ms`,
    userMessage: `Docker on ${where} did not answer ${method} ${path} within ${Math.round(timeoutMs / 1000)} s. It may be busy with a long removal, or its storage may hang.`,
    cause,
  });
}
