import type { ProxyVerdict } from '@/lib/domain/proxy-verdict';

/** The page for whoever puts a sign-in proxy (Authelia, Authentik, oauth2-proxy) in front of Bilge. */
export const proxyWords = {
  title: 'Settings: sign-in proxy',
  tab: 'Sign-in proxy',
  about:
    'What arrived with the request for this page. Open it through the proxy, after signing in there. Cookies and tokens are not shown.',
  comes: 'What comes of it',
  peer: 'Connection from',
  trustedPeer: (address: string) => `${address}, a declared proxy`,
  otherPeer: (address: string) => `${address}, not declared as a proxy`,
  unknownPeer: 'unknown',
  trusted: 'BILGE_TRUSTED_PROXY',
  header: 'BILGE_FORWARD_AUTH_HEADER',
  notSet: 'not set',
  received: 'Headers received',
  none: 'None of those that proxies send.',
  dropped: 'Removed, because the sender is not a declared proxy',
  session: 'This page itself uses your Bilge session, which comes before the header.',
};

export function verdictWords(verdict: ProxyVerdict): string {
  switch (verdict.state) {
    case 'unknown-peer':
      return 'This server was not started by `bilge serve`, so it is unknown who sent the request and what would come of it.';
    case 'not-declared':
      return `No header is read from ${verdict.peer}: it is not in BILGE_TRUSTED_PROXY. If it is your proxy, add its address or network there and restart Bilge.${verdict.dropped ? ' The header that you named did arrive, and was removed.' : ''}`;
    case 'not-named':
      return `The proxy is declared, but BILGE_FORWARD_AUTH_HEADER is not set.${verdict.suggested === null ? ' No known header with a user name arrived.' : ` \`${verdict.suggested}\` arrived: name it there and restart Bilge.`}`;
    case 'not-sent':
      return `The proxy did not send \`${verdict.header}\`.${verdict.suggested === null ? ' Let it copy that header to the request (Authelia: `authResponseHeaders` in Traefik, `copy_headers` in Caddy).' : ` It sent \`${verdict.suggested}\`: name that one in BILGE_FORWARD_AUTH_HEADER, or let the proxy send the other.`}`;
    case 'no-user':
      return `\`${verdict.header}\` names ${verdict.name}, and Bilge has no user of that name. Add one under Users: Bilge creates none by itself.`;
    case 'user':
      return `\`${verdict.header}\` names ${verdict.name}: without a Bilge session this request is ${verdict.name}, with the role ${verdict.role}.`;
  }
}
