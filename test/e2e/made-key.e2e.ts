import { expect } from '@playwright/test';
import { type LabHost, labAvailable, startHost } from '../../lab/lab.ts';
import { patience } from '../../lab/patience.ts';
import { type Dashboard, startDashboard } from './dashboard.ts';
import { expectAccessible } from './pages/accessible.ts';
import { createAdmin } from './pages/entry.ts';
import { test } from './pages/story.ts';

/** The first hour on a phone: first start, a key that Bilge makes, one line pasted on the host, green, a finished scan. */
const lab = await labAvailable();
test.skip(!lab.ok, lab.ok ? '' : `SKIPPED: ${lab.reason}`);
test.use({ viewport: { width: 360, height: 780 } });

let host: LabHost;
let dashboard: Dashboard;
test.beforeAll(async () => {
  host = await startHost('ext4');
  dashboard = await startDashboard();
});
test.afterAll(async () => {
  await dashboard?.stop();
  await host?.stop();
});

test('one line pasted on the host lets Bilge in', async ({ page }) => {
  await createAdmin(page, dashboard);
  await page.getByRole('radio', { name: /^SSH/ }).check({ force: true });
  await page.getByLabel('Name', { exact: true }).fill('nas');
  await page.getByLabel('Address').fill(host.address);
  await page.getByLabel('User').fill('root');
  // Without a key there is nothing to try.
  await page.getByRole('button', { name: 'Test' }).click();
  await expect(page.getByText('Make the key first')).toBeVisible();
  await page.getByRole('button', { name: 'Make a key' }).click();
  const line = page.locator('code', { hasText: 'authorized_keys' }).first();
  await expect(line).toBeVisible();
  const command = (await line.textContent()) ?? '';
  expect(command).toMatch(/ssh-ed25519 AAAA\S+ bilge-nas/);
  await expectAccessible(page);

  await page.getByRole('button', { name: 'Test' }).click();
  await expect(page.getByText(host.hostKeyFingerprint)).toBeVisible();
  await page.getByRole('button', { name: /trust/i }).click();
  await expect(page.getByText('Waiting until the host accepts the key')).toBeVisible({ timeout: patience(30_000) });

  await host.exec(`export HOME=/root; ${command}`);
  await page.getByRole('button', { name: 'Test' }).click();
  await page.getByRole('button', { name: 'Add nas' }).click();
  await expect(page).toHaveURL(/\/hosts\/(?!new)[^/]+$/, { timeout: patience(30_000) });
  await expect(page.getByText('Docker says').first()).toBeVisible({ timeout: patience(60_000) });
  // The line is in place once, and the private half was on no page.
  const keys = await host.exec('grep -c bilge-nas /root/.ssh/authorized_keys; stat -c %a /root/.ssh/authorized_keys');
  expect(keys.stdout.trim().split('\n')).toEqual(['1', '600']);
});
