import { once } from 'node:events';
import net from 'node:net';
import tls from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HostSecrets } from '../../domain/host.ts';
import { openSession } from '../sessions/open-session.ts';
import { makeCertificates, type TestCertificates } from '../testing/certificates.ts';
import { exampleHost } from '../testing/example-host.ts';
import { type FakeEngine, startFakeEngine } from '../testing/fake-engine.ts';

describe('an Engine behind TLS', () => {
  let certificates: TestCertificates;
  let engine: FakeEngine;
  let server: tls.Server;
  let url: string;
  beforeAll(async () => {
    certificates = makeCertificates();
    engine = await startFakeEngine();
    // As dockerd --tlsverify: a client without a certificate of the same authority is turned away.
    server = tls.createServer(
      { ...certificates.server, ca: certificates.ca, requestCert: true, rejectUnauthorized: true },
      (socket) => {
        const onward = net.connect(engine.socketPath);
        onward.on('error', () => socket.destroy());
        socket.on('error', () => onward.destroy());
        socket.pipe(onward).pipe(socket);
      },
    );
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    url = `tcp://127.0.0.1:${address.port}`;
  });
  afterAll(async () => {
    server.close();
    await engine.close();
  });

  const open = (settings: Record<string, unknown>, secrets: HostSecrets) =>
    openSession(exampleHost(url, settings), secrets);

  it('is reached with authority, certificate and key', async () => {
    const { ca, client } = certificates;
    const session = await open({ tlsCa: ca, tlsCert: client.cert }, { tlsKey: client.key });
    expect(session.docker?.transport).toBe('tls');
    expect(await session.docker?.json({ method: 'GET', path: '/info' })).toEqual({ url: '/v1.41/info' });
    await session.close();
  });

  it('another authority does not make its certificate good', async () => {
    const other = makeCertificates();
    const { client } = certificates;
    await expect(open({ tlsCa: other.ca, tlsCert: client.cert }, { tlsKey: client.key })).rejects.toMatchObject({
      failure: 'tls-failed',
      userMessage: expect.stringContaining('not signed by the authority'),
    });
  });

  it('a client without a certificate is told that one is wanted', async () => {
    await expect(open({ tlsCa: certificates.ca }, {})).rejects.toMatchObject({
      userMessage: expect.stringMatching(/client certificate/),
    });
  });

  it('a certificate without its key, and PEM texts that are none, are told apart from that', async () => {
    const { ca, client } = certificates;
    await expect(open({ tlsCa: ca, tlsCert: client.cert }, {})).rejects.toMatchObject({
      failure: 'tls-failed',
      userMessage: expect.stringContaining('--tls-key'),
    });
    await expect(open({ tlsCa: ca, tlsCert: 'not PEM' }, { tlsKey: client.key })).rejects.toMatchObject({
      failure: 'tls-failed',
      userMessage: expect.stringContaining('PEM'),
    });
  });

  it('a port without TLS is told', async () => {
    const plain = net.createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    plain.listen(0, '127.0.0.1');
    await once(plain, 'listening');
    const address = plain.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const host = exampleHost(`tcp://127.0.0.1:${address.port}`, { tlsCa: certificates.ca });
    await expect(openSession(host, {})).rejects.toMatchObject({
      failure: 'tls-failed',
      userMessage: expect.stringContaining('does not use TLS'),
    });
    plain.close();
  });
});
