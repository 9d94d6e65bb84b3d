'use server';

import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import { guardedUserAction } from '@/app/guarded';
import { leaveForProvider, requireSession } from '@/app/leave-for-provider';
import { roles, tokenScopes } from '@/lib/access/actor';
import { InvalidInputError } from '@/lib/domain/errors';
import { changeSignIn } from '@/lib/usecases/sign-in/settings';

const id = z.string().min(1).max(100);
const role = z.enum(roles);
const password = z.string().max(1000);
const nothing = z.object({});

export const addUser = guardedUserAction(
  { role: 'admin', needsFreshLogin: true, schema: z.object({ name: z.string().max(200), role, password }) },
  async ({ app, actor }, input) => {
    await app.access.users.add(actor, input);
    revalidatePath('/settings/users');
  },
);

export const setUserRole = guardedUserAction(
  { role: 'admin', needsFreshLogin: true, schema: z.object({ userId: id, role }) },
  ({ app, actor }, input) => {
    app.access.users.setRole(actor, input.userId, input.role);
    revalidatePath('/settings/users');
  },
);

export const resetUserPassword = guardedUserAction(
  { role: 'admin', needsFreshLogin: true, schema: z.object({ userId: id, password }) },
  ({ app, actor }, input) => app.access.users.resetPassword(actor, input.userId, input.password),
);

export const disableUserTotp = guardedUserAction(
  { role: 'viewer', needsFreshLogin: true, schema: z.object({ userId: id }) },
  ({ app, actor }, input) => {
    app.access.totp.disable(actor, input.userId);
    revalidatePath('/settings');
  },
);

export const removeUser = guardedUserAction(
  { role: 'admin', needsFreshLogin: true, schema: z.object({ userId: id }) },
  ({ app, actor }, input) => {
    app.access.users.remove(actor, input.userId);
    revalidatePath('/settings/users');
  },
);

export const changeOwnPassword = guardedUserAction(
  { role: 'viewer', schema: z.object({ current: password, next: password, endTokens: z.boolean() }) },
  async ({ app, actor }, input) => {
    await app.access.users.changePassword(actor, input);
    revalidatePath('/settings', 'layout');
  },
);

export const beginTotp = guardedUserAction(
  { role: 'viewer', needsFreshLogin: true, schema: nothing },
  async ({ app, actor }) => {
    const { secret, uri } = app.access.totp.begin(actor);
    // Loaded only here: the encoder is of no use to any other page.
    const { toString: toSvg } = await import('qrcode');
    return { secret, svg: await toSvg(uri, { type: 'svg', margin: 2, errorCorrectionLevel: 'M' }) };
  },
);

export const confirmTotp = guardedUserAction(
  { role: 'viewer', schema: z.object({ code: z.string().max(100) }) },
  ({ app, actor }, input) => app.access.totp.confirm(actor, input.code),
);

export const createToken = guardedUserAction(
  {
    role: 'admin',
    needsFreshLogin: true,
    schema: z.object({
      name: z.string().max(100),
      role,
      scope: z.enum(tokenScopes).default('all'),
      days: z.number().int().min(1).max(3650).nullable(),
    }),
  },
  ({ app, actor }, input) => {
    const expiresAt =
      input.days === null ? null : new Date(app.now().getTime() + input.days * 86_400_000).toISOString();
    const { token } = app.access.tokens.create(actor, {
      name: input.name,
      role: input.role,
      scope: input.scope,
      expiresAt,
    });
    revalidatePath('/settings/tokens');
    return { token };
  },
);

export const revokeToken = guardedUserAction({ role: 'admin', schema: z.object({ id }) }, ({ app, actor }, input) => {
  app.access.tokens.revoke(actor, input.id);
  revalidatePath('/settings/tokens');
});

export const revokeSession = guardedUserAction(
  { role: 'viewer', schema: z.object({ id }) },
  ({ app, actor }, input) => {
    if (actor.kind === 'user' && actor.sessionId === input.id) {
      throw new InvalidInputError('This is your current session: log out instead.');
    }
    app.access.sessions.revoke(actor, input.id);
    revalidatePath('/settings/sessions');
  },
);

export const revokeOtherSessions = guardedUserAction({ role: 'viewer', schema: nothing }, ({ app, actor }) => {
  app.access.sessions.revokeOthers(actor);
  revalidatePath('/settings/sessions');
});

export const saveSignIn = guardedUserAction(
  {
    role: 'admin',
    needsFreshLogin: true,
    schema: z.object({ settings: z.unknown(), secret: z.string().max(1000).nullable().optional() }),
  },
  async ({ app, actor }, { settings, secret }) => {
    await changeSignIn(app, actor, { settings, ...(secret === undefined ? {} : { secret }) });
    revalidatePath('/settings', 'layout');
  },
);

export const trySignIn = guardedUserAction({ role: 'admin', schema: nothing }, async ({ app, actor, visitor }) => {
  const { sessionId } = requireSession(actor);
  return leaveForProvider(app, visitor, { kind: 'try', sessionId });
});

export const beginLink = guardedUserAction(
  { role: 'viewer', needsFreshLogin: true, schema: nothing },
  async ({ app, actor, visitor }) => {
    const { userId, sessionId } = requireSession(actor);
    return leaveForProvider(app, visitor, { kind: 'link', userId, sessionId });
  },
);

export const unlinkSignIn = guardedUserAction(
  { role: 'viewer', needsFreshLogin: true, schema: z.object({ issuer: z.string().max(500) }) },
  ({ app, actor }, { issuer }) => {
    app.access.vouched.unlink(actor, issuer);
    revalidatePath('/settings/account');
  },
);
