import type { Actor } from '../../access/actor.ts';
import { requireRole } from '../../access/actor.ts';
import type { ProxyVerdict, ReceivedHeaders } from '../../domain/proxy-verdict.ts';
import type { Application } from '../core/application.ts';

/** What sign-in proxies send: Authelia and Caddy, oauth2-proxy, Authentik, Traefik and nginx by hand. Cookies and tokens are never shown. */
const identityHeaders = [
  'remote-user',
  'remote-name',
  'remote-email',
  'remote-groups',
  'x-forwarded-user',
  'x-forwarded-preferred-username',
  'x-forwarded-email',
  'x-forwarded-groups',
  'x-auth-request-user',
  'x-auth-request-preferred-username',
  'x-auth-request-email',
  'x-auth-request-groups',
  'x-authentik-username',
  'x-authentik-name',
  'x-authentik-email',
  'x-authentik-groups',
  'x-webauth-user',
];
/** The first of these that arrives is most likely the one to name. */
const userHeaders = identityHeaders.filter((name) => /user/.test(name));
const forwardingHeaders = [
  'x-forwarded-for',
  'x-forwarded-proto',
  'x-forwarded-host',
  'x-forwarded-port',
  'x-real-ip',
  'forwarded',
  'via',
  'host',
];

export function readProxyHeaders(
  app: Application,
  actor: Actor,
  headerOf: (name: string) => string | null,
): ReceivedHeaders {
  requireRole(actor, 'admin');
  const { trusted, header } = app.settings.proxy;
  const named = header?.toLowerCase() ?? null;
  const [kind, address = ''] = (headerOf('x-bilge-peer') ?? '').split(' ');
  const peer = address === '' ? null : { address, isTrusted: kind === 'trusted' };
  const names = [...new Set([...(named === null ? [] : [named]), ...identityHeaders, ...forwardingHeaders])];
  const received = names.flatMap((name) => {
    const value = headerOf(name);
    return value === null || value === '' || /cookie|authorization/.test(name)
      ? []
      : [{ name, value: value.slice(0, 200) }];
  });
  const dropped = (headerOf('x-bilge-dropped') ?? '').split(' ').filter((name) => name !== '');
  return { peer, trusted, header, received, dropped, verdict: verdictOf(app, { peer, named, received, dropped }) };
}

function verdictOf(
  app: Application,
  given: Pick<ReceivedHeaders, 'peer' | 'received' | 'dropped'> & { named: string | null },
): ProxyVerdict {
  const { peer, named, received, dropped } = given;
  if (peer === null) return { state: 'unknown-peer' };
  if (!peer.isTrusted)
    return { state: 'not-declared', peer: peer.address, dropped: named !== null && dropped.includes(named) };
  const suggested = userHeaders.find((name) => received.some((one) => one.name === name)) ?? null;
  if (named === null) return { state: 'not-named', suggested };
  const name = received.find((one) => one.name === named)?.value;
  if (name === undefined) return { state: 'not-sent', header: named, suggested };
  const found = app.access.sessions.forwarded(name);
  return found === null
    ? { state: 'no-user', header: named, name }
    : { state: 'user', header: named, name: found.name, role: found.role };
}
