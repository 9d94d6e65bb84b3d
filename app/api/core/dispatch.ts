import { z } from 'zod';
import { requireFreshLogin, requireRole } from '@/lib/access/actor.ts';
import { InvalidInputError } from '@/lib/domain/errors.ts';
import { application } from '@/lib/usecases/core/application.ts';
import { endpoints } from '../endpoints/all.ts';
import { requestActor, requirePage } from './authenticate.ts';
import { boundedText } from './bounded-text.ts';
import type { Endpoint } from './endpoint.ts';
import { lineStream } from './line-stream.ts';
import { problem, problemResponse } from './problem.ts';
import { whileAllowed } from './while-allowed.ts';

/** scripts/listen.mjs has refused more than that; this is what holds without it. */
const largestBody = { bytes: 8 * 1024 * 1024, words: '8 MiB' };
const noFields = z.object({});

/** Find, authorize, parse, one use case: in that order, for every request below /api/v1. */
export async function dispatch(request: Request, segments: readonly string[]): Promise<Response> {
  const matches = endpoints
    .map((endpoint) => ({ endpoint, params: matchPath(endpoint.path, segments) }))
    .filter((match) => match.params !== null);
  const found = matches.find((match) => match.endpoint.method === request.method);
  try {
    if (!found) {
      // An unauthenticated visitor learns nothing about which routes exist.
      requireRole(await requestActor(request), 'viewer');
      if (matches.length === 0)
        return problem(404, 'not-found', 'No such endpoint; /api/v1/openapi.json lists them all.');
      return problem(
        405,
        'method-not-allowed',
        `This endpoint accepts ${matches.map((match) => match.endpoint.method).join(', ')}.`,
      );
    }
    return await answer(found.endpoint, found.params ?? {}, request);
  } catch (error) {
    return problemResponse(error);
  }
}

async function answer(endpoint: Endpoint, rawParams: Record<string, string>, request: Request): Promise<Response> {
  const app = application();
  const actor = await requestActor(request, { isForWidgets: endpoint.isForWidgets === true });
  requireRole(actor, endpoint.role);
  requirePage(actor, request);
  if (endpoint.needsFreshLogin) requireFreshLogin(actor, app.now());
  const params = parse(endpoint.params ?? noFields, rawParams, 'the address');
  const query = parse(endpoint.query ?? noFields, Object.fromEntries(new URL(request.url).searchParams), 'the query');
  const body = endpoint.body ? parse(endpoint.body, await jsonBody(request), 'the body') : {};
  const result = await endpoint.respond({ app, actor, params, query, body, request });
  const response = responseOf(endpoint, result);
  return whileAllowed(response, () => app.access.stillHolds(actor));
}

/** `defineEndpoint` made sure that the result is one for the kind of answer. */
function responseOf({ response }: Endpoint, result: unknown): Response {
  switch (response.kind) {
    case 'json':
      return Response.json(result, { status: response.status, headers: { 'cache-control': 'no-store' } });
    case 'lines':
      return lineStream(result as AsyncGenerator<unknown>);
    case 'events':
    case 'file':
      return result as Response;
    case 'nothing':
      return new Response(null, { status: 204 });
  }
}

function parse(schema: z.ZodType, value: unknown, where: string): unknown {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.') || where}: ${issue.message}`);
  throw new InvalidInputError(`${problems.slice(0, 5).join('; ')}.`, parsed.error);
}

async function jsonBody(request: Request): Promise<unknown> {
  const text = await boundedText(request, largestBody);
  if (text === '') return {};
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InvalidInputError('The body is not JSON.', cause);
  }
}

/** `/hosts/{id}` against ['hosts', 'nas'] → { id: 'nas' }; null where it is another address. */
function matchPath(pattern: string, segments: readonly string[]): Record<string, string> | null {
  const parts = pattern.split('/').filter((part) => part !== '');
  if (parts.length !== segments.length) return null;
  const params: Record<string, string> = {};
  for (const [index, part] of parts.entries()) {
    const segment = segments[index] ?? '';
    if (part.startsWith('{')) params[part.slice(1, -1)] = segment;
    else if (part !== segment) return null;
  }
  return params;
}
