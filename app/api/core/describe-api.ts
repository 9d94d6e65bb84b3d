import { z } from 'zod';
import { bilgeVersion } from '@/lib/domain/version';
import type { Endpoint } from './endpoint.ts';

/** OpenAPI 3.1 from the endpoints' own zod schemas, so that it cannot say anything else than the dispatcher does. */
export function describeApi(endpoints: readonly Endpoint[]): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const endpoint of endpoints) {
    paths[endpoint.path] = { ...paths[endpoint.path], [endpoint.method.toLowerCase()]: operation(endpoint) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Bilge',
      version: bilgeVersion,
      description: 'Errors are RFC 9457 problem details with a stable `code`. Sizes are bytes, times ISO 8601 UTC.',
    },
    servers: [{ url: '/api/v1' }],
    security: [{ token: [] }],
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      schemas: {
        Problem: z.toJSONSchema(
          z.object({ type: z.string(), title: z.string(), status: z.number(), code: z.string(), detail: z.string() }),
        ),
      },
    },
    paths,
  };
}

function operation(endpoint: Endpoint): object {
  return {
    summary: endpoint.summary,
    description: `Minimum role: ${endpoint.role}.${endpoint.needsFreshLogin ? ' A browser session must have confirmed the password in the last ten minutes.' : ''}`,
    parameters: [...parametersOf(endpoint.params, 'path'), ...parametersOf(endpoint.query, 'query')],
    ...(endpoint.body
      ? { requestBody: { required: true, content: { 'application/json': { schema: schemaOf(endpoint.body) } } } }
      : {}),
    responses: {
      200: {
        description: 'OK',
        content: { 'application/json': { schema: endpoint.response ? schemaOf(endpoint.response) : {} } },
      },
      default: {
        description: 'Refused or failed',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  };
}

function parametersOf(schema: z.ZodType | undefined, place: 'path' | 'query'): object[] {
  if (!(schema instanceof z.ZodObject)) return [];
  return Object.entries(schema.shape).map(([name, part]) => ({
    name,
    in: place,
    required: place === 'path' || !(part instanceof z.ZodType && part.safeParse(undefined).success),
    schema: part instanceof z.ZodType ? schemaOf(part) : {},
  }));
}

function schemaOf(schema: z.ZodType): object {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return rest;
}
