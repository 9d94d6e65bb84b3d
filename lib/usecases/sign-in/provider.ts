import type { ClientAuth, Configuration, ServerMetadata } from 'openid-client';
import type { Claims, SignInSettings } from '../../domain/sign-in.ts';
import { sendHttp } from '../../monitor/channels/send-http.ts';
import { isRefusedClient, issuerDiffers, noDiscovery, providerProblem } from './provider-problem.ts';

/** One OpenID Connect provider, as it describes itself. Everything that is asked of it has an end, a bound and no redirects. */
export interface Provider {
  loginUrl(asked: { state: string; nonce: string; verifier: string; again: boolean }): Promise<URL>;
  /** `search`: the query of the address that the provider sent the browser back to */
  exchange(search: string, flow: { state: string; nonce: string; verifier: string }): Promise<ProvenLogin>;
  /** null: it has no page that ends its own session */
  logoutUrl(idToken: string, backTo: string): URL | null;
}

export interface ProvenLogin {
  issuer: string;
  subject: string;
  /** of the id token and of userinfo, where newer versions of some providers send groups only */
  claims: Claims;
  idToken: string;
  /** when the person really signed in there; null: it does not say */
  authenticatedAtMs: number | null;
}

/** Clocks in a home are not all right to the second. */
const toleranceSeconds = 60;

type Client = typeof import('openid-client');

export async function openProvider(
  settings: SignInSettings,
  secret: string | null,
  redirectUri: string,
  patienceMs: number,
): Promise<Provider> {
  // Loaded when someone logs in over it: most dashboards never need it.
  const client = await import('openid-client');
  const fetch: BoundedFetch = (url, options) => boundedFetch(settings, patienceMs, url, options);
  const metadata = await discover(settings, fetch);
  const configurations = authMethods(client, metadata, secret).map((auth) => {
    const made = new client.Configuration(
      metadata,
      settings.clientId,
      { [client.clockTolerance]: toleranceSeconds, redirect_uris: [redirectUri] },
      auth,
    );
    made[client.customFetch] = fetch;
    if (settings.allowsHttp) client.allowInsecureRequests(made);
    return made;
  });
  const [first] = configurations as [Configuration, ...Configuration[]];

  return {
    async loginUrl({ state, nonce, verifier, again }) {
      return client.buildAuthorizationUrl(first, {
        redirect_uri: redirectUri,
        scope: settings.scopes,
        state,
        nonce,
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        ...(again ? { prompt: 'login', max_age: '0' } : {}),
      });
    },
    async exchange(search, { state, nonce, verifier }) {
      const back = new URL(redirectUri);
      back.search = search;
      const checks = { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true };
      try {
        const [configuration, tokens] = await firstAccepted(configurations, (each) =>
          client.authorizationCodeGrant(each, back, checks),
        );
        const claims = tokens.claims();
        if (claims === undefined || tokens.id_token === undefined) throw new Error('no id token came');
        const more = metadata.userinfo_endpoint
          ? await client.fetchUserInfo(configuration, tokens.access_token, claims.sub)
          : {};
        return {
          issuer: metadata.issuer,
          subject: claims.sub,
          claims: { ...claims, ...more },
          idToken: tokens.id_token,
          authenticatedAtMs: typeof claims.auth_time === 'number' ? claims.auth_time * 1000 : null,
        };
      } catch (error) {
        throw providerProblem(error, settings);
      }
    },
    logoutUrl(idToken, backTo) {
      if (!metadata.end_session_endpoint) return null;
      return client.buildEndSessionUrl(first, { id_token_hint: idToken, post_logout_redirect_uri: backTo });
    },
  };
}

async function discover(settings: SignInSettings, fetch: BoundedFetch): Promise<ServerMetadata> {
  const url = `${settings.issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  let found: unknown;
  try {
    const answer = await fetch(url, { method: 'GET', headers: {} });
    if (answer.status !== 200) throw noDiscovery(settings, url, `status ${answer.status}`);
    found = await answer.json();
  } catch (error) {
    throw providerProblem(error, settings);
  }
  const metadata = found as Partial<ServerMetadata> | null;
  if (typeof metadata?.issuer !== 'string') throw noDiscovery(settings, url, 'no issuer in it');
  // Compared as text: with or without a slash at the end are two issuers, and what was linked to one is not the other's.
  if (metadata.issuer !== settings.issuer) throw issuerDiffers(settings, metadata.issuer);
  if (!metadata.authorization_endpoint || !metadata.token_endpoint)
    throw noDiscovery(settings, url, 'no addresses for logins in it');
  return metadata as ServerMetadata;
}

/** Providers differ in how they want the secret, and some list more than the one that a client was given. */
function authMethods(client: Client, metadata: ServerMetadata, secret: string | null): [ClientAuth, ...ClientAuth[]] {
  if (secret === null) return [client.None()];
  const [basic, post] = [client.ClientSecretBasic(secret), client.ClientSecretPost(secret)];
  const listed = metadata.token_endpoint_auth_methods_supported;
  const isBasicListed = listed === undefined || listed.includes('client_secret_basic');
  return isBasicListed ? [basic, post] : [post, basic];
}

/** A client that is refused one way may be known the other way; the code was not looked at then. */
async function firstAccepted<T>(
  configurations: readonly Configuration[],
  ask: (configuration: Configuration) => Promise<T>,
): Promise<[Configuration, T]> {
  let refused: unknown = null;
  for (const configuration of configurations) {
    try {
      return [configuration, await ask(configuration)];
    } catch (error) {
      if (!isRefusedClient(error)) throw error;
      refused ??= error;
    }
  }
  throw refused;
}

interface FetchOptions {
  method: string;
  headers: Record<string, string>;
  body?: unknown;
}

type BoundedFetch = (url: string, options: FetchOptions) => Promise<Response>;

async function boundedFetch(
  settings: SignInSettings,
  patienceMs: number,
  url: string,
  options: FetchOptions,
): Promise<Response> {
  if (url.startsWith('http:') && !settings.allowsHttp) throw new Error(`${new URL(url).origin} is without TLS`);
  const { status, headers, text } = await sendHttp({
    method: options.method === 'POST' ? 'POST' : 'GET',
    url,
    headers: options.headers,
    ...(options.body === undefined || options.body === null ? {} : { body: String(options.body) }),
    ...(settings.ca === null ? {} : { ca: settings.ca }),
    signal: AbortSignal.timeout(patienceMs),
  });
  return new Response([204, 205, 304].includes(status) ? null : text, { status, headers });
}
