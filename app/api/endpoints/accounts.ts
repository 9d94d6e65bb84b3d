import { z } from 'zod';
import { defineEndpoint } from '../core/endpoint.ts';

export const accountEndpoints = [
  defineEndpoint({
    method: 'GET',
    path: '/audit',
    summary: 'Who did what, when and with which result; newest first, `before` is the cursor of the next page',
    role: 'operator',
    mutates: false,
    query: z.object({
      before: z.coerce.number().int().positive().optional(),
      limit: z.coerce.number().int().min(1).max(500).default(100),
    }),
    respond: ({ app, query }) =>
      app.store.audit.list({ limit: query.limit, ...(query.before === undefined ? {} : { before: query.before }) }),
  }),
];
