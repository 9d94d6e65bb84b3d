import { z } from 'zod';
import { json } from '../core/answer.ts';
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
    response: json(z.looseObject({ openapi: z.string() })),
    respond: async () => describeApi(endpoints()),
  }),
];
