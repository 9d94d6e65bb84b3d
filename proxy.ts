import os from 'node:os';
import { type NextRequest, NextResponse } from 'next/server';
import { checkHostHeader } from './lib/access/host-header.ts';
import { checkOrigin } from './lib/access/origin.ts';
import { newNonce, securityHeaders } from './lib/access/security-headers.ts';
import { readSessionCookie } from './lib/access/session-cookie.ts';

/**
 * The door, in front of every page, route and server action: a foreign name (DNS rebinding), a foreign origin, a server action by
 * an unauthenticated visitor go no further, and everything that does carries the security headers. Not the last word on who may do what:
 * `app/guarded.ts` and `app/api/core/dispatch.ts` decide that again, where the decision is used.
 */
export default function proxy(request: NextRequest): NextResponse {
  const host = request.headers.get('host');
  const url = process.env.BILGE_URL ?? null;
  const isHttps = request.headers.get('x-forwarded-proto') === 'https';
  const nonce = newNonce();
  const secure = (response: NextResponse): NextResponse => {
    const isDevelopment = process.env.NODE_ENV !== 'production';
    for (const [name, value] of Object.entries(securityHeaders(nonce, { isDevelopment, isHttps })))
      response.headers.set(name, value);
    return response;
  };
  const refuse = (status: number, text: string): NextResponse =>
    secure(
      new NextResponse(`${text}\n`, {
        status,
        headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
      }),
    );

  const hostVerdict = checkHostHeader({ host, machineName: os.hostname(), url });
  if (!hostVerdict.ok) return refuse(hostVerdict.status, hostVerdict.userMessage);

  const path = request.nextUrl.pathname;
  const isApi = path.startsWith('/api/v1/');
  const originVerdict = checkOrigin({
    method: request.method,
    origin: request.headers.get('origin'),
    secFetchSite: request.headers.get('sec-fetch-site'),
    host,
    url,
    // Elsewhere the cookie is what counts, whatever else comes with it.
    hasBearer: isApi && /^bearer /i.test(request.headers.get('authorization') ?? ''),
  });
  if (!originVerdict.ok) return refuse(originVerdict.status, originVerdict.userMessage);

  if (!isApi && !mayReachActions(request, isHttps)) return refuse(401, 'Log in first.');

  const passed = new Headers(request.headers);
  passed.set('x-nonce', nonce);
  passed.set('x-bilge-path', path + request.nextUrl.search);
  passed.set('content-security-policy', securityHeaders(nonce)['content-security-policy'] ?? '');
  return secure(NextResponse.next({ request: { headers: passed } }));
}

/**
 * Next takes every POST to a page for a server action that may have to be decoded, also one without the header that names it.
 * Unauthenticated visitors do not reach that decoder, except from the pages that need no login, and only with plain text.
 * A session that has ended is told so by the action's own guard.
 */
function mayReachActions(request: NextRequest, isHttps: boolean): boolean {
  if (request.method === 'GET' || request.method === 'HEAD') return true;
  const hasCookie = readSessionCookie(request.headers.get('cookie'), isHttps) !== null;
  // From scripts/listen.mjs, which lets no client set it; under `npm run dev` there is only the cookie's name to go by.
  const known = request.headers.get('x-bilge-known');
  if (known === 'yes' || (known === null && hasCookie)) return true;
  const isPlain =
    request.headers.has('next-action') && /^text\/plain\b/i.test(request.headers.get('content-type') ?? '');
  return isPlain && (hasCookie || ['/login', '/login/callback', '/welcome'].includes(request.nextUrl.pathname));
}

export const config = {
  // Static files are public and hashed; everything else comes through the door.
  matcher: ['/((?!_next/static|_next/image|icon.svg|favicon.ico).*)'],
};
