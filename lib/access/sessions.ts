import { AccessError, NotFoundError } from '../domain/errors.ts';
import { newId, type UserId } from '../domain/ids.ts';
import type { SessionRecord } from '../store/accounts/sessions.ts';
import type { UserRecord } from '../store/accounts/users.ts';
import { type Actor, requireRole } from './actor.ts';
import { type CredentialDeps, credentials, isAlive, type Visitor } from './credentials.ts';
import { actorOf, type MadeSession, type SessionMaker, slidingMs } from './session-maker.ts';
import { sharedAddressWatch } from './shared-address.ts';
import { hashToken, newToken } from './token.ts';

/** A page makes many requests; one write a minute is enough to slide. */
const touchMs = 60_000;

export type LoginResult =
  | MadeSession
  /** the password was right, the second factor is required: call again with `code` */
  | { kind: 'code-needed' };

export interface ListedSession extends SessionRecord {
  isCurrent: boolean;
}

export interface AccessSessions {
  login(
    input: Visitor & {
      name: string;
      password: string;
      code?: string;
      oldToken?: string | null;
      deviceToken?: string | null;
    },
  ): Promise<LoginResult>;
  /** For the long-lived cookie of a browser after a login in it; null where it has one of that user's already. */
  knowDevice(actor: Actor, deviceToken: string | null): string | null;
  /**
   * Throws `reauthentication-required` where a session comes with its cookie alone. Cookies are sent to every port of a name, so
   * another service there may hold this one; what changes something also needs what only a page of this dashboard knows.
   */
  requirePage(actor: Actor, pageToken: string | null): void;
  /** null for a token that is unknown, expired or revoked */
  authenticate(token: string): Extract<Actor, { kind: 'user' }> | null;
  /**
   * The user a single-sign-on proxy vouches for, request by request. Only where the caller knows that the header came from
   * BILGE_TRUSTED_PROXY. No user is created: null for an unknown name.
   */
  forwarded(name: string): Extract<Actor, { kind: 'user' }> | null;
  /** Password (and second factor) again. The session gets new tokens: set the cookie again, give the page its token. */
  reauthenticate(
    input: Visitor & { token: string; password: string; code?: string; pageToken?: string | null },
  ): Promise<LoginResult>;
  logout(token: string): void;
  /** the actor's own; an admin may ask for another user's */
  list(actor: Actor, userId?: UserId): ListedSession[];
  revoke(actor: Actor, sessionId: string): void;
  revokeOthers(actor: Actor): number;
}

/** Requests authenticated by the proxy have no session row; the name replaces its id. */
export const forwardedSession = 'forwarded';
const mostDevices = 20;

export interface SessionDeps extends CredentialDeps {
  /** notified after a right was removed or reduced, so that open streams check again */
  changed: () => void;
  warn: (text: string) => void;
  maker: SessionMaker;
}

export function sessionService(deps: SessionDeps): AccessSessions {
  const { store, clock, noted, changed, maker } = deps;
  const prove = credentials(deps);
  const watch = sharedAddressWatch(deps.warn);

  function alive(token: string): { session: SessionRecord; user: UserRecord } | null {
    const session = store.sessions.byTokenHash(hashToken(token));
    if (session === null || !isAlive(session, clock().toISOString())) return null;
    const user = store.users.byId(session.userId);
    return user === null ? null : { session, user };
  }

  return {
    async login(input) {
      watch(input, clock().getTime());
      const user = await prove(input, 'login');
      if (user === 'code-needed') return { kind: 'code-needed' };
      const made = maker.open(user, input, input.oldToken ?? null);
      noted({ actor: made.actor, action: 'login', subject: user.name, detail: { address: input.address } });
      return made;
    },

    knowDevice(actor, deviceToken) {
      if (actor.kind !== 'user') return null;
      const at = clock().toISOString();
      const known = deviceToken === null ? null : store.devices.find(actor.userId, hashToken(deviceToken));
      if (known !== null) {
        store.devices.touch(known, at);
        return null;
      }
      const token = newToken();
      store.devices.add({ id: newId('device'), userId: actor.userId, at }, hashToken(token), mostDevices);
      return token;
    },

    requirePage(actor, pageToken) {
      if (actor.kind !== 'user' || actor.sessionId === forwardedSession) return;
      if (pageToken !== null && store.sessions.hasPage(actor.sessionId, hashToken(pageToken))) return;
      throw new AccessError({
        kind: 'reauthentication-required',
        message: `${actor.name}: a change with the cookie alone, without the page token.`,
        userMessage:
          'This tab cannot make changes yet: the browser was closed since you logged in, or you logged in elsewhere. Enter your password once.',
      });
    },

    authenticate(token) {
      const found = alive(token);
      if (found === null) return null;
      const nowMs = clock().getTime();
      if (nowMs - Date.parse(found.session.seenAt) >= touchMs) {
        const expires = Math.min(nowMs + slidingMs, Date.parse(found.session.endsAt));
        store.sessions.touch(found.session.id, new Date(nowMs).toISOString(), new Date(expires).toISOString());
      }
      return actorOf(found.session, found.user);
    },

    forwarded(name) {
      const user = store.users.byName(name.trim());
      if (user === null) return null;
      const { id: userId, role } = user;
      return {
        kind: 'user',
        name: user.name,
        role,
        userId,
        sessionId: forwardedSession,
        reauthenticatedAt: clock().toISOString(),
      };
    },

    async reauthenticate(input) {
      const found = alive(input.token);
      if (found === null)
        throw new AccessError({ kind: 'unauthenticated', message: 'The session has ended. Log in again.' });
      const pageHash = input.pageToken ? hashToken(input.pageToken) : null;
      const hasPage = pageHash !== null && store.sessions.hasPage(found.session.id, pageHash);
      const session = { id: found.session.id, userId: found.user.id, hasPage };
      const user = await prove({ ...input, name: found.user.name, session }, 'reauthenticate');
      if (user === 'code-needed') return { kind: 'code-needed' };
      const made = maker.renew(found.session, user);
      noted({ actor: made.actor, action: 'reauthenticate', subject: user.name });
      return made;
    },

    logout(token) {
      const found = alive(token);
      if (found === null) return;
      store.sessions.remove(found.session.id);
      noted({ actor: actorOf(found.session, found.user), action: 'logout', subject: found.user.name });
      changed();
    },

    list(actor, userId) {
      const own = actor.kind === 'user' ? actor.userId : null;
      const wanted = userId ?? own;
      if (wanted === null) return [];
      if (wanted !== own) requireRole(actor, 'admin');
      const now = clock().toISOString();
      const current = actor.kind === 'user' ? actor.sessionId : null;
      const sessions = store.sessions.ofUser(wanted).filter((session) => isAlive(session, now));
      return sessions.map((session) => ({ ...session, isCurrent: session.id === current }));
    },

    revoke(actor, sessionId) {
      const session = store.sessions.byId(sessionId);
      // Another user's session is "not found" for anyone who may not see it.
      const isOwn = session !== null && actor.kind === 'user' && session.userId === actor.userId;
      if (session === null || (!isOwn && actor.role !== 'admin')) throw new NotFoundError('No such session.');
      store.sessions.remove(session.id);
      const subject = store.users.byId(session.userId)?.name ?? session.userId;
      noted({ actor, action: 'session.revoked', subject, detail: { address: session.address } });
      changed();
    },

    revokeOthers(actor) {
      if (actor.kind !== 'user') return 0;
      const removed = store.sessions.removeOthers(actor.userId, actor.sessionId);
      noted({ actor, action: 'session.others-revoked', subject: actor.name, detail: { sessions: removed } });
      changed();
      return removed;
    },
  };
}
