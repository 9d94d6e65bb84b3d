import type { AlertMessage } from '../../domain/alerts/alert.ts';
import type { StoredChannel } from '../../domain/alerts/channel.ts';
import { messageOf } from '../../domain/errors.ts';
import type { HttpSender, Outcome } from '../../monitor/channels/channel.ts';
import { channelKind } from '../../monitor/channels/kinds.ts';
import { sendHttp } from '../../monitor/channels/send-http.ts';
import type { Application } from '../core/application.ts';

const usualDeadlineMs = 10_000;

/**
 * One message over one channel, now. Never throws for what a receiver or the network does. What it says of a failure has no secret in it:
 * every stored secret, and every long enough piece of one, is taken out, because errors like to quote the address.
 */
export async function sendOver(
  app: Application,
  channel: StoredChannel,
  sending: { message: AlertMessage; previous: string | null; key: string },
  { http = sendHttp, deadlineMs = usualDeadlineMs }: { http?: HttpSender; deadlineMs?: number } = {},
): Promise<Outcome> {
  const kind = channelKind(channel.kind);
  if (channel.unreadable !== undefined) return { ok: false, kind: 'retry', why: channel.unreadable };
  if (kind === null)
    return { ok: false, kind: 'retry', why: `This version of Bilge has no channels of the kind “${channel.kind}”.` };
  const secrets = app.store.channels.secrets(channel.id);
  const signal = AbortSignal.timeout(deadlineMs);
  const { url } = app.settings;
  const outcome = await kind
    .send({
      ...sending,
      link: url === null ? null : `${url.replace(/\/+$/, '')}${sending.message.path}`,
      values: { ...channel.settings, ...secrets },
      now: app.now().toISOString(),
      http,
      signal,
    })
    .catch((error: unknown): Outcome => ({ ok: false, kind: 'retry', why: saidOf(error, signal, deadlineMs) }));
  return outcome.ok ? outcome : { ...outcome, why: withoutSecrets(outcome.why, Object.values(secrets)) };
}

function saidOf(error: unknown, signal: AbortSignal, deadlineMs: number): string {
  if (signal.aborted) return `No answer within ${deadlineMs / 1000} seconds.`;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `The name of the server cannot be resolved (${code}).`;
    case 'ECONNREFUSED':
      return 'Nothing listens at that address and port (ECONNREFUSED).';
    case 'ECONNRESET':
    case 'EPIPE':
      return `The receiver closed the connection (${code}).`;
    case 'CERT_HAS_EXPIRED':
      return 'The certificate of the server has expired (CERT_HAS_EXPIRED).';
    default:
      return messageOf(error);
  }
}

/** Shorter pieces would take ordinary words out of the sentence. */
const shortestPiece = 8;

export function withoutSecrets(text: string, secrets: readonly string[]): string {
  const pieces = secrets.flatMap((secret) => [
    secret,
    encodeURIComponent(secret),
    ...secret.split(/[/?&=:@\s]+/).filter((piece) => piece.length >= shortestPiece && !isPlainHost(piece, secret)),
  ]);
  return [...new Set(pieces)]
    .filter((piece) => piece.length >= 4)
    .sort((left, right) => right.length - left.length)
    .reduce((rest, piece) => rest.replaceAll(piece, '•••'), text);
}

/** The name of the server is what a person needs to read in an error. */
function isPlainHost(piece: string, secret: string): boolean {
  try {
    return new URL(secret).hostname === piece;
  } catch {
    return false;
  }
}
