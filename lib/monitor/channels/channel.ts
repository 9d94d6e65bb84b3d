import type { AlertMessage } from '../../domain/alerts/alert.ts';
import type { ChannelFieldShape, ChannelKindShape } from '../../domain/alerts/channel.ts';

/**
 * One way to send: one file in this folder with a default export of this shape; the registry finds it. A channel is given a message with
 * plain texts and makes of it what its receiver takes. It keeps nothing: state, retries and quiet hours are the outbox's.
 */
export interface Channel extends ChannelKindShape {
  /** the file's name */
  id: string;
  fields: readonly ChannelField[];
  /** a connection is kept for it, over which figures go as they change; it is not pinged */
  keepsOpen?: true;
  /** Throws nothing that is expected: what the receiver says is the outcome. */
  send(sending: Sending): Promise<Outcome>;
}

export interface ChannelField extends ChannelFieldShape {
  /** what is wrong with a value, for a person; null where nothing is */
  check?(value: string): string | null;
}

export interface Sending {
  message: AlertMessage;
  /** the dashboard's page about it; null where BILGE_URL is not set */
  link: string | null;
  /** settings and secrets together, by field; a field that was left empty is absent */
  values: Readonly<Record<string, string>>;
  /** the receiver's id of the message that this one updates; null where none was sent */
  previous: string | null;
  /** the same at every try of the same message on the same channel */
  key: string;
  /** ISO */
  now: string;
  http: HttpSender;
  signal: AbortSignal;
}

export type Outcome =
  | { ok: true; remote?: string }
  /**
   * `retry`: the way there failed (network, limits, login): everything for this channel waits. `refused`: the receiver does not take this
   * very message. `why` is for a person; secrets are taken out of it by the caller too.
   */
  | { ok: false; kind: 'retry' | 'refused'; why: string; retryAfterMs?: number };

export interface HttpRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH';
  url: string;
  headers?: Record<string, string>;
  body?: string;
  /** PEM of a private authority; absent: those that the system trusts */
  ca?: string;
  signal: AbortSignal;
}

export interface HttpAnswer {
  status: number;
  /** lower case names */
  headers: Record<string, string>;
  /** at most 64 KiB */
  text: string;
}

export type HttpSender = (request: HttpRequest) => Promise<HttpAnswer>;
