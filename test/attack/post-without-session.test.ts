import { NextRequest } from 'next/server';
import { describe, expect, it } from 'vitest';
import proxy from '../../proxy.ts';

/** Requests that change something, as they arrive at proxy.ts; scripts/listen.mjs has said whether anybody is known. */
const post = (path: string, headers: Record<string, string>): number =>
  proxy(
    new NextRequest(`http://localhost:3000${path}`, {
      method: 'POST',
      headers: { host: 'localhost:3000', ...headers },
    }),
  ).status;
const ours = { origin: 'http://localhost:3000' };
const plain = { ...ours, 'content-type': 'text/plain;charset=UTF-8', 'next-action': 'a'.repeat(42) };
const passed = 200;

describe('a bearer header', () => {
  const foreign = { origin: 'http://evil.example', authorization: 'Bearer x' };

  it('waives the look at the origin where it is what counts, and nowhere else', () => {
    expect(post('/api/v1/hosts', foreign)).toBe(passed);
    const action = { ...plain, ...foreign, cookie: 'bilge=stolen', 'x-bilge-known': 'yes' };
    for (const path of ['/', '/settings/users', '/login', '/api/v1', '/api/v10/hosts'])
      expect(post(path, action), path).toBe(403);
    expect(post('/settings/users', { ...action, origin: 'http://localhost:3000' })).toBe(passed);
  });
});

describe('the decoder of server actions', () => {
  const multipart = { ...ours, 'content-type': 'multipart/form-data; boundary=x' };
  const stranger = { 'x-bilge-known': 'no' };

  it('is out of reach for unauthenticated visitors, also without the header that names an action', () => {
    for (const path of ['/', '/login', '/welcome', '/hosts/new', '/healthz']) {
      expect(post(path, { ...multipart, ...stranger }), path).toBe(401);
      expect(post(path, { ...multipart, ...stranger, 'next-action': 'a' }), path).toBe(401);
      expect(post(path, { ...ours, ...stranger, 'content-type': 'application/x-www-form-urlencoded' }), path).toBe(401);
      // a cookie that has the right name is no session
      expect(post(path, { ...multipart, ...stranger, cookie: 'bilge=made-up' }), path).toBe(401);
    }
  });

  it('takes the two actions that are made for unauthenticated visitors, and any of somebody with a session', () => {
    expect(post('/login', { ...plain, ...stranger })).toBe(passed);
    expect(post('/welcome', { ...plain, ...stranger })).toBe(passed);
    expect(post('/hosts/new', { ...plain, ...stranger })).toBe(401);
    expect(post('/hosts/new', { ...plain, 'x-bilge-known': 'yes' })).toBe(passed);
    expect(post('/hosts/new', { ...multipart, 'x-bilge-known': 'yes' })).toBe(passed);
  });
});
