'use server';

import { z } from 'zod';
import { guardedAction, sessionToken } from '@/app/guarded';
import { keepSession } from '@/app/session-cookie';

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
