import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Actor } from '../../access/actor.ts';
import { temporaryApplication } from '../testing/temporary-application.ts';
import { addHost } from './add-host.ts';
import { forgetMadeKey, makeKey, openMadeKey, placesForKey } from './made-keys.ts';

const anna: Actor = { kind: 'cli', name: 'cli:anna', role: 'admin' };
const vera: Actor = { kind: 'cli', name: 'cli:vera', role: 'viewer' };

describe('a key that Bilge makes', () => {
  it('gives the public half only, and one line to paste', async () => {
    const app = temporaryApplication();
    const made = await makeKey(app, anna, 'nas');
    expect(made.publicKey).toMatch(/^ssh-ed25519 AAAAC3[A-Za-z0-9+/=]+ bilge-nas$/);
    expect(made.command).toContain(`echo '${made.publicKey}' >> ~/.ssh/authorized_keys`);
    expect(made.restricted).toContain(`'restrict,port-forwarding ${made.publicKey}'`);
    expect(JSON.stringify(made)).not.toContain('PRIVATE');
  });

  it('keeps the private half sealed: neither database nor audit have it', async () => {
    const app = temporaryApplication();
    const made = await makeKey(app, anna, 'nas');
    const secret = openMadeKey(app, made.id);
    expect(secret).toMatch(/^-----BEGIN OPENSSH PRIVATE KEY-----\n/);
    const body = secret.split('\n')[2] ?? '';
    expect(body.length).toBeGreaterThan(40);
    for (const name of fs.readdirSync(app.settings.dataDirectory))
      expect(fs.readFileSync(path.join(app.settings.dataDirectory, name), 'latin1')).not.toContain(body);
  });

  it('is another one each time', async () => {
    const app = temporaryApplication();
    const one = await makeKey(app, anna, 'nas');
    expect((await makeKey(app, anna, 'nas')).publicKey).not.toBe(one.publicKey);
  });

  it('is forgotten after a day, and once it was used', async () => {
    const app = temporaryApplication();
    const old = await makeKey(app, anna, 'nas');
    const used = await makeKey(app, anna, 'nas');
    forgetMadeKey(app, used.id);
    expect(() => openMadeKey(app, used.id)).toThrow(/no longer kept/);
    const later = { ...app, now: () => new Date(app.now().getTime() + 25 * 3_600_000) };
    await makeKey(later, anna, 'attic');
    expect(() => openMadeKey(app, old.id)).toThrow(/Make a new one/);
  });

  it('is made by an admin, for a valid name', async () => {
    const app = temporaryApplication();
    await expect(makeKey(app, vera, 'nas')).rejects.toThrow();
    await expect(makeKey(app, anna, "x' >> /etc/passwd; '")).rejects.toThrow(/not a valid host name/);
  });

  it('logs in for the host that is added with it, which then owns it', async () => {
    const app = temporaryApplication();
    const made = await makeKey(app, anna, 'nas');
    const secret = openMadeKey(app, made.id);
    const input = {
      name: 'nas',
      url: 'ssh://root@127.0.0.1:1',
      settings: {},
      secrets: {},
      trust: null,
      trustJumps: [],
    };
    const host = await addHost(app, anna, { ...input, madeKey: made.id, unreached: true });
    expect(app.store.hosts.secrets(host.id).privateKey).toBe(secret);
    expect(() => openMadeKey(app, made.id)).toThrow();
    await expect(addHost(app, anna, { ...input, name: 'attic', madeKey: made.id })).rejects.toThrow(/no longer kept/);
  });
});

it('every kind of system says whom to log in as, where the line goes, and who may open the socket', () => {
  const places = placesForKey(anna);
  expect(places.length).toBeGreaterThan(8);
  for (const place of places) {
    expect(place.user, place.id).not.toBe('');
    expect(place.key, place.id).toMatch(/authorized_keys|public key/i);
    expect(place.socket, place.id).toMatch(/socket|root/i);
  }
});
