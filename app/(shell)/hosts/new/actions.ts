'use server';

import { revalidatePath } from 'next/cache';
import { z } from 'zod';
import { guardedUserAction } from '@/app/guarded';
import { offerDemoHosts } from '@/lib/usecases/demo/demo-hosts';

export const addDemoHosts = guardedUserAction({ role: 'admin', schema: z.object({}) }, async ({ app, actor }) => {
  const hosts = await offerDemoHosts(app, actor);
  revalidatePath('/', 'layout');
  return { hosts: hosts.length };
});
