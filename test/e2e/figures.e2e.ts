import { readFile } from 'node:fs/promises';
import { expect, type Page } from '@playwright/test';
import type { Dashboard } from './dashboard.ts';
import { expectAccessible } from './pages/accessible.ts';
import { logIn } from './pages/entry.ts';
import { dashboardPages } from './pages/every-page.ts';
import { hydrated, shifted, watchShifts } from './pages/layout-shift.ts';
import { startRecordedDashboard } from './pages/recorded-dashboard.ts';
import { test } from './pages/story.ts';
import { recordedHosts } from './recorded-hosts.ts';

/** Figures of recorded hosts: what they draw, what can be measured and saved, and that nothing moves meanwhile. */
let dashboard: Dashboard;

test.beforeAll(async () => {
  dashboard = await startRecordedDashboard();
});
test.afterAll(async () => {
  await dashboard?.stop();
});

const hostPath = (name: string, tab = '') => `${dashboard.url}/hosts/host_${name}${tab}`;

test('the ledger: the map can be read, and one row can be measured', async ({ page }) => {
  await logIn(page, dashboard.url);
  await page.goto(hostPath(recordedHosts.leaking, '/ledger'));
  const map = page.getByRole('img', { name: /^The disk by row and object/ });
  await expect(map).toBeVisible();
  await expect(map.locator('text').first()).toBeVisible();
  await expect(page.getByRole('list', { name: /largest first/ })).toContainText(/Leaked layers: [0-9a-z]+, /);
  await expectAccessible(page);
  // One selection: a row that is opened is gone into on the map, an area that is tapped opens its row.
  const rowOf = (id: string | null) => page.locator(`details[data-ledger-row="${id}"]`);
  await rowOf('leaked-layers').locator('summary').first().click();
  await expect(rowOf('leaked-layers')).toHaveAttribute('data-picked', '');
  await page.getByRole('button', { name: 'Leaked layers', exact: true }).click();
  await expect(map.locator('rect[data-row]:not([data-row="leaked-layers"])')).toHaveCount(0);
  await page.getByRole('button', { name: 'Whole disk' }).click();
  const area = map.locator('rect[data-row]:not([data-row="leaked-layers"])').first();
  const tapped = await area.getAttribute('data-row');
  await area.click();
  await expect(rowOf(tapped)).toHaveAttribute('open', '');
  await expect(rowOf(tapped)).toHaveAttribute('data-picked', '');
  await expect(rowOf('leaked-layers')).not.toHaveAttribute('data-picked', '');
  await expectAccessible(page);
  await page.goto(hostPath(recordedHosts.nested, '/ledger'));
  await page.locator('summary', { hasText: 'Nested Docker data' }).click();
  await expect(page.getByRole('button', { name: 'Measure now Nested Docker data' })).toBeVisible();
  await expect(page.getByRole('button', { name: /^Measure now [0-9a-f]{12}/ }).first()).toBeVisible();
  await expectAccessible(page);
});

test('the history is pointed at and walked through by keyboard; before that it is a drawing', async ({ page }) => {
  await logIn(page, dashboard.url);
  await page.goto(hostPath(recordedHosts.leaking, '/history'));
  const plot = page.getByRole('group', { name: 'Chart of used space' });
  await expect(plot.locator('path').first()).toBeVisible();
  const chart = page.locator('.recharts-surface').first();
  // Nobody has pointed at it, so Recharts was not fetched.
  await expect(chart).toHaveCount(0);
  await plot.hover();
  await expect(chart).toBeVisible();
  await chart.hover({ position: { x: 200, y: 100 } });
  await expect(page.getByText('Total', { exact: true })).toBeVisible();
  await page.mouse.move(0, 0);
  await expect(page.getByText('Total', { exact: true })).toBeHidden();
  await chart.focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByText('Total', { exact: true })).toBeVisible();
  await expectAccessible(page);

  // What the page came with, and what stays where the chart cannot be loaded.
  const served = await (await page.request.get(page.url())).text();
  expect(served).toContain('<title>Used space over time</title>');
});

test('activity is filtered by its address and leaves as a file', async ({ page }) => {
  await logIn(page, dashboard.url);
  await page.goto(`${dashboard.url}/activity`);
  await page.getByLabel('What').selectOption('finding');
  await page.getByLabel('Who').fill('anna');
  await page.getByRole('button', { name: 'Filter' }).click();
  await expect(page).toHaveURL(/action=finding/);
  const table = page.getByRole('table', { name: 'Activity' });
  await expect(table.getByRole('row')).toHaveCount(2);
  await expect(table).toContainText('muted the finding');
  await expectAccessible(page);
  const csv = await download(page, 'Export as CSV');
  // Every cell is quoted: a spreadsheet that cuts at another sign must not find a formula between two of them.
  expect(csv.split('\r\n')[0]).toBe('"id","at","actorKind","actor","action","subject","host","result","detail"');
  expect(csv).toContain(`,"finding.muted",`);
  expect(csv).toContain(`,"${recordedHosts.leaking}","ok",`);
  const entries: unknown = JSON.parse(await download(page, 'Export as JSON'));
  expect(entries).toMatchObject([{ action: 'finding.muted', actor: 'anna' }]);
});

test('unauthenticated visitors get no file of the activity', async ({ request }) => {
  expect((await request.get(`${dashboard.url}/api/v1/audit/export`)).status()).toBe(401);
});

test('a host that does not answer is saved for later: a pasted address, the reason, and no history yet', async ({
  page,
}) => {
  await logIn(page, dashboard.url);
  await page.goto(`${dashboard.url}/hosts/new`);
  await page.getByRole('radio', { name: /^SSH/ }).check({ force: true });
  await page.getByRole('button', { name: 'Test', exact: true }).click();
  // Each field says what is missing, and the first one has the keyboard.
  await expect(page.getByLabel('Name', { exact: true })).toBeFocused();
  await expect(page.getByLabel('Name', { exact: true })).toHaveAccessibleDescription(/Enter a name/);
  await expect(page.getByLabel('User', { exact: true })).toHaveAccessibleDescription(/Enter the user/);
  await page.getByLabel('Name', { exact: true }).fill('cellar');
  // Port 1 of this machine: refused at once.
  await page.getByLabel('Address', { exact: true }).fill('ssh://anna@127.0.0.1:1');
  await page.getByLabel('User', { exact: true }).focus();
  await expect(page.getByLabel('Address', { exact: true })).toHaveValue('127.0.0.1');
  await expect(page.getByLabel('User', { exact: true })).toHaveValue('anna');
  await expect(page.getByLabel('Port', { exact: true })).toHaveValue('1');
  await page.getByLabel('Log in with').selectOption('password');
  await page.getByLabel('Password', { exact: true }).fill('of another machine');
  await page.getByRole('button', { name: 'Test', exact: true }).click();
  await page.getByRole('button', { name: 'Save cellar anyway' }).click();
  await expect(page).toHaveURL(/\/hosts\/host_[^/]+$/);
  await expect(page.getByRole('main')).toContainText('127.0.0.1');
  await expectAccessible(page);
});

test('nothing moves while a page loads, on a phone', async ({ browser }) => {
  const reader = { locale: 'ja-JP', timezoneId: 'Asia/Tokyo' };
  const context = await browser.newContext({ viewport: { width: 360, height: 780 }, ...reader });
  try {
    const page = await context.newPage();
    await logIn(page, dashboard.url);
    await page.addInitScript(watchShifts);
    for (const [name, address] of Object.entries(dashboardPages)) {
      await page.goto(dashboard.url + address);
      await hydrated(page);
      expect(await shifted(page), name).toBeLessThanOrEqual(0.02);
    }
    // The server knows the reader's clock from the second page on, and the form of their dates from the first.
    await page.goto(`${dashboard.url}/activity`);
    await expect(page.locator('time').first()).toHaveAttribute('title', /^\d{4}年\d{1,2}月\d{1,2}日 \d{2}:\d{2}$/);
  } finally {
    await context.close();
  }
});

test('an address that stands for no text is a request that cannot be, not a broken dashboard', async ({ page }) => {
  await logIn(page, dashboard.url);
  const answer = await page.request.get(`${dashboard.url}/api/v1/hosts/%zz`);
  expect(answer.status()).toBe(400);
});

async function download(page: Page, name: string): Promise<string> {
  const coming = page.waitForEvent('download');
  await page.getByRole('link', { name }).click();
  return await readFile(await (await coming).path(), 'utf8');
}
