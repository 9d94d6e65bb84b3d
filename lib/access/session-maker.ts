import { newId } from '../domain/ids.ts';
import type { SessionRecord } from '../store/accounts/sessions.ts';
import type { UserRecord } from '../store/accounts/users.ts';
import type { Store } from '../store/open-store.ts';
import type { Actor } from './actor.ts';
import type { Clock } from './audit-access.ts';
import type { Visitor } from './credentials.ts';
import { hashToken, newToken } from './token.ts';

export const slidingMs = 7 * 86_400_000;
const absoluteMs = 30 * 86_400_000;

export type UserActor = Extract<Actor, { kind: 'user' }>;

export interface MadeSession {
  kind: 'logged-in';
  /** for the cookie: it reads */
  token: string;
  /** for the page, which sends it with every change; never in a cookie */
  pageToken: string;
  actor: UserActor;
  maxAgeSeconds: number;
}

export interface SessionMaker {
  /** For whom a password or a sign-in provider has proven: every session begins here. */
  open(user: UserRecord, visitor: Visitor, oldToken: string | null): MadeSession;
  /** The same session with new tokens, for who has proven it again. */
  renew(session: SessionRecord, user: UserRecord): MadeSession;
}

export function actorOf(session: SessionRecord, user: UserRecord): UserActor {
  const { id: sessionId, reauthenticatedAt } = session;
  return { kind: 'user', name: user.name, role: user.role, userId: user.id, sessionId, reauthenticatedAt };
}

export function sessionMaker({ store, clock }: { store: Store; clock: Clock }): SessionMaker {
  return {
    open(user, visitor, oldToken) {
      const now = clock();
      const [token, pageToken] = [newToken(), newToken()];
      const session: SessionRecord = {
        id: newId('session'),
        userId: user.id,
        createdAt: now.toISOString(),
        seenAt: now.toISOString(),
        expiresAt: new Date(now.getTime() + slidingMs).toISOString(),
        endsAt: new Date(now.getTime() + absoluteMs).toISOString(),
        reauthenticatedAt: now.toISOString(),
        address: visitor.address.slice(0, 64),
        userAgent: visitor.userAgent.slice(0, 200),
      };
      store.transaction(() => {
        store.sessions.removeExpired(now.toISOString());
        const old = oldToken ? store.sessions.byTokenHash(hashToken(oldToken)) : null;
        if (old !== null) store.sessions.remove(old.id);
        store.sessions.add(session, hashToken(token), hashToken(pageToken));
      });
      return { kind: 'logged-in', token, pageToken, actor: actorOf(session, user), maxAgeSeconds: absoluteMs / 1_000 };
    },
    renew(session, user) {
      const [token, pageToken] = [newToken(), newToken()];
      const reauthenticatedAt = clock().toISOString();
      store.sessions.rotate(session.id, hashToken(token), hashToken(pageToken), reauthenticatedAt);
      const maxAgeSeconds = Math.floor((Date.parse(session.endsAt) - clock().getTime()) / 1_000);
      return {
        kind: 'logged-in',
        token,
        pageToken,
        actor: actorOf({ ...session, reauthenticatedAt }, user),
        maxAgeSeconds,
      };
    },
  };
}
