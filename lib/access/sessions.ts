import { AccessError, NotFoundError } from '../domain/errors.ts';
import { newId, type UserId } from '../domain/ids.ts';
import type { Store } from '../store/open-store.ts';
import type { SessionRecord } from '../store/sessions.ts';
import type { UserRecord } from '../store/users.ts';
import { type Actor, requireRole } from './actor.ts';
import type { Clock, Noted } from './audit-access.ts';
import { credentials, isAlive, type Visitor } from './credentials.ts';
import type { LoginLimit } from './login-limit.ts';
import { hashToken, newToken } from './token.ts';

const slidingMs = 7 * 86_400_000;
const absoluteMs = 30 * 86_400_000;
/** A page makes many requests; one write a minute is enough to slide. */
const touchMs = 60_000;

export type LoginResult =
  | { kind: 'logged-in'; token: string; actor: Actor; maxAgeSeconds: number }
  /** the password was right, the second factor is asked for: call again with `code` */
  | { kind: 'code-needed' };

export interface ListedSession extends SessionRecord {
  isCurrent: boolean;
}

export interface AccessSessions {
  login(
    input: Visitor & { name: string; password: string; code?: string; oldToken?: string | null },
  ): Promise<LoginResult>;
  /** null for a token that is unknown, expired or revoked */
  authenticate(token: string): Extract<Actor, { kind: 'user' }> | null;
  /**
   * The user a single-sign-on proxy vouches for, request by request. Only where the face knows that the header came from
   * BILGE_TRUSTED_PROXY. Nobody is created: null for a name that is no user here.
   */
  forwarded(name: string): Extract<Actor, { kind: 'user' }> | null;
  /** Password (and second factor) again. The session gets a new token: set the cookie anew. */
  reauthenticate(input: Visitor & { token: string; password: string; code?: string }): Promise<LoginResult>;
  logout(token: string): void;
  /** the actor's own; an admin may ask for another user's */
  list(actor: Actor, userId?: UserId): ListedSession[];
  revoke(actor: Actor, sessionId: string): void;
  revokeOthers(actor: Actor): number;
}

export function sessionService(deps: { store: Store; clock: Clock; noted: Noted; limit: LoginLimit }): AccessSessions {
  const { store, clock, noted } = deps;
  const prove = credentials(deps);

  function actorOf(session: SessionRecord, user: UserRecord): Extract<Actor, { kind: 'user' }> {
    const { id: sessionId, reauthenticatedAt } = session;
    return { kind: 'user', name: user.name, role: user.role, userId: user.id, sessionId, reauthenticatedAt };
  }

  function alive(token: string): { session: SessionRecord; user: UserRecord } | null {
    const session = store.sessions.byTokenHash(hashToken(token));
    if (session === null || !isAlive(session, clock().toISOString())) return null;
    const user = store.users.byId(session.userId);
    return user === null ? null : { session, user };
  }

  return {
    async login(input) {
      const user = await prove(input, 'login');
      if (user === 'code-needed') return { kind: 'code-needed' };
      const now = clock();
      const token = newToken();
      const session: SessionRecord = {
        id: newId('session'),
        userId: user.id,
        createdAt: now.toISOString(),
        seenAt: now.toISOString(),
        expiresAt: new Date(now.getTime() + slidingMs).toISOString(),
        endsAt: new Date(now.getTime() + absoluteMs).toISOString(),
        reauthenticatedAt: now.toISOString(),
        address: input.address.slice(0, 64),
        userAgent: input.userAgent.slice(0, 200),
      };
      store.transaction(() => {
        store.sessions.removeExpired(now.toISOString());
        const old = input.oldToken ? store.sessions.byTokenHash(hashToken(input.oldToken)) : null;
        if (old !== null) store.sessions.remove(old.id);
        store.sessions.add(session, hashToken(token));
      });
      const actor = actorOf(session, user);
      noted({ actor, action: 'login', subject: user.name, detail: { address: input.address } });
      return { kind: 'logged-in', token, actor, maxAgeSeconds: absoluteMs / 1_000 };
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
        sessionId: 'forwarded',
        reauthenticatedAt: clock().toISOString(),
      };
    },

    async reauthenticate(input) {
      const found = alive(input.token);
      if (found === null)
        throw new AccessError({ kind: 'unauthenticated', message: 'The session has ended. Log in again.' });
      const user = await prove({ ...input, name: found.user.name }, 'reauthenticate');
      if (user === 'code-needed') return { kind: 'code-needed' };
      const token = newToken();
      const reauthenticatedAt = clock().toISOString();
      store.sessions.rotate(found.session.id, hashToken(token), reauthenticatedAt);
      const actor = actorOf({ ...found.session, reauthenticatedAt }, user);
      noted({ actor, action: 'reauthenticate', subject: user.name });
      const maxAgeSeconds = Math.floor((Date.parse(found.session.endsAt) - clock().getTime()) / 1_000);
      return { kind: 'logged-in', token, actor, maxAgeSeconds };
    },

    logout(token) {
      const found = alive(token);
      if (found === null) return;
      store.sessions.remove(found.session.id);
      noted({ actor: actorOf(found.session, found.user), action: 'logout', subject: found.user.name });
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
      // Another user's session is "not found" to whoever may not see it.
      const isOwn = session !== null && actor.kind === 'user' && session.userId === actor.userId;
      if (session === null || (!isOwn && actor.role !== 'admin')) throw new NotFoundError('This session');
      store.sessions.remove(session.id);
      const subject = store.users.byId(session.userId)?.name ?? session.userId;
      noted({ actor, action: 'session.revoked', subject, detail: { address: session.address } });
    },

    revokeOthers(actor) {
      if (actor.kind !== 'user') return 0;
      const removed = store.sessions.removeOthers(actor.userId, actor.sessionId);
      noted({ actor, action: 'session.others-revoked', subject: actor.name, detail: { sessions: removed } });
      return removed;
    },
  };
}
