import { describeApi } from '../core/describe-api.ts';
import { defineEndpoint } from '../core/endpoint.ts';

export const openApiEndpoints = [
  defineEndpoint({
    method: 'GET',
    path: '/openapi.json',
    summary: 'This description',
    role: 'viewer',
    mutates: false,
    // Loaded late: the description reads the table of all endpoints, and this is one of them.
    respond: async () => describeApi((await import('./all.ts')).endpoints),
  }),
];
