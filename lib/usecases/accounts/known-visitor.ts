import type { Access } from '../../access/access.ts';
import { readSessionCookie } from '../../access/session-cookie.ts';
import type { Settings } from '../server/settings.ts';

/** As Node gives them: lower case, a list where a header came more than once. */
export type RequestHeaders = Readonly<Record<string, string | string[] | undefined>>;

/**
 * Whether a request is authenticated: a live session, below /api/v1 a valid token, or a name that the trusted proxy vouches
 * for. The door (scripts/listen.mjs) asks before it takes a large body, and proxy.ts before a server action is decoded. It gives
 * no right: who may do what is decided where it is done.
 */
export function isKnownVisitor(
  { access, settings }: { access: Access; settings: Settings },
  headers: RequestHeaders,
  address: string,
): boolean {
  const { sessions, tokens } = access;
  const authorization = text(headers.authorization);
  if (/^bearer /i.test(authorization) && address.startsWith('/api/v1/'))
    return tokens.authenticate(authorization.slice(7).trim())?.scope === 'all';
  const token = readSessionCookie(text(headers.cookie), headers['x-forwarded-proto'] === 'https');
  if (token !== null) return sessions.authenticate(token) !== null;
  const { forwardAuthHeader } = settings;
  const name = forwardAuthHeader === null ? '' : text(headers[forwardAuthHeader]);
  return name !== '' && sessions.forwarded(name) !== null;
}

function text(value: string | string[] | undefined): string {
  return typeof value === 'string' ? value : '';
}
