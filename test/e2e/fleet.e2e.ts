import { expect, type Page } from '@playwright/test';
import { whoisWords } from '../../components/whois/whois-words';
import { patience } from '../../lab/patience.ts';
import { type Dashboard, startDashboard } from './dashboard.ts';
import { expectAccessible } from './pages/accessible.ts';
import { createAdmin, logIn } from './pages/entry.ts';
import { takeScreenshots } from './pages/screenshots.ts';
import { test } from './pages/story.ts';

/** Several hosts at once, on the demo hosts: choose, review, run, close the page and open it again. And: who owns a name. */
test.describe.configure({ mode: 'serial' });

let dashboard: Dashboard;
test.beforeAll(async () => {
  dashboard = await startDashboard();
});
test.afterAll(() => dashboard?.stop());

const pathOf = (page: Page): string => new URL(page.url()).pathname;

test('several hosts are cleaned up together, and the page can be closed meanwhile', async ({ page, browser }) => {
  await createAdmin(page, dashboard);
  await page.goto(`${dashboard.url}/hosts/new`);
  await page.getByRole('button', { name: 'Look around with demo hosts' }).click();
  await expect(page).toHaveURL(`${dashboard.url}/`, { timeout: patience(30_000) });
  await expect(page.getByRole('checkbox')).toHaveCount(4);
  await page.getByRole('checkbox', { name: 'Select demo-nas' }).focus();
  await page.keyboard.press('Space');
  await expect(page.getByRole('button', { name: 'Clean up 1 host…' })).toBeVisible();
  await page.getByRole('button', { name: 'Select all 4 shown' }).click();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Clean up 4 hosts…' }).click();

  await expect(page).toHaveURL(/\/cleanup\?hosts=/);
  // In the page itself: while it still arrives, its parts stand below it too, hidden.
  await expect(page.getByRole('main').getByText('Together, on 2 hosts')).toBeVisible();
  await page.getByRole('link', { name: 'Free leaked layers now' }).click();
  await expect(page).toHaveURL(/kind=free-leaked/);
  await expectAccessible(page);
  const choice = page.url().slice(dashboard.url.length);
  await page.getByRole('button', { name: /^Make the plans/ }).click();

  await expect(page).toHaveURL(/\/cleanup\/batch_/);
  await expect(page.getByRole('heading', { level: 1, name: /^Review/ })).toBeVisible({ timeout: patience(30_000) });
  const review = pathOf(page);
  await expectAccessible(page);
  await takeScreenshots(browser, page, { 'fleet-overview': '/', 'fleet-choice': choice, 'fleet-review': review });

  const start = page.getByRole('button', { name: 'Free leaked layers now on 2 hosts' });
  await expect(start).toBeDisabled();
  await page.getByLabel(/^demo-nas:/).fill('demo-nas');
  await expect(start).toBeDisabled();
  await page.getByLabel(/^demo-buildserver:/).fill('demo-buildserver');
  await start.click();
  await expect(page.getByRole('heading', { level: 1, name: /^(Running|Done)/ })).toBeVisible();

  await page.goto('about:blank');
  await page.goto(`${dashboard.url}${review}`);
  await expect(page.getByRole('heading', { level: 1, name: /^Done/ })).toBeVisible({ timeout: patience(60_000) });
  await expect(page.getByRole('listitem').filter({ hasText: 'demo-homeserver' })).toContainText('Nothing to do');
  await expect(page.getByRole('link', { name: /^Its run: succeeded/ })).toHaveCount(2);
  await expectAccessible(page);
  await takeScreenshots(browser, page, { 'fleet-done': review });
});

test('a pasted name is looked up, and a word that nothing is called is searched', async ({ page, browser }) => {
  await logIn(page, dashboard.url);
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill('/var/lib/docker/volumes');
  await expect(page.getByRole('option').first()).toHaveText(/^Who owns/);
  await page.getByRole('combobox').fill('no such word');
  await expect(page.getByRole('option')).toHaveCount(2);
  await page.getByRole('combobox').fill('undo');
  await expect(page.getByRole('option').filter({ hasText: 'Restore from the quarantine' }).first()).toBeVisible();
  await page.keyboard.press('Escape');

  await page.goto(`${dashboard.url}/whois`);
  await page.getByLabel('Name, path or id').fill('/var/lib/docker/volumes');
  await page.getByRole('button', { name: 'Look up' }).click();
  await expect(page.getByText(whoisWords.nothing)).toHaveCount(4);
  await page.getByLabel('Name, path or id').fill('photos');
  await page.getByLabel('Host', { exact: true }).selectOption({ label: 'demo-nas' });
  await page.getByRole('button', { name: 'Look up' }).click();
  await expect(page).toHaveURL(/host=/);
  await expect(page.getByRole('article').first()).toContainText('photos');
  await expectAccessible(page);
  await takeScreenshots(browser, page, { whois: page.url().slice(dashboard.url.length) });
});
