import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Actor } from '../../access/actor.ts';
import { openStore } from '../../store/open-store.ts';
import { temporaryDirectory } from '../../store/testing/temporary-store.ts';
import { storedHost, temporaryApplication } from '../testing/temporary-application.ts';
import { downloadBackup, restoreBackup } from './backup.ts';

const admin: Actor = { kind: 'cli', name: 'anna', role: 'admin' };
const passphrase = 'correct horse battery';
const cost = { N: 2 ** 10, r: 8, p: 1 };

describe('a backup for the browser', () => {
  it('is what a restore takes, and is announced and noted without its passphrase', async () => {
    const app = temporaryApplication();
    const host = storedHost(app, 'ssh://root@nas');
    app.store.hosts.changeSecrets(host.id, { password: 'of the host' });
    const { name, pieces } = await downloadBackup(app, admin, { passphrase, withKey: true, cost });
    expect(name).toMatch(/^bilge-\d{4}-\d\d-\d\d\.backup$/);
    const file = path.join(temporaryDirectory(), name);
    for await (const piece of pieces) fs.appendFileSync(file, piece);
    expect(app.store.audit.list().map(({ action, result }) => `${action} ${result}`)).toEqual([
      'backup.made ok',
      'backup.made started',
    ]);
    expect(JSON.stringify(app.store.audit.list())).not.toContain(passphrase);

    const elsewhere = path.join(temporaryDirectory(), 'new');
    const settings = { ...app.settings, dataDirectory: elsewhere, secret: null, secretFile: null };
    await restoreBackup(settings, admin, { file, passphrase: async () => passphrase, now: app.now() });
    const store = openStore({ dataDirectory: elsewhere });
    expect(store.hosts.secrets(host.id)).toEqual({ password: 'of the host' });
    expect(store.audit.list({ limit: 1 })).toMatchObject([{ action: 'backup.restored', actor: 'anna' }]);
    store.close();
  });

  it('leaves nothing behind when the browser goes away in the middle', async () => {
    const app = temporaryApplication();
    const before = fs.readdirSync(app.store.dataDirectory).sort();
    const { pieces } = await downloadBackup(app, admin, { passphrase, withKey: false, cost });
    await pieces.next();
    expect(fs.readdirSync(app.store.dataDirectory).length).toBeGreaterThan(before.length);
    await pieces.return(undefined);
    expect(fs.readdirSync(app.store.dataDirectory).sort()).toEqual(before);
  });

  it('is for admins, with a passphrase that protects, and a token never gets the key', async () => {
    const app = temporaryApplication();
    const wanted = { passphrase, withKey: false, cost };
    await expect(downloadBackup(app, { ...admin, role: 'operator' }, wanted)).rejects.toThrow(
      expect.objectContaining({ code: 'forbidden' }),
    );
    await expect(downloadBackup(app, admin, { ...wanted, passphrase: 'short' })).rejects.toThrow(/at least 12/);
    const token: Actor = { kind: 'token', name: 'nightly', role: 'admin', tokenId: 't', ownerId: 'user_a' };
    await expect(downloadBackup(app, token, { ...wanted, withKey: true })).rejects.toThrow(
      /only make backups without the key/,
    );
    expect(app.store.audit.list().map(({ action, result }) => `${action} ${result}`)).toEqual([
      'backup.made failed',
      'backup.made started',
    ]);
  });
});
