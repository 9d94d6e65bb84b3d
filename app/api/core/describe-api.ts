import { z } from 'zod';
import { lineProblem, problemDetails } from '@/lib/domain/answers/problem.ts';
import { bilgeVersion } from '@/lib/domain/version.ts';
import type { Answer } from './answer.ts';
import type { Endpoint } from './endpoint.ts';
import { type JsonSchemas, jsonSchemas } from './json-schemas.ts';

/** OpenAPI 3.1 from the endpoints' own zod schemas, so that it always matches the dispatcher. */
export function describeApi(endpoints: readonly Endpoint[]) {
  const success = new Map(endpoints.map((endpoint) => [endpoint, successOf(endpoint.response)]));
  const requests = jsonSchemas(endpoints.flatMap(requestSchemas), 'input');
  const answers = jsonSchemas(
    [...[...success.values()].flatMap(({ content }) => Object.values(content)), problemDetails],
    'output',
  );

  const paths: Record<string, Record<string, object>> = {};
  for (const [endpoint, { status, description, content }] of success) {
    const operation = {
      ...requestOf(endpoint, requests),
      responses: {
        [status]: { description, ...(status === 204 ? {} : { content: contentOf(content, answers) }) },
        default: { $ref: '#/components/responses/Problem' },
      },
    };
    paths[endpoint.path] = { ...paths[endpoint.path], [endpoint.method.toLowerCase()]: operation };
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Bilge',
      version: bilgeVersion,
      description: 'Errors are RFC 9457 problem details with a stable `code`. Sizes are bytes, times ISO 8601 UTC.',
    },
    servers: [{ url: '/api/v1' }],
    security: [{ token: [] }],
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      responses: {
        Problem: {
          description: 'Refused or failed',
          content: contentOf({ 'application/problem+json': problemDetails }, answers),
        },
      },
      schemas: { ...requests.components, ...answers.components },
    },
    paths,
  };
}

interface Success {
  status: number;
  description: string;
  /** by content type */
  content: Readonly<Record<string, z.ZodType>>;
}

function successOf(answer: Answer): Success {
  switch (answer.kind) {
    case 'json':
      return { status: answer.status, description: 'OK', content: { 'application/json': answer.schema } };
    case 'lines':
      return {
        status: 200,
        description: 'Lines of JSON, each with this schema, sent as soon as it is known',
        content: { 'application/x-ndjson': z.union([answer.line, lineProblem]) },
      };
    case 'events':
      return {
        status: 200,
        description: 'Server-sent events; the `data` of each is JSON with this schema',
        content: { 'text/event-stream': answer.data },
      };
    case 'file':
      return { status: 200, description: 'A file', content: answer.content };
    case 'nothing':
      return { status: 204, description: 'Done', content: {} };
  }
}

function contentOf(content: Success['content'], { of }: JsonSchemas): Record<string, { schema: object }> {
  return Object.fromEntries(Object.entries(content).map(([type, schema]) => [type, { schema: of(schema) }]));
}

function requestSchemas({ params, query, body }: Endpoint): z.ZodType[] {
  return [...fieldsOf(params), ...fieldsOf(query)].map(([, schema]) => schema).concat(body ?? []);
}

function requestOf(endpoint: Endpoint, { of }: JsonSchemas): object {
  const { summary, role, needsFreshLogin, body } = endpoint;
  const fresh = needsFreshLogin ? ' A browser session must have confirmed the password in the last ten minutes.' : '';
  const parameters = [
    ...fieldsOf(endpoint.params).map(([name, part]) => ({ name, in: 'path', required: true, schema: of(part) })),
    ...fieldsOf(endpoint.query).map(([name, part]) => ({
      name,
      in: 'query',
      required: !part.safeParse(undefined).success,
      schema: of(part),
    })),
  ];
  return {
    summary,
    description: `Minimum role: ${role}.${fresh}`,
    parameters,
    ...(body ? { requestBody: { required: true, content: { 'application/json': { schema: of(body) } } } } : {}),
  };
}

function fieldsOf(schema: z.ZodType | undefined): [string, z.ZodType][] {
  return schema instanceof z.ZodObject ? Object.entries<z.ZodType>(schema.shape) : [];
}
