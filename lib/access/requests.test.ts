import { describe, expect, it } from 'vitest';
import { type Actor, requireRole, roles } from './actor.ts';
import { checkHostHeader } from './host-header.ts';
import { checkOrigin } from './origin.ts';
import { newNonce, securityHeaders } from './security-headers.ts';
import { expiredCookie, readSessionCookie, sessionCookie, setCookieHeader } from './session-cookie.ts';

describe('checkHostHeader', () => {
  const allowed = { machineName: 'NAS.home.lan', url: 'https://bilge.example.org:8443/x' };

  it.each([
    '192.168.1.5',
    '192.168.1.5:3000',
    '[::1]:3000',
    '[fe80::1]',
    'localhost',
    'localhost:3000',
    'LOCALHOST.',
    'x.localhost:1',
    'nas',
    'nas:3000',
    'NAS.local',
    'nas.home.lan',
    'nas.home.lan.:80',
    'bilge.example.org',
    'bilge.example.org:443',
  ])('answers %s', (host) => {
    expect(checkHostHeader({ host, ...allowed })).toEqual({ ok: true });
  });

  it.each([
    'evil.example',
    'nas.evil.example',
    'evil-nas',
    'example.org',
    'bilge.example.org.evil.example',
    '',
    null,
    'nas:port',
    'nas/..',
    '[::1',
    'local',
    '.local',
    'nas evil',
    'a@nas',
    '127.0.0.1.evil.example',
    'other.local',
    '192.168.1.5:3000:1',
  ])('does not answer %s', (host) => {
    const verdict = checkHostHeader({ host, ...allowed });
    expect(verdict).toMatchObject({ ok: false, status: 421, userMessage: expect.stringContaining('BILGE_URL') });
  });

  it('shows the name without what a terminal or page could take for more', () => {
    const verdict = checkHostHeader({ host: 'x\u001b[31m<y>\n', machineName: 'nas', url: null });
    expect(verdict.ok ? '' : verdict.userMessage).toContain('the name x?[31m<y>?,');
  });

  it('knows no name where the machine has none', () => {
    expect(checkHostHeader({ host: '.local', machineName: '', url: null }).ok).toBe(false);
  });
});

describe('checkOrigin', () => {
  const lan = { host: 'nas:3000', url: null, hasBearer: false };
  const proxied = { ...lan, url: 'https://bilge.example.org' };
  const own = 'http://nas:3000';

  it.each([
    [
      'a page is only looked at',
      { ...lan, method: 'GET', origin: 'http://evil.example', secFetchSite: 'cross-site' },
      true,
    ],
    ['our form, new browser', { ...lan, method: 'POST', origin: own, secFetchSite: 'same-origin' }, true],
    ['our form on plain http', { ...lan, method: 'POST', origin: own, secFetchSite: null }, true],
    [
      'our form behind a proxy that rewrites Host',
      { ...proxied, method: 'DELETE', origin: 'https://bilge.example.org', secFetchSite: null },
      true,
    ],
    ['a script with a token', { ...lan, hasBearer: true, method: 'POST', origin: null, secFetchSite: null }, true],
    ['a foreign page', { ...lan, method: 'POST', origin: 'http://evil.example', secFetchSite: 'cross-site' }, false],
    [
      'a foreign page on plain http',
      { ...lan, method: 'POST', origin: 'http://evil.example', secFetchSite: null },
      false,
    ],
    [
      'another port of the same machine',
      { ...lan, method: 'POST', origin: 'http://nas:8080', secFetchSite: 'same-site' },
      false,
    ],
    ['another port on plain http', { ...lan, method: 'POST', origin: 'http://nas:8080', secFetchSite: null }, false],
    ['a sandboxed frame', { ...lan, method: 'POST', origin: 'null', secFetchSite: null }, false],
    [
      'a lie in Origin beside the browser’s word',
      { ...lan, method: 'POST', origin: own, secFetchSite: 'cross-site' },
      false,
    ],
    ['typed into the address bar, as POST', { ...lan, method: 'POST', origin: null, secFetchSite: 'none' }, false],
    ['no Origin at all', { ...lan, method: 'PATCH', origin: null, secFetchSite: null }, false],
    ['no Host', { ...lan, host: null, method: 'POST', origin: own, secFetchSite: null }, false],
    [
      'the external name over the wrong scheme',
      { ...proxied, method: 'POST', origin: 'http://bilge.example.org', secFetchSite: null },
      false,
    ],
  ])('%s', (_, input, ok) => {
    expect(checkOrigin(input).ok).toBe(ok);
  });
});

describe('the session cookie', () => {
  it('is bound to the host under https, and plain on a plain LAN', () => {
    expect(setCookieHeader(sessionCookie('tok', { isHttps: true, maxAgeSeconds: 60.5 }))).toBe(
      '__Host-bilge=tok; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure',
    );
    expect(setCookieHeader(sessionCookie('tok', { isHttps: false, maxAgeSeconds: 60 }))).toBe(
      'bilge=tok; Path=/; Max-Age=60; HttpOnly; SameSite=Lax',
    );
    expect(setCookieHeader(expiredCookie(false))).toContain('Max-Age=0');
  });

  it('is read from among others, by its whole name', () => {
    const header = 'theme=dark; xbilge=1; bilge=abc_-; __Host-bilge=def';
    expect(readSessionCookie(header, false)).toBe('abc_-');
    expect(readSessionCookie(header, true)).toBe('def');
    expect(readSessionCookie('bilge=', false)).toBeNull();
    expect(readSessionCookie(null, false)).toBeNull();
  });
});

describe('security headers', () => {
  it('let only scripts of this response run, and nobody frame the page', () => {
    const nonce = newNonce();
    expect(newNonce()).not.toBe(nonce);
    const headers = securityHeaders(nonce);
    const policy = headers['content-security-policy'] ?? '';
    expect(policy).toContain(`script-src 'self' 'nonce-${nonce}' 'strict-dynamic';`);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe-eval');
    expect(policy.match(/script-src[^;]*/)?.[0]).not.toContain('unsafe-inline');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers).not.toHaveProperty('strict-transport-security');
    expect(securityHeaders(nonce, { isHttps: true })).toHaveProperty('strict-transport-security');
  });
});

describe('requireRole', () => {
  const actor = (role: Actor['role']): Actor => ({ kind: 'cli', name: 'cli:x', role });

  it('is a ladder', () => {
    for (const [has, role] of roles.entries()) {
      for (const [needs, needed] of roles.entries()) {
        const asked = (): void => requireRole(actor(role), needed);
        if (has >= needs) expect(asked).not.toThrow();
        else expect(asked).toThrow(expect.objectContaining({ kind: 'forbidden' }));
      }
    }
    expect(() => requireRole(null, 'viewer')).toThrow(expect.objectContaining({ kind: 'unauthenticated' }));
  });
});
