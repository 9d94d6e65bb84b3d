import { createHash } from 'node:crypto';
import type { Actor } from '../../access/actor.ts';
import { requireRole } from '../../access/actor.ts';
import type { Visitor } from '../../access/credentials.ts';
import type { MadeSession } from '../../access/session-maker.ts';
import { newToken } from '../../access/token.ts';
import type { Proven } from '../../access/vouched.ts';
import { AccessError, AppError, InvalidInputError } from '../../domain/errors.ts';
import { judgeClaims, listedClaims } from '../../domain/sign-in.ts';
import type { Application } from '../core/application.ts';
import { logProblem } from '../core/log.ts';
import { beginFlow, type Flow, keepIdToken, keepTried, type Purpose, takeFlow } from './memory.ts';
import { openProvider, type ProvenLogin, type Provider } from './provider.ts';
import { redirectUriOf, signInOf, signInSecret } from './settings.ts';

/** What it says of itself is asked again after so long; a failure is not asked for by each visitor again. */
const knownMs = 10 * 60_000;
const failedMs = 5_000;
/** How long before the question a sign-in there may have been: clocks differ. */
const skewMs = 60_000;

interface Begun {
  /** where the browser goes */
  url: string;
  /** for its cookie: the answer counts only in the browser that asked */
  browserToken: string;
}

interface Asking {
  /** the Host header: the answer comes to BILGE_URL, where a cookie of another name is not sent */
  host: string | null;
  browserToken: string | null;
}

/** Sends someone to the provider: to log in, to link an account, to confirm who it is, or to see what would come of it. */
export async function beginSignIn(app: Application, asking: Asking, purpose: Purpose): Promise<Begun> {
  const { url } = app.settings;
  if (url === null || signInOf(app) === null)
    throw new InvalidInputError('Single sign-on is not set up here. Log in with your password.');
  if (new URL(url).host !== asking.host)
    throw new InvalidInputError(`Single sign-on comes back to ${url}, so open Bilge there: ${new URL('/login', url)}`);
  const provider = await knownProvider(app);
  const [state, nonce, verifier] = [newToken(), newToken(), newToken()];
  const target = await provider.loginUrl({ state, nonce, verifier, again: purpose.kind === 'confirm' });
  const nowMs = app.now().getTime();
  const { browserToken } = asking;
  return {
    url: target.href,
    browserToken: beginFlow(app.signIn, { state, nonce, verifier, purpose, browserToken, nowMs }),
  };
}

export type Finished =
  | { kind: 'logged-in'; made: MadeSession; next: string }
  | { kind: 'confirmed'; made: MadeSession }
  | { kind: 'linked' }
  | { kind: 'tried' };

interface Returning {
  visitor: Visitor;
  /** the query that the provider gave the browser */
  search: string;
  browserToken: string | null;
  /** whose session the browser has now, and its cookie */
  actor: Actor | null;
  sessionToken: string | null;
}

/** What the browser brought back. Every state is good once, in the browser that began it, for ten minutes. */
export async function finishSignIn(app: Application, returning: Returning): Promise<Finished> {
  const { visitor, actor, sessionToken } = returning;
  const parameters = new URLSearchParams(returning.search);
  const state = parameters.get('state') ?? '';
  const flow = takeFlow(app.signIn, state, returning.browserToken, app.now().getTime());
  const settings = signInOf(app);
  if (flow === null || settings === null) throw notBegunHere();
  const { purpose } = flow;
  if (purpose.kind !== 'login' && (actor?.kind !== 'user' || actor.sessionId !== purpose.sessionId))
    throw notBegunHere();
  const login = await proven(app, returning.search, { ...flow, state });
  const who: Proven = { settings, issuer: login.issuer, subject: login.subject, claims: login.claims };
  switch (purpose.kind) {
    case 'login': {
      const made = app.access.vouched.enter(who, visitor, sessionToken);
      keepIdToken(app.signIn, made.actor.sessionId, login.idToken);
      return { kind: 'logged-in', made, next: purpose.next };
    }
    case 'confirm':
      requireNow(login, flow, settings.name);
      return { kind: 'confirmed', made: app.access.vouched.confirm(who, sessionToken ?? '') };
    case 'link':
      if (actor !== null) app.access.vouched.link(actor, who);
      return { kind: 'linked' };
    case 'try':
      requireRole(actor, 'admin');
      keepTried(app.signIn, purpose.sessionId, {
        at: app.now().toISOString(),
        issuer: who.issuer,
        subject: who.subject,
        claims: listedClaims(who.claims),
        verdict: judgeClaims(settings, who.claims),
        account: app.access.vouched.wouldBe(who),
      });
      return { kind: 'tried' };
  }
}

/** Where the provider ends its own session too, for who logged in over it; null: nothing more is to be ended. */
export async function signOutUrl(app: Application, sessionId: string): Promise<string | null> {
  const idToken = app.signIn.idTokens.get(sessionId);
  app.signIn.idTokens.delete(sessionId);
  if (idToken === undefined || app.settings.url === null || signInOf(app) === null) return null;
  try {
    const provider = await knownProvider(app);
    return provider.logoutUrl(idToken, new URL('/login', app.settings.url).href)?.href ?? null;
  } catch {
    // No one stays logged in here because the provider is away.
    return null;
  }
}

async function proven(app: Application, search: string, flow: Flow & { state: string }): Promise<ProvenLogin> {
  try {
    return await (await knownProvider(app)).exchange(search, flow);
  } catch (error) {
    // For the admin who is asked why: what it was, without what was sent.
    if (error instanceof AppError) logProblem(`A login over single sign-on failed. ${error.message}`);
    throw error;
  }
}

function knownProvider(app: Application): Promise<Provider> {
  const [settings, secret, redirectUri] = [signInOf(app), signInSecret(app), redirectUriOf(app)];
  if (settings === null || redirectUri === null) throw notBegunHere();
  const key = createHash('sha256')
    .update(JSON.stringify([settings, secret, redirectUri]))
    .digest('hex');
  const nowMs = app.now().getTime();
  const known = app.signIn.provider;
  if (known !== null && known.key === key && nowMs - known.atMs < (known.failed ? failedMs : knownMs))
    return known.opened;
  const entry = {
    key,
    atMs: nowMs,
    failed: false,
    opened: openProvider(settings, secret, redirectUri, app.signIn.patienceMs),
  };
  app.signIn.provider = entry;
  entry.opened.catch(() => {
    entry.failed = true;
    entry.atMs = app.now().getTime();
  });
  return entry.opened;
}

/** `prompt=login` is a wish; what counts is when the provider says that the person signed in. */
function requireNow({ authenticatedAtMs }: ProvenLogin, flow: Flow, name: string): void {
  if (authenticatedAtMs !== null && authenticatedAtMs >= flow.startedAtMs - skewMs) return;
  throw new AccessError({
    kind: 'forbidden',
    message: `${name} did not ask again: auth_time is ${authenticatedAtMs === null ? 'not sent' : 'old'}.`,
    userMessage:
      authenticatedAtMs === null
        ? `${name} does not say when you signed in, so it cannot confirm this. Ask an admin to set a password for your account, and give that one.`
        : `${name} let you through without asking you to sign in. Sign out there, and try again.`,
  });
}

function notBegunHere(): AccessError {
  return new AccessError({
    kind: 'unauthenticated',
    message: 'A login came back that was not begun in this browser, was used, or is too old.',
    userMessage:
      'This login was begun in another browser or more than ten minutes ago, or it was used already. Begin again.',
  });
}
