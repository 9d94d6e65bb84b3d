import http from 'node:http';
import { expect, it, onTestFinished } from 'vitest';
import { askHealth, dashboardPlace } from './health.ts';

async function serverAnswering(status: number): Promise<number> {
  const server = http.createServer((_request, response) => response.writeHead(status).end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

it('reads where the dashboard listens from its own settings', () => {
  expect(dashboardPlace({ NODE_ENV: 'test' })).toEqual({ host: '127.0.0.1', port: 3000, overTls: false });
  expect(dashboardPlace({ NODE_ENV: 'test', BILGE_HOST: '0.0.0.0', PORT: '8080' })).toEqual({
    host: '127.0.0.1',
    port: 8080,
    overTls: false,
  });
  expect(
    dashboardPlace({ NODE_ENV: 'test', BILGE_LISTEN: '10.0.0.2', BILGE_TLS_CERT: '/c', BILGE_TLS_KEY: '/k' }),
  ).toEqual({ host: '10.0.0.2', port: 3000, overTls: true });
});

it('is healthy only where 200 comes back', async () => {
  const well = await serverAnswering(200);
  expect(await askHealth({ host: '127.0.0.1', port: well, overTls: false })).toMatchObject({ isHealthy: true });
  const ill = await serverAnswering(500);
  expect(await askHealth({ host: '127.0.0.1', port: ill, overTls: false })).toMatchObject({
    isHealthy: false,
    detail: `http://127.0.0.1:${ill}/healthz answers 500`,
  });
});

it('says where nothing answers', async () => {
  const port = await serverAnswering(200);
  const health = await askHealth({ host: '127.0.0.1', port, overTls: true });
  expect(health.isHealthy).toBe(false);
  expect(health.detail).toContain(`https://127.0.0.1:${port}/healthz does not answer`);
});
