'use server';

import { redirect } from 'next/navigation';
import { z } from 'zod';
import { guardedUserAction, sessionToken } from '@/app/guarded';
import { forgetSession, keepSession } from '@/app/session-cookie';
import { AccessError } from '@/lib/domain/errors';

export const logOut = guardedUserAction({ role: 'viewer', schema: z.object({}), proof: 'cookie' }, async ({ app }) => {
  const token = await sessionToken();
  if (token !== null) app.access.sessions.logout(token);
  await forgetSession();
  redirect('/login');
});

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
