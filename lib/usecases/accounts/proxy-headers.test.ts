import { describe, expect, it } from 'vitest';
import type { Actor } from '../../access/actor.ts';
import { temporaryApplication } from '../testing/temporary-application.ts';
import { readProxyHeaders } from './proxy-headers.ts';

const anna: Actor = { kind: 'cli', name: 'anna', role: 'admin' };
const declared = { BILGE_TRUSTED_PROXY: '172.18.0.0/16', BILGE_FORWARD_AUTH_HEADER: 'Remote-User' };
const undeclared = { BILGE_TRUSTED_PROXY: '', BILGE_FORWARD_AUTH_HEADER: '' };
const trustedPeer = { 'x-bilge-peer': 'trusted 172.18.0.5' };

async function seen(environment: Record<string, string>, sent: Record<string, string>) {
  const app = temporaryApplication({ ...undeclared, ...environment });
  await app.access.users.add(anna, { name: 'ben', role: 'operator', password: 'a long enough password' });
  return readProxyHeaders(app, anna, (name) => sent[name] ?? null);
}

describe('the headers that a sign-in proxy sent', () => {
  it.each<[string, Record<string, string>, Record<string, string>, object]>([
    ['a user', declared, { ...trustedPeer, 'remote-user': 'ben' }, { state: 'user', name: 'ben', role: 'operator' }],
    ['nobody here', declared, { ...trustedPeer, 'remote-user': 'eve' }, { state: 'no-user', name: 'eve' }],
    [
      'under another name',
      declared,
      { ...trustedPeer, 'x-authentik-username': 'ben' },
      { state: 'not-sent', header: 'remote-user', suggested: 'x-authentik-username' },
    ],
    ['none', declared, trustedPeer, { state: 'not-sent', suggested: null }],
    [
      'no header named',
      { BILGE_TRUSTED_PROXY: '172.18.0.5' },
      { ...trustedPeer, 'remote-user': 'ben' },
      { state: 'not-named', suggested: 'remote-user' },
    ],
    [
      'from someone who is no declared proxy, whose header the door took out',
      declared,
      { 'x-bilge-peer': 'undeclared 10.0.0.9', 'x-bilge-dropped': 'x-real-ip remote-user' },
      { state: 'not-declared', peer: '10.0.0.9', dropped: true },
    ],
    [
      'from someone who is no declared proxy: nothing comes even of a header that is there',
      { BILGE_FORWARD_AUTH_HEADER: 'Remote-User' },
      { 'x-bilge-peer': 'undeclared 10.0.0.9', 'remote-user': 'ben' },
      { state: 'not-declared', dropped: false },
    ],
    ['without a door', declared, { 'remote-user': 'ben' }, { state: 'unknown-peer' }],
  ])('%s', async (_, environment, sent, verdict) => {
    expect((await seen(environment, sent)).verdict).toMatchObject(verdict);
  });

  it('are listed, without cookies and tokens even where one is named, and cut', async () => {
    const sent = { ...trustedPeer, cookie: 'canary', authorization: 'canary', 'remote-groups': 'x'.repeat(500) };
    const { received, trusted, header } = await seen({ ...declared, BILGE_FORWARD_AUTH_HEADER: 'Cookie' }, sent);
    expect(received).toEqual([{ name: 'remote-groups', value: 'x'.repeat(200) }]);
    expect({ trusted, header }).toEqual({ trusted: '172.18.0.0/16', header: 'Cookie' });
  });

  it('are for admins', () => {
    const app = temporaryApplication(undeclared);
    expect(() => readProxyHeaders(app, { kind: 'cli', name: 'eve', role: 'operator' }, () => null)).toThrow(/admin/);
  });
});
