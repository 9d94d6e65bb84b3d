import { expect, type Page } from '@playwright/test';
import { patience } from '../../lab/patience.ts';
import { type Dashboard, startDashboard } from './dashboard.ts';
import { expectAccessible } from './pages/accessible.ts';
import { createAdmin } from './pages/entry.ts';
import { test } from './pages/story.ts';

/** Somebody spares a leaked layer, sees that a cleanup leaves it, lets go of it, and does the same with one that is set aside. */
let dashboard: Dashboard;
test.beforeAll(async () => {
  dashboard = await startDashboard();
});
test.afterAll(() => dashboard?.stop());

const shield = (page: Page) => page.getByRole('button', { name: 'Protect from cleanups' }).first();
const lift = (page: Page) => page.getByRole('button', { name: 'Remove protection' }).first();

test('a shield is set where a layer is shown, and holds on the plan and in the quarantine', async ({ page }) => {
  await createAdmin(page, dashboard);
  await page.getByRole('button', { name: 'Look around with demo hosts' }).click();
  await expect(page).toHaveURL(`${dashboard.url}/`, { timeout: patience(30_000) });
  await page.getByRole('link', { name: 'demo-nas', exact: true }).first().click();
  // The overview speaks of its leaked layers as well: only the address says that the host's own page is there.
  await expect(page).toHaveURL(/\/hosts\/[^/]+$/);
  await expect(page.getByText(/4 leaked layers/).first()).toBeVisible();
  const host = page.url();

  await page.goto(`${host}/layers?kind=orphan`);
  await page.getByRole('row').nth(1).getByRole('button').first().click();
  await shield(page).click();
  await expect(lift(page)).toBeVisible();
  await expectAccessible(page);

  await page.goto(host);
  const quarantine = page.getByRole('button', { name: /quarantine/i });
  await quarantine.first().click();
  await expect(page).toHaveURL(/\/plans\//);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Quarantine 3 leaked layers');
  await expect(page.getByText('It is protected in Bilge.')).toBeVisible();
  await lift(page).click();
  await expect(lift(page)).toHaveCount(0);
  await expectAccessible(page);

  await page.goto(host);
  await quarantine.first().click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Quarantine 4 leaked layers');
  await page.getByRole('button', { name: /^Quarantine \d+ leaked layer/ }).click();
  await expect(page).toHaveURL(/\/runs\//);
  await expect(page.getByRole('status').filter({ hasText: 'Succeeded' })).toBeVisible({ timeout: patience(30_000) });

  await page.goto(`${host}/quarantine`);
  await shield(page).click();
  await expect(lift(page)).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: /^Free .*now/ }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Delete 3 quarantined layers');
  await expect(page.getByText('It is protected in Bilge.')).toBeVisible();
});
