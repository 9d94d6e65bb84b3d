/**
 * `__Host-` makes the browser itself refuse the cookie unless it is Secure, for this host alone and for all paths; it needs
 * https. On a plain-http LAN the name is another, so that neither hides the other when a proxy is added later.
 */
function sessionCookieName(isHttps: boolean): '__Host-bilge' | 'bilge' {
  return isHttps ? '__Host-bilge' : 'bilge';
}

/** Of a browser that a user has logged in with: it grants nothing, it only keeps the failures of other visitors from counting against it. */
function deviceCookieName(isHttps: boolean): '__Host-bilge-device' | 'bilge-device' {
  return isHttps ? '__Host-bilge-device' : 'bilge-device';
}

/** Of a browser that was sent to the sign-in provider: what comes back counts in this one only. */
function flowCookieName(isHttps: boolean): '__Host-bilge-flow' | 'bilge-flow' {
  return isHttps ? '__Host-bilge-flow' : 'bilge-flow';
}

/** What browsers keep a cookie for at most. */
const deviceDays = 400;

export interface CookieAttributes {
  name: string;
  value: string;
  httpOnly: true;
  secure: boolean;
  /** lax, not strict: a link from a notification must find the person logged in; unsafe methods are guarded by origin.ts */
  sameSite: 'lax';
  path: '/';
  maxAge: number;
}

export function sessionCookie(token: string, options: { isHttps: boolean; maxAgeSeconds: number }): CookieAttributes {
  return {
    name: sessionCookieName(options.isHttps),
    value: token,
    httpOnly: true,
    secure: options.isHttps,
    sameSite: 'lax',
    path: '/',
    maxAge: Math.max(0, Math.floor(options.maxAgeSeconds)),
  };
}

export function deviceCookie(token: string, isHttps: boolean): CookieAttributes {
  const cookie = sessionCookie(token, { isHttps, maxAgeSeconds: deviceDays * 86_400 });
  return { ...cookie, name: deviceCookieName(isHttps) };
}

export function flowCookie(token: string, isHttps: boolean): CookieAttributes {
  return { ...sessionCookie(token, { isHttps, maxAgeSeconds: 600 }), name: flowCookieName(isHttps) };
}

/** Makes the browser forget the session. */
export function expiredCookie(isHttps: boolean): CookieAttributes {
  return sessionCookie('', { isHttps, maxAgeSeconds: 0 });
}

/** The `Set-Cookie` header; the value is ours and needs no escaping (base64url). */
export function setCookieHeader(cookie: CookieAttributes): string {
  const parts = [`${cookie.name}=${cookie.value}`, 'Path=/', `Max-Age=${cookie.maxAge}`, 'HttpOnly', 'SameSite=Lax'];
  return (cookie.secure ? [...parts, 'Secure'] : parts).join('; ');
}

/** The session token in a `Cookie` header; null where there is none. */
export function readSessionCookie(header: string | null, isHttps: boolean): string | null {
  return readCookie(header, sessionCookieName(isHttps));
}

export function readDeviceCookie(header: string | null, isHttps: boolean): string | null {
  return readCookie(header, deviceCookieName(isHttps));
}

export function readFlowCookie(header: string | null, isHttps: boolean): string | null {
  return readCookie(header, flowCookieName(isHttps));
}

function readCookie(header: string | null, name: string): string | null {
  for (const part of (header ?? '').split(';')) {
    const at = part.indexOf('=');
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim() || null;
  }
  return null;
}
