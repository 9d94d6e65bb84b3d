import { describeApi } from '../core/describe-api.ts';
import { defineEndpoint, type Endpoint } from '../core/endpoint.ts';

/** @param endpoints the table of all endpoints, this one among them: read when the description is requested */
export const openApiEndpoints = (endpoints: () => readonly Endpoint[]) => [
  defineEndpoint({
    method: 'GET',
    path: '/openapi.json',
    summary: 'This description',
    role: 'viewer',
    mutates: false,
    respond: async () => describeApi(endpoints()),
  }),
];
