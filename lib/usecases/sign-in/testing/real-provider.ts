import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';

/** A real OpenID Connect provider on this machine. Who signs in there, and what it says of them, is set by the test. */
export interface RealProvider {
  issuer: string;
  /** who signs in next; null: it asks, with a page that has one button for each person */
  person: string | null;
  people: Record<string, Record<string, unknown>>;
  server: http.Server;
  close(): Promise<void>;
}

export const client = { id: 'bilge', secret: 'canary-client-secret-of-bilge' };

let signingKey: KeyObject | null = null;

export async function realProvider(options: {
  redirectUri: string;
  logoutUri?: string;
  tls?: { key: string; cert: string };
  method?: string;
}): Promise<RealProvider> {
  let answer: http.RequestListener = (_, response) => response.end();
  const listener: http.RequestListener = (request, response) => answer(request, response);
  const server = options.tls === undefined ? http.createServer(listener) : https.createServer(options.tls, listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const scheme = options.tls === undefined ? 'http' : 'https';
  const issuer = `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const real: RealProvider = {
    issuer,
    person: 'sub-anna',
    people: { 'sub-anna': { preferred_username: 'anna', groups: ['bilge'] } },
    server,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  signingKey ??= generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: client.id,
        client_secret: client.secret,
        redirect_uris: [options.redirectUri],
        post_logout_redirect_uris: options.logoutUri === undefined ? [] : [options.logoutUri],
        token_endpoint_auth_method: options.method ?? 'client_secret_basic',
      },
    ],
    jwks: { keys: [{ ...signingKey.export({ format: 'jwk' }), kid: 'one', use: 'sig', alg: 'RS256' }] },
    cookies: { keys: ['only for tests'] },
    claims: { openid: ['sub'], profile: ['preferred_username', 'groups'] },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    ttl: { Session: 600, Interaction: 600, Grant: 600, AccessToken: 600, IdToken: 600, AuthorizationCode: 60 },
    interactions: { url: (_: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    findAccount: (_: unknown, id: string) => ({ accountId: id, claims: () => ({ sub: id, ...real.people[id] }) }),
    // Nobody is asked for consent: what is tested is the login.
    async loadExistingGrant({ oidc }: GrantContext) {
      const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
      grant.addOIDCScope('openid profile');
      await grant.save();
      return grant;
    },
  });
  const own = provider.callback();
  answer = (request, response) => {
    const url = new URL(request.url ?? '/', issuer);
    if (!url.pathname.startsWith('/interaction/')) return own(request, response);
    const accountId = url.searchParams.get('as') ?? real.person;
    if (accountId !== null) {
      const result = { login: { accountId } };
      void provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
      return;
    }
    const links = Object.keys(real.people).map(
      (id) => `<p><a href="${url.pathname}?as=${id}">Sign in as ${id}</a></p>`,
    );
    response.setHeader('content-type', 'text/html').end(`<!doctype html><title>Provider</title>${links.join('')}`);
  };
  return real;
}

interface GrantContext {
  oidc: {
    provider: {
      Grant: new (of: {
        clientId: string;
        accountId: string;
      }) => { addOIDCScope(scope: string): void; save(): Promise<string> };
    };
    client: { clientId: string };
    session: { accountId: string };
  };
}

/** What a browser does between the two: follows redirects with cookies, until it is sent back. @returns the query it comes back with */
export async function throughProvider(
  url: string,
  redirectUri: string,
  jar = new Map<string, string>(),
): Promise<string> {
  let at = new URL(url);
  for (let step = 0; step < 10; step += 1) {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(at, { redirect: 'manual', headers: { cookie } });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      jar.set(name, value);
    }
    const next = answer.headers.get('location');
    if (next === null) throw new Error(`${at.pathname} answers ${answer.status}: ${await answer.text()}`);
    at = new URL(next, at);
    if (at.href.startsWith(redirectUri)) return at.search;
  }
  throw new Error('it goes round in circles');
}
