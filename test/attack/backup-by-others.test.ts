import fs from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { isSealedFile } from '../../lib/store/backup/sealed-file.ts';
import { openStore } from '../../lib/store/open-store.ts';
import { temporaryDirectory } from '../../lib/store/testing/temporary-store.ts';
import { restoreBackup } from '../../lib/usecases/server/backup.ts';
import { ask, servedApplication, tokenOf, userOf } from './testing/served-application.ts';

/** A backup holds everything, and with its key it opens every host: who gets one is decided on the server, not by the page. */
const passphrase = 'correct horse battery';

it('an admin who gave the password gets a file that restores; its passphrase is in no line of the audit log', async () => {
  const app = servedApplication();
  const admin = await userOf(app, 'anna', 'admin');
  const answer = await ask('POST', '/backup', admin, { body: { passphrase, withKey: true } });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-disposition')).toMatch(/filename="bilge-[\d-]+\.backup"/);
  expect(answer.headers.get('cache-control')).toBe('no-store');
  const file = path.join(temporaryDirectory(), 'bilge.backup');
  fs.writeFileSync(file, Buffer.from(await answer.arrayBuffer()));
  expect(await isSealedFile(file)).toBe(true);
  expect(JSON.stringify(app.store.audit.list({ limit: 1000 }))).not.toContain(passphrase);

  const dataDirectory = path.join(temporaryDirectory(), 'new');
  const settings = { ...app.settings, dataDirectory, secret: null, secretFile: null };
  await restoreBackup(settings, admin.actor, { file, passphrase: async () => passphrase, now: app.now() });
  const store = openStore({ dataDirectory });
  expect(store.users.byName('anna')?.role).toBe('admin');
  store.close();
});

it('operators and viewers get none, a session that was left open none, and a token none with the key', async () => {
  const app = servedApplication();
  const body = { passphrase, withKey: false };
  for (const role of ['operator', 'viewer'] as const) {
    const user = await userOf(app, role, role);
    expect((await ask('POST', '/backup', user, { body })).status).toBe(403);
  }
  const admin = await userOf(app, 'anna', 'admin');
  const token = await tokenOf(app, 'anna', 'admin');
  expect((await ask('POST', '/backup', token, { body: { ...body, withKey: true } })).status).toBe(403);
  const { now } = app;
  app.now = () => new Date(now().getTime() + 60 * 60_000);
  const late = await ask('POST', '/backup', admin, { body });
  expect(await late.json()).toMatchObject({ code: 'reauthentication-required' });
  expect(app.store.audit.list({ limit: 1000 }).filter(({ action }) => action === 'backup.made')).toEqual([]);
});
