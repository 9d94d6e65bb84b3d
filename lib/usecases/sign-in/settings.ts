import type { Actor } from '../../access/actor.ts';
import { requireRole } from '../../access/actor.ts';
import { InvalidInputError } from '../../domain/errors.ts';
import { type SignInSettings, type SignInState, signInSettings, storedSignIn } from '../../domain/sign-in.ts';
import { firstProblem } from '../../domain/stored/stored-kind.ts';
import type { Application } from '../core/application.ts';
import { audited } from '../core/audited.ts';
import { declaredNames, refuseDeclared } from '../declared/declared-store.ts';

const key = 'sign-in';
const secretPlace = { owner: 'sign-in', field: 'client-secret' };
/** as bilge.yaml calls it */
export const declaredSignIn = { kind: 'sign-in', name: 'provider' } as const;

export interface SignInInput {
  /** null: no one logs in over a provider any more; links stay for when one is set again */
  settings: unknown;
  /** absent: stays; null: the provider knows no secret */
  secret?: string | null;
}

export function signInOf(app: Application): SignInSettings | null {
  const read = app.store.settings.stored(key, storedSignIn);
  return read?.ok ? read.value : null;
}

export function signInSecret(app: Application): string | null {
  return app.store.secrets.get(secretPlace);
}

/** From BILGE_URL and from nothing that a visitor sends. */
export function redirectUriOf(app: Application): string | null {
  return app.settings.url === null ? null : new URL('/login/callback', app.settings.url).href;
}

/** The name on the button of the login; null: there is none. */
export function signInName(app: Application): string | null {
  return redirectUriOf(app) === null ? null : (signInOf(app)?.name ?? null);
}

export function readSignIn(app: Application, actor: Actor): SignInState {
  requireRole(actor, 'admin');
  const read = app.store.settings.stored(key, storedSignIn);
  return {
    settings: read?.ok ? read.value : null,
    hasSecret: app.store.secrets.fields(secretPlace.owner).includes(secretPlace.field),
    redirectUri: redirectUriOf(app),
    declaredIn: declaredNames(app, declaredSignIn.kind)?.file ?? null,
    problem: read === null || read.ok ? null : `${read.why}. ${storedSignIn.todo ?? ''}`,
    tried: actor.kind === 'user' ? (app.signIn.tried.get(actor.sessionId) ?? null) : null,
  };
}

export async function changeSignIn(
  app: Application,
  actor: Actor,
  { settings: given, secret }: SignInInput,
): Promise<void> {
  requireRole(actor, 'admin');
  refuseDeclared(app, actor, declaredSignIn.kind, declaredSignIn.name);
  const parsed = given === null ? null : signInSettings.safeParse(given);
  if (parsed?.success === false) throw new InvalidInputError(firstProblem(parsed.error), parsed.error);
  const settings = parsed?.data ?? null;
  const before = signInOf(app);
  const isElsewhere = before?.issuer !== settings?.issuer || before?.clientId !== settings?.clientId;
  // A secret goes to the provider that it was entered for, and to no other.
  if (settings !== null && isElsewhere && secret === undefined && signInSecret(app) !== null)
    throw new InvalidInputError('The stored secret belongs to the former issuer and client: enter the new one.');
  const detail = {
    issuer: settings?.issuer ?? null,
    clientId: settings?.clientId ?? null,
    secretChanged: secret !== undefined,
  };
  return audited(app, actor, { action: 'sign-in.settings-changed', subject: 'single sign-on', detail }, () => {
    app.store.transaction(() => {
      if (settings === null) app.store.settings.remove(key);
      else app.store.settings.putStored(key, storedSignIn, settings);
      if (settings === null || secret === null) app.store.secrets.remove(secretPlace);
      else if (secret !== undefined) app.store.secrets.put(secretPlace, secret);
    });
    app.signIn.provider = null;
    app.events.publish({ type: 'settings' });
  });
}

/** How this account proves again who it is, before what cannot be undone. */
export function waysToConfirm(app: Application, actor: Actor): { provider: string | null; hasPassword: boolean } {
  const issuer = signInOf(app)?.issuer;
  const isLinked = app.access.vouched.ofActor(actor).some((identity) => identity.issuer === issuer);
  return {
    provider: isLinked ? signInName(app) : null,
    hasPassword: app.access.users.own(actor)?.hasPassword ?? true,
  };
}
