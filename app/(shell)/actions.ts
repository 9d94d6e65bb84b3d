'use server';

import { redirect } from 'next/navigation';
import { z } from 'zod';
import { guardedUserAction, sessionToken } from '@/app/guarded';
import { leaveForProvider, requireSession } from '@/app/leave-for-provider';
import { forgetSession, keepSession } from '@/app/session-cookie';
import { AccessError } from '@/lib/domain/errors';
import { signOutUrl } from '@/lib/usecases/sign-in/sign-in';

export const logOut = guardedUserAction(
  { role: 'viewer', schema: z.object({}), proof: 'cookie' },
  async ({ app, actor }) => {
    const token = await sessionToken();
    if (token !== null) app.access.sessions.logout(token);
    await forgetSession();
    // Who logged in over a provider is logged out there too, where it has a page for that.
    redirect((actor.kind === 'user' && (await signOutUrl(app, actor.sessionId))) || '/login');
  },
);

/** Sends the session's owner to the sign-in provider, to sign in there again: what giving the password is to others. */
export const beginConfirm = guardedUserAction(
  { role: 'viewer', schema: z.object({}), proof: 'cookie' },
  async ({ app, actor, visitor }) => {
    const { sessionId } = requireSession(actor);
    return leaveForProvider(app, visitor, { kind: 'confirm', sessionId });
  },
);

export const reauthenticate = guardedUserAction(
  {
    role: 'viewer',
    schema: z.object({ password: z.string().max(1000), code: z.string().max(100).optional() }),
    proof: 'cookie',
  },
  async ({ app, visitor }, { password, code }) => {
    const token = await sessionToken();
    if (token === null)
      throw new AccessError({ kind: 'unauthenticated', message: 'The session has ended. Log in again.' });
    const result = await app.access.sessions.reauthenticate({
      ...visitor,
      token,
      password,
      ...(code === undefined ? {} : { code }),
    });
    if (result.kind === 'code-needed') return { pageToken: null };
    await keepSession(result, visitor);
    return { pageToken: result.pageToken };
  },
);
