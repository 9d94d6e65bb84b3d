import type { z } from 'zod';
import type { Actor, Role } from '@/lib/access/actor.ts';
import type { Application } from '@/lib/usecases/core/application.ts';
import type { Answer, Answered } from './answer.ts';

/**
 * One HTTP endpoint, declared as data: the dispatcher authorizes and parses from it, OpenAPI is generated from it, and a test walks
 * all of them. There is no other way to answer below /api/v1, so none can forget its guard.
 */
export interface Endpoint<
  P extends z.ZodType = z.ZodType,
  Q extends z.ZodType = z.ZodType,
  B extends z.ZodType = z.ZodType,
  A extends Answer = Answer,
> {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** below /api/v1, `{name}` for parameters */
  path: string;
  summary: string;
  /** the minimum role; nothing below /api/v1 answers unauthenticated visitors */
  role: Role;
  /** password (or second factor) confirmed in the last minutes: for what cannot be undone */
  needsFreshLogin?: boolean;
  /** a token for widgets may ask it: figures that other dashboards show, no names of containers or volumes */
  isForWidgets?: true;
  /** changes something: counted by the test that walks all mutating routes */
  mutates: boolean;
  params?: P;
  query?: Q;
  body?: B;
  /** described in OpenAPI and held by the compiler; parsed by tests only, not on the way out */
  response: A;
  respond(call: EndpointCall<z.output<P>, z.output<Q>, z.output<B>>): Promise<Answered<A>> | Answered<A>;
}

export interface EndpointCall<P, Q, B> {
  app: Application;
  actor: Actor;
  params: P;
  query: Q;
  body: B;
  request: Request;
}

export function defineEndpoint<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, A extends Answer>(
  endpoint: Endpoint<P, Q, B, A>,
): Endpoint {
  // The dispatcher parses with the endpoint's own schemas before it calls `respond`, and sends what its own `response` says.
  return endpoint as unknown as Endpoint;
}
