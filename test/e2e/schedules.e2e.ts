import { expect } from '@playwright/test';
import { patience } from '../../lab/patience.ts';
import { type Dashboard, startDashboard } from './dashboard.ts';
import { expectAccessible } from './pages/accessible.ts';
import { createAdmin } from './pages/entry.ts';
import { test } from './pages/story.ts';

/** What Bilge does by itself, in the browser: a schedule with its preview, its run, the jobs. Needs no lab: demo hosts. */
let dashboard: Dashboard;
test.beforeAll(async () => {
  dashboard = await startDashboard();
});
test.afterAll(() => dashboard?.stop());

test('a schedule is previewed, approved, seen in the list, and done', async ({ page }) => {
  await createAdmin(page, dashboard);
  await page.getByRole('button', { name: 'Look around with demo hosts' }).click();
  await expect(page).toHaveURL(`${dashboard.url}/`, { timeout: patience(30_000) });
  await page.getByRole('link', { name: 'Schedules' }).first().click();
  await expect(page.getByText('There are no schedules yet')).toBeVisible();

  await page.getByLabel('Name', { exact: true }).fill('nightly leak');
  await page.getByLabel('Host', { exact: true }).selectOption('demo-nas');
  await page.getByLabel('What', { exact: true }).selectOption('Quarantine leaked layers');
  await page.getByLabel('When', { exact: true }).fill('0 0 31 2 *');
  await page.getByRole('button', { name: 'Preview' }).click();
  await expect(page.getByText(/names no moment/)).toBeVisible();
  await page.getByLabel('When', { exact: true }).fill('every day at 03:00');
  await page.getByRole('button', { name: 'Preview' }).click();
  await expect(page.getByText('Would do now, by the last scan:')).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel('Type the name of the host: demo-nas').fill('demo-nas');
  await page.getByRole('button', { name: 'Approve schedule' }).click();
  const line = page.getByRole('list', { name: 'Schedules' }).getByRole('listitem').first();
  await expect(line).toContainText('nightly leak');
  await expect(line).toContainText('every day at 03:00');
  await line.getByRole('button', { name: 'Run now' }).click();
  await expect(line.getByText(/done\./)).toBeVisible({ timeout: patience(60_000) });
  await expectAccessible(page);

  await page.goto(`${dashboard.url}/settings/jobs`);
  await expect(page.getByRole('rowheader', { name: /Daily upkeep/ })).toBeVisible();
  await expect(page.getByLabel('Scan demo-nas', { exact: true })).toBeVisible();
  await expectAccessible(page);

  await page.goto(`${dashboard.url}/`);
  await page.getByRole('link', { name: 'demo-nas', exact: true }).first().click();
  await page.getByRole('link', { name: 'History', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Forecast' })).toBeVisible();
  await expect(page.getByText(/Full within 7 days/)).toBeVisible();
  await expectAccessible(page);
});
