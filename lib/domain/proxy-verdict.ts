/**
 * What would come of the header. Nothing is decided here: it is read the way that a request without a session is.
 * not-declared: the peer is no trusted proxy. not-named: no header is named. not-sent: the named one did not arrive.
 */
export type ProxyVerdict =
  | { state: 'unknown-peer' }
  | { state: 'not-declared'; peer: string; dropped: boolean }
  | { state: 'not-named'; suggested: string | null }
  | { state: 'not-sent'; header: string; suggested: string | null }
  | { state: 'no-user'; header: string; name: string }
  | { state: 'user'; header: string; name: string; role: string };

export interface ReceivedHeaders {
  /** the other end of the connection, as the door saw it; null: no door in front (development) */
  peer: { address: string; isTrusted: boolean } | null;
  /** BILGE_TRUSTED_PROXY and BILGE_FORWARD_AUTH_HEADER as they are set */
  trusted: string | null;
  header: string | null;
  received: { name: string; value: string }[];
  /** names of what arrived and was taken out, because the peer is no trusted proxy */
  dropped: string[];
  verdict: ProxyVerdict;
}
