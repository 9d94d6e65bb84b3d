import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import type { z } from 'zod';
import { type Actor, type Role, requireFreshLogin, requireRole } from '@/lib/access/actor.ts';
import { readDeviceCookie, readFlowCookie, readSessionCookie } from '@/lib/access/session-cookie.ts';
import { AppError, InvalidInputError } from '@/lib/domain/errors.ts';
import { readPageToken } from '@/lib/domain/page-header.ts';
import { type Application, application } from '@/lib/usecases/core/application.ts';
import { logUnexpected } from '@/lib/usecases/core/log.ts';

/**
 * The one way from a page or a server action to a use case. Every export of a 'use server' file is a public endpoint, so each is
 * made by `guardedAction`, and each page begins with `requirePageActor`; a test walks all files of `app` and demands it.
 */
export type ActionResult<T> = { ok: true; value: T } | { ok: false; code: string; message: string };

export interface PageContext {
  app: Application;
  actor: Actor;
}

/** The session's actor, or null. For pages that need no login (login, first start). */
export async function currentActor(): Promise<Actor | null> {
  const { access, settings } = application();
  const token = await sessionToken();
  if (token !== null) return access.sessions.authenticate(token);
  // scripts/listen.mjs has dropped this header unless the trusted proxy itself sent it.
  const forwarded = settings.forwardAuthHeader === null ? null : (await headers()).get(settings.forwardAuthHeader);
  return forwarded ? access.sessions.forwarded(forwarded) : null;
}

/** For every other page: redirects unauthenticated visitors to the login (or to the first start), and back afterwards. */
export async function requirePageActor(role: Role = 'viewer'): Promise<PageContext> {
  const app = application();
  if (app.access.setup.needed()) redirect('/welcome');
  const actor = await currentActor();
  if (actor === null) {
    const path = (await headers()).get('x-bilge-path') ?? '/';
    redirect(path === '/' ? '/login' : `/login?next=${encodeURIComponent(path)}`);
  }
  requireRole(actor, role);
  return { app, actor };
}

interface ActionRule<S extends z.ZodType> {
  /** null: needs no login (login, first admin); the use case itself decides */
  role: Role | null;
  schema: S;
  /** password confirmed in the last minutes: before what cannot be undone */
  needsFreshLogin?: boolean;
  /** `cookie`: needs no page token. Only for what a stolen cookie may do too: leave, and prove by the password who it is. */
  proof?: 'cookie';
}

/** Authorize, parse, one use case. Expected errors come back as values: a thrown one would reach the browser as a digest. */
export function guardedAction<S extends z.ZodType, T>(
  rule: ActionRule<S>,
  work: (context: { app: Application; actor: Actor | null; visitor: Visitor }, input: z.output<S>) => Promise<T> | T,
): (input: z.input<S>) => Promise<ActionResult<T>> {
  return async (input) => {
    const app = application();
    try {
      const actor = await currentActor();
      if (rule.role !== null) requireRole(actor, rule.role);
      if (actor !== null && rule.role !== null && rule.proof !== 'cookie') {
        app.access.sessions.requirePage(actor, readPageToken(await headers()));
      }
      if (rule.needsFreshLogin) requireFreshLogin(actor, app.now());
      const parsed = rule.schema.safeParse(input);
      if (!parsed.success) {
        throw new InvalidInputError(
          parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '),
          parsed.error,
        );
      }
      return { ok: true, value: await work({ app, actor, visitor: await currentVisitor() }, parsed.data) };
    } catch (error) {
      if (error instanceof AppError) return { ok: false, code: error.code, message: error.userMessage };
      if (isNextControlFlow(error)) throw error;
      logUnexpected('unexpected error in a server action', error);
      return { ok: false, code: 'internal', message: 'Internal error. The details are in the dashboard’s log.' };
    }
  };
}

/** An action of a logged-in user: `actor` is never null. */
export function guardedUserAction<S extends z.ZodType, T>(
  rule: ActionRule<S> & { role: Role },
  work: (context: { app: Application; actor: Actor; visitor: Visitor }, input: z.output<S>) => Promise<T> | T,
): (input: z.input<S>) => Promise<ActionResult<T>> {
  return guardedAction(rule, (context, input) => {
    requireRole(context.actor, rule.role);
    return work({ ...context, actor: context.actor }, input);
  });
}

export interface Visitor {
  /** from scripts/listen.mjs, not a header that the visitor wrote. For the login limit and the audit: no address gives a right */
  address: string;
  userAgent: string;
  isHttps: boolean;
  /** of the long-lived cookie of a browser that was logged in before */
  deviceToken: string | null;
  /** of a login that this browser has begun at a sign-in provider */
  flowToken: string | null;
  /** of the address in the browser, also where a proxy writes another Host; proxy.ts has let both through */
  host: string | null;
  /** what only a page of this dashboard knows */
  pageToken: string | null;
}

async function currentVisitor(): Promise<Visitor> {
  const all = await headers();
  const address = all.get('x-bilge-remote') ?? 'unknown';
  const isHttps = all.get('x-forwarded-proto') === 'https';
  return {
    address,
    userAgent: (all.get('user-agent') ?? '').slice(0, 200),
    isHttps,
    deviceToken: readDeviceCookie(all.get('cookie'), isHttps),
    flowToken: readFlowCookie(all.get('cookie'), isHttps),
    host: hostOf(all.get('origin')) ?? all.get('host'),
    pageToken: readPageToken(all),
  };
}

function hostOf(origin: string | null): string | null {
  return origin !== null && URL.canParse(origin) ? new URL(origin).host : null;
}

export async function sessionToken(): Promise<string | null> {
  const all = await headers();
  return readSessionCookie(all.get('cookie'), all.get('x-forwarded-proto') === 'https');
}

/** `redirect()` and `notFound()` work by throwing; swallowing them would break navigation. */
function isNextControlFlow(error: unknown): boolean {
  return (
    error instanceof Error && 'digest' in error && typeof error.digest === 'string' && error.digest.startsWith('NEXT_')
  );
}
