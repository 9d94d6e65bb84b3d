import { AccessError } from '../domain/errors.ts';
import type { UserId } from '../domain/ids.ts';
import { type TokenScope, tokenScopes } from '../store/accounts/api-tokens.ts';
import type { AuditEntry } from '../store/accounts/audit-entry.ts';
import { type Role, roles } from '../store/accounts/users.ts';

export type { Role };
export { roles, tokenScopes };

/** Who makes a request. Every use case takes an actor, and every audit line names one. */
export type Actor =
  | {
      readonly kind: 'user';
      readonly name: string;
      readonly role: Role;
      readonly userId: UserId;
      readonly sessionId: string;
      /** ISO time at which the password (and the second factor) were last given in this session */
      readonly reauthenticatedAt: string;
    }
  | {
      readonly kind: 'token';
      readonly name: string;
      readonly role: Role;
      readonly tokenId: string;
      /** widget: whatever its role, only for what other dashboards show; the HTTP side refuses it everywhere else */
      readonly scope?: TokenScope;
      readonly ownerId: UserId;
    }
  /** anyone who can read the data directory; `name` is `cli:<user>` */
  | { readonly kind: 'cli'; readonly name: string; readonly role: Role }
  | { readonly kind: 'system'; readonly name: string; readonly role: Role };

/** How long a password holds for what cannot be undone. */
const freshLoginMinutes = 10;

export function hasRole(actor: Actor, role: Role): boolean {
  return roles.indexOf(actor.role) >= roles.indexOf(role);
}

/** Throws AccessError: `unauthenticated` without an actor, `forbidden` with one of a lesser role. */
export function requireRole(actor: Actor | null, role: Role): asserts actor is Actor {
  if (actor === null) {
    throw new AccessError({
      kind: 'unauthenticated',
      message: 'Log in first: there is no session, or it has ended.',
    });
  }
  if (hasRole(actor, role)) return;
  throw new AccessError({
    kind: 'forbidden',
    message: `${actor.name} has the role ${actor.role}; this needs ${role}.`,
    userMessage: `This needs the role ${role}; ${actor.name} is ${actor.role}. Ask an admin to do it or to change the role.`,
  });
}

/**
 * Before what cannot be undone: a session left open on a sofa tablet is not enough. A token and the command line were given
 * or opened on purpose and have no password to ask for.
 */
export function requireFreshLogin(actor: Actor | null, now: Date): asserts actor is Actor {
  requireRole(actor, 'viewer');
  if (actor.kind !== 'user') return;
  const ageMs = now.getTime() - Date.parse(actor.reauthenticatedAt);
  if (ageMs >= 0 && ageMs < freshLoginMinutes * 60_000) return;
  throw new AccessError({
    kind: 'reauthentication-required',
    message: `${actor.name} gave the password more than ${freshLoginMinutes} minutes ago.`,
    userMessage: `This cannot be undone, so please enter your password again (valid for ${freshLoginMinutes} minutes).`,
  });
}

export function auditActor(actor: Actor): Pick<AuditEntry, 'actorKind' | 'actor'> {
  return { actorKind: actor.kind, actor: actor.name };
}
