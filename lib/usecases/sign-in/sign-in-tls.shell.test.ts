import { expect, it, onTestFinished } from 'vitest';
import { cli } from '../../access/testing/temporary-access.ts';
import { makeCertificates } from '../../hosts/testing/certificates.ts';
import { temporaryApplication } from '../testing/temporary-application.ts';
import { changeSignIn } from './settings.ts';
import { beginSignIn } from './sign-in.ts';
import { client, realProvider } from './testing/real-provider.ts';

const host = 'bilge.test:3000';

it('a private authority is trusted by its own certificate, never by looking away', async () => {
  const { ca, server, client: other } = makeCertificates();
  const real = await realProvider({ redirectUri: `http://${host}/login/callback`, tls: server });
  const old = makeCertificates({ serverDays: -1 });
  const expired = await realProvider({ redirectUri: `http://${host}/login/callback`, tls: old.server });
  onTestFinished(async () => {
    await real.close();
    await expired.close();
  });
  const app = temporaryApplication({ BILGE_URL: `http://${host}` });
  const begin = async (settings: Record<string, unknown>) => {
    await changeSignIn(app, cli, { settings: { clientId: client.id, ...settings }, secret: client.secret });
    return beginSignIn(app, { host, browserToken: null }, { kind: 'login', next: '/' });
  };
  const said = (words: RegExp) => ({ userMessage: expect.stringMatching(words) });
  await expect(begin({ issuer: real.issuer })).rejects.toMatchObject(said(/authority that is not trusted/));
  await expect(begin({ issuer: real.issuer, ca: other.cert })).rejects.toMatchObject(
    said(/authority that is not trusted/),
  );
  await expect(begin({ issuer: expired.issuer, ca: old.ca })).rejects.toMatchObject(said(/certificate has expired/));
  expect((await begin({ issuer: real.issuer, ca })).url).toContain(`${real.issuer}/auth?`);
});
