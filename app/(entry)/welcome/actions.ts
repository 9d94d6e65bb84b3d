'use server';

import { z } from 'zod';
import { guardedAction } from '@/app/guarded';
import { keepSession } from '@/app/session-cookie';

const schema = z.object({ name: z.string().max(200), password: z.string().max(1000), code: z.string().max(100) });

export const createFirstAdmin = guardedAction(
  { role: null, schema },
  async ({ app, visitor }, { name, password, code }) => {
    await app.access.setup.createFirstAdmin({ name, password, address: visitor.address, code });
    const result = await app.access.sessions.login({ ...visitor, name, password });
    if (result.kind === 'code-needed') return { pageToken: null };
    await keepSession(result, visitor);
    return { pageToken: result.pageToken };
  },
);
