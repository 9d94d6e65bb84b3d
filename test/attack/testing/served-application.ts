import { dispatch } from '../../../app/api/core/dispatch.ts';
import type { Actor } from '../../../lib/access/actor.ts';
import { cli, password } from '../../../lib/access/testing/temporary-access.ts';
import type { Role } from '../../../lib/store/accounts/users.ts';
import { type Application, keepApplication } from '../../../lib/usecases/core/application.ts';
import { temporaryApplication } from '../../../lib/usecases/testing/temporary-application.ts';

/** Somebody with what a browser or a script would send. */
export interface Identity {
  actor: Actor;
  userId: string;
  /** the cookie's value */
  session: string | null;
  /** what the page sends besides; absent where only the cookie was stolen */
  page?: string;
  bearer?: string;
  tokenId?: string;
}

/** The application that the route handler below /api/v1 finds: requests are answered by the real dispatcher. */
export function servedApplication(): Application {
  const app = temporaryApplication();
  keepApplication(app);
  return app;
}

export async function userOf(app: Application, name: string, role: Role): Promise<Identity> {
  if (app.store.users.byName(name) === null) await app.access.users.add(cli, { name, role, password });
  const login = await app.access.sessions.login({ address: '192.168.1.20', userAgent: 'Firefox', name, password });
  if (login.kind !== 'logged-in' || login.actor.kind !== 'user') throw new Error(`${name} is not logged in`);
  return { actor: login.actor, userId: login.actor.userId, session: login.token, page: login.pageToken };
}

export async function tokenOf(app: Application, name: string, role: Role): Promise<Identity> {
  const user = await userOf(app, name, role);
  const { token, record } = app.access.tokens.create(user.actor, { name: 'script', role });
  return { actor: user.actor, userId: user.userId, session: null, bearer: token, tokenId: record.id };
}

export function ask(
  method: string,
  path: string,
  { session, page, bearer }: Pick<Identity, 'session' | 'page' | 'bearer'>,
  { body, signal }: { body?: unknown; signal?: AbortSignal } = {},
): Promise<Response> {
  const address = new URL(`http://bilge.test:3000/api/v1${path}`);
  const headers = {
    host: 'bilge.test:3000',
    ...(session ? { cookie: `bilge=${session}`, origin: 'http://bilge.test:3000' } : {}),
    ...(page ? { 'x-bilge-page': page } : {}),
    ...(bearer ? { authorization: `Bearer ${bearer}` } : {}),
  };
  const request = new Request(address, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal ? { signal } : {}),
  });
  return answerTo(request);
}

/** As the route handler does: without a server in front. */
export function answerTo(request: Request): Promise<Response> {
  const segments = new URL(request.url).pathname.split('/').slice(3);
  return dispatch(request, segments.map(decodeURIComponent));
}
