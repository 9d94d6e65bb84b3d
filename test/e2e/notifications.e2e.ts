import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@playwright/test';
import { channelWords } from '../../components/notifications/channel-words';
import { unsentWords } from '../../components/notifications/unsent-words';
import { type Dashboard, startDashboard } from './dashboard.ts';
import { expectAccessible } from './pages/accessible.ts';
import { adminPassword, logIn } from './pages/entry.ts';

/** A channel is created, tested, and shows what came of it; the receiver is a real one on this machine. */
let dashboard: Dashboard;
let receiver: http.Server;
const got: { path: string; id: string; body: string }[] = [];
let status = 200;

test.beforeAll(async () => {
  receiver = http.createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += String(chunk);
    });
    request.on('end', () => {
      got.push({ path: request.url ?? '', id: String(request.headers['webhook-id']), body });
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  dashboard = await startDashboard({ BILGE_MEASURE: 'asked', BILGE_ADMIN_PASSWORD: adminPassword });
});
test.afterAll(async () => {
  receiver?.close();
  await dashboard?.stop();
});

test('a channel is created, tested, breaks, and is repaired', async ({ page }) => {
  const { port } = receiver.address() as AddressInfo;
  const secretPath = '/hook/s3cr3t-of-this-story';
  await logIn(page, dashboard.url);
  await page.goto(`${dashboard.url}/settings/notifications`);
  await page.getByRole('button', { name: 'Add a channel' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add a channel' });
  await dialog.getByLabel('Name').fill('My webhook');
  await dialog.getByLabel('Kind').selectOption({ label: 'Webhook' });
  await dialog.getByLabel('URL').fill(`http://127.0.0.1:${port}${secretPath}`);
  await dialog.getByLabel('Run finished').check();
  await dialog.getByRole('button', { name: 'Add the channel' }).click();
  const line = page.getByRole('listitem').filter({ hasText: 'My webhook' });
  await expect(line).toContainText('not tried yet');

  await line.getByRole('button', { name: 'Test My webhook' }).click();
  await expect(line).toContainText('The test message was sent');
  await expect(line).toContainText('Info: this channel takes more severe messages only.');
  await expect(line).toContainText(channelWords.works);
  expect(got.map(({ path }) => path)).toEqual([secretPath]);
  expect(JSON.parse(got[0]?.body ?? '')).toMatchObject({ type: 'bilge.alert.test' });
  await expectAccessible(page);

  status = 401;
  await line.getByRole('button', { name: 'Test My webhook' }).click();
  await expect(line).toContainText('The test message was not sent');
  await expect(line).toContainText('the token or password is wrong, revoked');
  await expect(line).toContainText('This channel last worked');

  // The address is nowhere in the page, also not where the channel is changed.
  await line.getByRole('button', { name: 'Change My webhook' }).click();
  const change = page.getByRole('dialog', { name: 'Change My webhook' });
  await expect(change.getByText('Stored. Leave it empty to keep it.').first()).toBeVisible();
  expect(await page.content()).not.toContain('s3cr3t');
  await change.getByLabel('Send from').selectOption('info');
  await change.getByRole('button', { name: 'Save the changes' }).click();
  await expect(change).toBeHidden();
  status = 200;
  await line.getByRole('button', { name: 'Test My webhook' }).click();
  await expect(line).toContainText('The test message was sent');
  expect(got).toHaveLength(3);

  await page.getByLabel('Quiet hours').check();
  await page.getByLabel('Time zone').fill('Europe/Berlin');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('The settings were changed')).toBeVisible();
  await page.getByRole('link', { name: 'Messages that were not sent (0)' }).click();
  await expect(page.getByText(unsentWords.none)).toBeVisible();
  await page.goto(`${dashboard.url}/activity`);
  await expect(page.getByText('tested the channel').first()).toBeVisible();

  const metrics = await page.request.get(`${dashboard.url}/metrics`);
  expect(await metrics.text()).toContain('bilge_notifications_total{channel="My webhook",result="sent"}');
  expect(dashboard.output()).not.toContain('s3cr3t');
});
