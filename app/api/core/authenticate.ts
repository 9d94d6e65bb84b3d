import type { Actor } from '@/lib/access/actor.ts';
import { checkOrigin } from '@/lib/access/origin.ts';
import { readSessionCookie } from '@/lib/access/session-cookie.ts';
import { AccessError } from '@/lib/domain/errors.ts';
import { readPageToken } from '@/lib/domain/page-header.ts';
import { application } from '@/lib/usecases/core/application.ts';

/**
 * The actor of a request: from a bearer token, else from the browser's session. A change authenticated by a cookie must come from
 * our own page: proxy.ts has checked that already; this is the second check, where the decision is made.
 */
export async function requestActor(request: Request): Promise<Actor | null> {
  const app = application();
  const header = request.headers.get('authorization') ?? '';
  if (/^bearer /i.test(header)) return app.access.tokens.authenticate(header.slice(7).trim());
  const token = readSessionCookie(request.headers.get('cookie'), request.headers.get('x-forwarded-proto') === 'https');
  const forwarded =
    app.settings.forwardAuthHeader === null ? null : request.headers.get(app.settings.forwardAuthHeader);
  if (token === null && !forwarded) return null;
  const verdict = checkOrigin({
    method: request.method,
    origin: request.headers.get('origin'),
    secFetchSite: request.headers.get('sec-fetch-site'),
    host: request.headers.get('host'),
    url: app.settings.url,
    hasBearer: false,
  });
  if (!verdict.ok)
    throw new AccessError({
      kind: 'forbidden',
      message: `${request.method} from another origin`,
      userMessage: verdict.userMessage,
    });
  return token === null ? app.access.sessions.forwarded(forwarded ?? '') : app.access.sessions.authenticate(token);
}

/** A cookie alone allows only reading: everything but a GET also needs the token that only a page of this dashboard has. */
export function requirePage(actor: Actor, request: Request): void {
  if (['GET', 'HEAD', 'OPTIONS'].includes(request.method)) return;
  application().access.sessions.requirePage(actor, readPageToken(request.headers));
}
