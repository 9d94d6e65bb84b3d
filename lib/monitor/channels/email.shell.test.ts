import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { describe, expect, it, onTestFinished } from 'vitest';
import { makeCertificates } from '../../hosts/testing/certificates.ts';
import type { Outcome } from './channel.ts';
import { channelKind } from './kinds.ts';
import { sendHttp } from './send-http.ts';
import { exampleMessage } from './testing/receiver.ts';

/** A real SMTP server on this machine; what it took is in `mails`. */
async function mailServer(
  options: SMTPServerOptions,
): Promise<{ port: string; mails: { to: string[]; text: string }[] }> {
  const mails: { to: string[]; text: string }[] = [];
  const server = new SMTPServer({
    ...options,
    onData(stream, session, callback) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        mails.push({
          to: session.envelope.rcptTo.map(({ address }) => address),
          text: Buffer.concat(chunks).toString('utf8'),
        });
        callback();
      });
    },
  });
  // A client that does not trust the certificate ends the connection: an error of the server's, and what the test wants.
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return { port: String((server.server.address() as AddressInfo).port), mails };
}

function sendMail(values: Record<string, string>, message = {}, key = 'message_abc.1'): Promise<Outcome> | undefined {
  return channelKind('email')?.send({
    message: exampleMessage(message),
    link: 'https://bilge.lan/hosts/host_a',
    values: { host: '127.0.0.1', from: 'Bilge <bilge@home.lan>', to: 'anna@home.lan, ben@home.lan', ...values },
    previous: null,
    key,
    now: '2026-11-30T12:00:05.000Z',
    http: sendHttp,
    signal: AbortSignal.timeout(30_000),
  });
}

const loginOf: SMTPServerOptions['onAuth'] = (auth, _, callback) =>
  auth.password === 'right' ? callback(null, { user: auth.username ?? '' }) : callback(new Error('Invalid login'));

describe('e-mail', () => {
  it('over no encryption: both parts, all recipients, one conversation for all states of a message', async () => {
    const { port, mails } = await mailServer({ authOptional: true, disabledCommands: ['AUTH', 'STARTTLS'] });
    expect(await sendMail({ port, security: 'none' })).toEqual({ ok: true });
    expect(
      await sendMail({ port, security: 'none' }, { phase: 'resolved', title: 'Resolved: x' }, 'message_abc.2'),
    ).toEqual({ ok: true });
    expect(mails[0]?.to).toEqual(['anna@home.lan', 'ben@home.lan']);
    const header = (at: number, name: string): string | undefined =>
      new RegExp(`^${name}: ([^\\r\\n]+)`, 'im').exec(mails[at]?.text ?? '')?.[1];
    expect(header(0, 'References')).toBe(header(1, 'References'));
    expect(header(0, 'Message-ID')).not.toBe(header(1, 'Message-ID'));
    expect(header(0, 'Auto-Submitted')).toBe('auto-generated');
    expect(mails[0]?.text).toContain('multipart/alternative');
    expect(mails[0]?.text).toContain('the data root is 97% full');
  });

  it('over TLS and STARTTLS with a certificate of one’s own authority, and not without it', async () => {
    const { ca, server } = makeCertificates();
    const tls = { key: server.key, cert: server.cert, authOptional: true };
    const implicit = await mailServer({ ...tls, secure: true });
    const upgraded = await mailServer(tls);
    const host = 'localhost';
    expect(await sendMail({ host, port: implicit.port, security: 'tls', ca })).toEqual({ ok: true });
    expect(await sendMail({ host, port: upgraded.port, security: 'starttls', ca })).toEqual({ ok: true });
    expect(await sendMail({ host, port: implicit.port, security: 'tls' })).toMatchObject({ ok: false, kind: 'retry' });
    const plain = await mailServer({ authOptional: true, disabledCommands: ['STARTTLS'] });
    expect(await sendMail({ port: plain.port, security: 'starttls' })).toMatchObject({ ok: false, kind: 'retry' });
    expect([implicit.mails.length, upgraded.mails.length, plain.mails.length]).toEqual([1, 1, 0]);
  });

  it('says that the password is wrong, a recipient is refused, and nothing listens', async () => {
    const { port, mails } = await mailServer({
      disabledCommands: ['STARTTLS'],
      allowInsecureAuth: true,
      onAuth: loginOf,
      onRcptTo: ({ address }, _, callback) => callback(address.startsWith('ben') ? new Error('No such mailbox') : null),
    });
    const login = { port, security: 'none', user: 'anna' };
    expect(await sendMail({ ...login, password: 'wrong' })).toMatchObject({
      kind: 'retry',
      why: expect.stringContaining('refuses user or password'),
    });
    expect(await sendMail({ ...login, password: 'right', to: 'ben@home.lan' })).toMatchObject({
      kind: 'retry',
      why: expect.stringContaining('No such mailbox'),
    });
    expect(await sendMail({ ...login, password: 'right', to: 'anna@home.lan' })).toEqual({ ok: true });
    expect(mails).toHaveLength(1);
    expect(await sendMail({ port: '1', security: 'none' })).toMatchObject({
      kind: 'retry',
      why: expect.stringContaining('ECONNREFUSED'),
    });
  });

  it('goes to no metadata address', async () => {
    await expect(sendMail({ host: '169.254.169.254', port: '25', security: 'none' })).rejects.toThrow(/link-local/);
  });
});
