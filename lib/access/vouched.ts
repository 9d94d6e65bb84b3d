import { AccessError, InvalidInputError } from '../domain/errors.ts';
import { newId, type UserId } from '../domain/ids.ts';
import {
  type Claims,
  type ClaimsVerdict,
  judgeClaims,
  nameFromClaims,
  type SignInSettings,
} from '../domain/sign-in.ts';
import type { Identity } from '../store/accounts/identities.ts';
import type { UserRecord } from '../store/accounts/users.ts';
import type { Store } from '../store/open-store.ts';
import { type Actor, requireFreshLogin } from './actor.ts';
import type { Clock, Noted } from './audit-access.ts';
import { isAlive, type Visitor } from './credentials.ts';
import type { MadeSession, SessionMaker } from './session-maker.ts';
import { hashToken } from './token.ts';
import { userNameSchema } from './users.ts';

/** Someone whom a sign-in provider has proven: who it says, and what it says of them. */
export interface Proven {
  settings: SignInSettings;
  issuer: string;
  subject: string;
  claims: Claims;
}

/**
 * Accounts of people who log in at a provider. An account is found by issuer and subject and by nothing else: an e-mail address or a
 * name at the provider may be given to someone else, or be chosen by them.
 */
export interface Vouched {
  /** Role and membership are judged again. Makes an account only where the settings say so. */
  enter(proven: Proven, visitor: Visitor, oldToken: string | null): MadeSession;
  /** The same person again, for the session that asks: what a password does elsewhere. */
  confirm(proven: Proven, token: string): MadeSession;
  /** The actor's own account, after it has given its password. */
  link(actor: Actor, proven: Proven): void;
  unlink(actor: Actor, issuer: string): void;
  ofActor(actor: Actor): Identity[];
  /** What `enter` would come to; changes nothing. */
  wouldBe(proven: Proven): { kind: 'linked' | 'would-create'; name: string } | { kind: 'none'; why: string };
}

interface VouchedDeps {
  store: Store;
  clock: Clock;
  noted: Noted;
  changed: () => void;
  maker: SessionMaker;
}

export function vouchedService({ store, clock, noted, changed, maker }: VouchedDeps): Vouched {
  const find = ({ issuer, subject }: Proven): UserRecord | null => {
    const identity = store.identities.find(issuer, subject);
    return identity === null ? null : store.users.byId(identity.userId);
  };
  const nameOf = ({ claims, subject }: Proven): string => nameFromClaims({ ...claims, sub: subject });

  function refuse(proven: Proven, visitor: Visitor, why: string, userMessage: string): never {
    const detail = { why, address: visitor.address, provider: proven.settings.name };
    noted({ actor: null, action: 'login', subject: nameOf(proven).slice(0, 64), result: 'refused', detail });
    throw new AccessError({ kind: 'forbidden', message: `Refused login over ${proven.issuer}: ${why}.`, userMessage });
  }

  function whyNotCreated(proven: Proven): string | null {
    const name = nameOf(proven);
    if (!proven.settings.createsUsers)
      return `No account here is linked to this login. Log in with your password first, then link it under Settings, My account.`;
    if (!userNameSchema.safeParse(name).success)
      return 'The provider sends no name that can be a user name here. Ask an admin to add you, and link the account.';
    if (store.users.byName(name) !== null)
      return `There is an account ${name} already, and it is not linked to this login. If it is yours, log in with its password and link it under Settings, My account.`;
    return null;
  }

  function create(proven: Proven, verdict: ClaimsVerdict): UserRecord {
    const now = clock().toISOString();
    const user: UserRecord = {
      id: newId('user'),
      name: nameOf(proven),
      role: verdict.role ?? 'viewer',
      passwordHash: '',
      passwordChangedAt: now,
      totpEnabledAt: null,
      createdAt: now,
    };
    store.transaction(() => {
      if (!store.users.add(user)) throw new InvalidInputError(`There is already a user named ${user.name}.`);
      put(proven, user.id);
    });
    const detail = { role: user.role, provider: proven.settings.name, ...where(proven) };
    noted({ actor: null, action: 'user.added', subject: user.name, detail });
    return user;
  }

  function put(proven: Proven, userId: UserId): void {
    const { issuer, subject } = proven;
    const identity = { issuer, subject, userId, label: nameOf(proven), linkedAt: clock().toISOString() };
    if (!store.identities.link(identity))
      throw new InvalidInputError('This login is linked to another account here. That account has to unlink it first.');
  }

  /** The dashboard must stay open to someone whose password it knows itself, whatever groups the provider sends. */
  function isLastLocalAdmin(user: UserRecord): boolean {
    if (user.role !== 'admin' || user.passwordHash === '') return false;
    return !store.users.all().some((one) => one.id !== user.id && one.role === 'admin' && one.passwordHash !== '');
  }

  function withRole(user: UserRecord, role: ClaimsVerdict['role'], provider: string): UserRecord {
    if (role === null || role === user.role) return user;
    const detail = { from: user.role, to: role, provider };
    const isKept = role !== 'admin' && isLastLocalAdmin(user);
    const isSet =
      !isKept &&
      store.transaction(() => {
        if (!store.users.setRole(user.id, role)) return false;
        store.sessions.removeOthers(user.id, null);
        return true;
      });
    noted({
      actor: null,
      action: 'user.role-changed',
      subject: user.name,
      result: isSet ? 'ok' : 'refused',
      detail: isSet ? detail : { ...detail, why: 'the last admin with a password keeps the role' },
    });
    if (!isSet) return user;
    changed();
    return { ...user, role };
  }

  return {
    enter(proven, visitor, oldToken) {
      const { settings } = proven;
      const verdict = judgeClaims(settings, proven.claims);
      const known = find(proven);
      if (!verdict.isAllowed) {
        // What let them in is gone, so their open sessions end too.
        if (known !== null && store.sessions.removeOthers(known.id, null) > 0) changed();
        refuse(proven, visitor, 'none of the allowed groups', notInGroup(settings, verdict));
      }
      const why = known === null ? whyNotCreated(proven) : null;
      if (why !== null) refuse(proven, visitor, 'no account is linked to it', why);
      const user = withRole(known ?? create(proven, verdict), verdict.role, settings.name);
      const made = maker.open(user, visitor, oldToken);
      const detail = { address: visitor.address, provider: settings.name, ...where(proven) };
      noted({ actor: made.actor, action: 'login', subject: user.name, detail });
      return made;
    },

    confirm(proven, token) {
      const session = store.sessions.byTokenHash(hashToken(token));
      const user = session === null ? null : store.users.byId(session.userId);
      if (session === null || user === null || !isAlive(session, clock().toISOString()))
        throw new AccessError({ kind: 'unauthenticated', message: 'The session has ended. Log in again.' });
      const isSame = find(proven)?.id === user.id;
      const subject = user.name;
      if (!isSame) {
        const detail = { why: 'another person signed in', provider: proven.settings.name };
        noted({ actor: null, action: 'reauthenticate', subject, result: 'refused', detail });
        throw new AccessError({
          kind: 'forbidden',
          message: `Another identity than that of ${user.name} was confirmed.`,
          userMessage: `At ${proven.settings.name} someone else is signed in than ${user.name}. Sign in there as the person whose session this is.`,
        });
      }
      const made = maker.renew(session, user);
      noted({ actor: made.actor, action: 'reauthenticate', subject, detail: { provider: proven.settings.name } });
      return made;
    },

    link(actor, proven) {
      requireFreshLogin(actor, clock());
      if (actor.kind !== 'user') throw new AccessError({ kind: 'forbidden', message: 'Only a user has an account.' });
      put(proven, actor.userId);
      const detail = { provider: proven.settings.name, ...where(proven) };
      noted({ actor, action: 'identity.linked', subject: actor.name, detail });
    },

    unlink(actor, issuer) {
      requireFreshLogin(actor, clock());
      if (actor.kind !== 'user') throw new AccessError({ kind: 'forbidden', message: 'Only a user has an account.' });
      if (store.users.byId(actor.userId)?.passwordHash === '')
        throw new InvalidInputError(
          'This account has no password yet: without the link no one could log in to it. Ask an admin to set one.',
        );
      if (!store.identities.unlink(actor.userId, issuer))
        throw new InvalidInputError('The account is not linked to it.');
      noted({ actor, action: 'identity.unlinked', subject: actor.name, detail: { issuer } });
    },

    ofActor: (actor) => (actor.kind === 'user' ? store.identities.ofUser(actor.userId) : []),

    wouldBe(proven) {
      const known = find(proven);
      if (known !== null) return { kind: 'linked', name: known.name };
      const why = whyNotCreated(proven);
      return why === null ? { kind: 'would-create', name: nameOf(proven) } : { kind: 'none', why };
    },
  };
}

function where({ issuer, subject }: Proven): { issuer: string; sub: string } {
  return { issuer: issuer.slice(0, 200), sub: subject.slice(0, 200) };
}

function notInGroup(settings: SignInSettings, { groups }: ClaimsVerdict): string {
  const wanted = [...settings.allowedGroups, ...settings.operatorGroups, ...settings.adminGroups].length;
  return groups === null
    ? `${settings.name} sent no groups (claim “${settings.groupsClaim}”), and Bilge lets in by group. An admin can see under Settings, Single sign-on what is sent.`
    : `You are in none of the ${wanted} groups that may log in to Bilge. Ask an admin.`;
}
