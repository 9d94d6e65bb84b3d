import type { Actor } from '@/lib/access/actor.ts';
import { checkOrigin } from '@/lib/access/origin.ts';
import { readSessionCookie } from '@/lib/access/session-cookie.ts';
import { AccessError } from '@/lib/domain/errors.ts';
import { readPageToken } from '@/lib/domain/page-header.ts';
import { application } from '@/lib/usecases/core/application.ts';

/**
 * The actor of a request: from a bearer token, else from the browser's session. A change authenticated by a cookie must come from
 * our own page: proxy.ts has checked that already; this is the second check, where the decision is made. A token for widgets is refused
 * unless the route says that it is for them.
 */
export async function requestActor(request: Request, options: { isForWidgets?: boolean } = {}): Promise<Actor | null> {
  const app = application();
  const header = request.headers.get('authorization') ?? '';
  if (/^bearer /i.test(header)) {
    const actor = app.access.tokens.authenticate(header.slice(7).trim());
    if (actor?.scope === 'widget' && options.isForWidgets !== true) throw widgetsOnly(actor);
    return actor;
  }
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

function widgetsOnly({ name }: Actor): AccessError {
  return new AccessError({
    kind: 'forbidden',
    message: `${name} is a token for widgets.`,
    userMessage: 'This token reads /metrics and /api/v1/widget only. Create one with a role for everything else.',
  });
}

/** A cookie alone allows only reading: everything but a GET also needs the token that only a page of this dashboard has. */
export function requirePage(actor: Actor, request: Request): void {
  if (['GET', 'HEAD', 'OPTIONS'].includes(request.method)) return;
  application().access.sessions.requirePage(actor, readPageToken(request.headers));
}
