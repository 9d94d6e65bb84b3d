'use server';

import { z } from 'zod';
import { guardedAction, sessionToken } from '@/app/guarded';
import { leaveForProvider } from '@/app/leave-for-provider';
import { keepSession } from '@/app/session-cookie';
import { finishSignIn } from '@/lib/usecases/sign-in/sign-in';
import { ownPath } from './own-path';

const schema = z.object({
  name: z.string().max(200),
  password: z.string().max(1000),
  code: z.string().max(100).optional(),
});

export const logIn = guardedAction({ role: null, schema }, async ({ app, visitor }, { name, password, code }) => {
  const result = await app.access.sessions.login({
    ...visitor,
    name,
    password,
    oldToken: await sessionToken(),
    ...(code === undefined ? {} : { code }),
  });
  if (result.kind === 'code-needed') return { pageToken: null };
  await keepSession(result, visitor);
  return { pageToken: result.pageToken };
});

/** To the sign-in provider. Unauthenticated visitors may ask: all they get is the address that they are sent to. */
export const beginLogin = guardedAction(
  { role: null, schema: z.object({ next: z.string().max(2000) }) },
  ({ app, visitor }, { next }) => leaveForProvider(app, visitor, { kind: 'login', next: ownPath(next) }),
);

/** Back from there: to log in, or for what an open session had asked for. The page gets its token as after a password. */
export const finishLogin = guardedAction(
  { role: null, schema: z.object({ search: z.string().max(8000) }) },
  async ({ app, actor, visitor }, { search }) => {
    const done = await finishSignIn(app, {
      visitor,
      search,
      browserToken: visitor.flowToken,
      actor,
      sessionToken: await sessionToken(),
    });
    if (done.kind === 'linked' || done.kind === 'tried') return { kind: done.kind, pageToken: null, next: '/' };
    await keepSession(done.made, visitor);
    return { kind: done.kind, pageToken: done.made.pageToken, next: done.kind === 'logged-in' ? done.next : '/' };
  },
);
