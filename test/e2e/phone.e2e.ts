import { expect, type Locator, type Page } from '@playwright/test';
import { patience } from '../../lab/patience.ts';
import { type Dashboard, startDashboard } from './dashboard.ts';
import { expectAccessible } from './pages/accessible.ts';
import { adminPassword, logIn } from './pages/entry.ts';
import { test } from './pages/story.ts';

/** A phone, and a window at 400% zoom: what is in sight, what a finger hits, what does not stand in the way. Demo hosts: no lab. */
test.use({ viewport: { width: 360, height: 780 } });

let dashboard: Dashboard;
test.beforeAll(async () => {
  dashboard = await startDashboard({ BILGE_DEMO: '1', BILGE_ADMIN_PASSWORD: adminPassword });
});
test.afterAll(() => dashboard?.stop());

/** The path of demo-nas, once its sizes are known: what is not measured yet is shorter. */
async function openNas(page: Page): Promise<string> {
  await logIn(page, dashboard.url);
  await page.getByRole('link', { name: 'demo-nas', exact: true }).first().click();
  await expect(page).toHaveURL(/\/hosts\/[^/]+$/);
  await expect(page.getByText('510 MiB that Docker does not see')).toBeVisible({ timeout: patience(60_000) });
  return new URL(page.url()).pathname;
}

/** Whether a finger 21 pixels above or below the middle still hits it: by its own size, or by the room around it. */
const takesAFinger = (target: Locator): Promise<boolean> =>
  target.evaluate((element) => {
    element.scrollIntoView({ block: 'center' });
    const area = element.closest('label') ?? element;
    const { left, width, top, height } = element.getBoundingClientRect();
    return [-21, 21].every((distance) => {
      const hit = document.elementFromPoint(left + width / 2, top + height / 2 + distance);
      return hit !== null && area.contains(hit);
    });
  });

const heightOf = (page: Page): Promise<number> => page.evaluate(() => document.documentElement.scrollHeight);

test('ten findings take at most three screens, each with its title and its first button', async ({ page }) => {
  await openNas(page);
  expect(await heightOf(page)).toBeLessThanOrEqual(3 * 780);
  await expect(page.getByRole('article')).toHaveCount(10);
  for (const title of await page.getByRole('article').getByRole('heading').all()) await expect(title).toBeVisible();
  // The picture, the worst finding and what to do about it are on the first screen.
  await expect(page.getByText('510 MiB that Docker does not see')).toBeInViewport();
  await expect(page.getByRole('article').first().getByRole('button').first()).toBeInViewport();
  await expectAccessible(page);
});

test('on each page of a host the current tab is in sight, and the tabs begin in the upper third', async ({ page }) => {
  const host = await openNas(page);
  for (const tab of ['', '/ledger', '/layers', '/volumes', '/actions', '/history', '/about']) {
    await page.goto(`${dashboard.url}${host}${tab}`);
    const strip = page.getByRole('navigation', { name: 'demo-nas' });
    const current = strip.locator('[aria-current="page"]');
    await expect(current).toBeInViewport({ ratio: 0.9 });
    const box = await strip.boundingBox();
    expect(box?.y, tab).toBeLessThan(780 / 3);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  }
});

test('everything that is tapped takes a finger', async ({ page }) => {
  const host = await openNas(page);
  const main = page.getByRole('main');
  expect(await takesAFinger(page.getByRole('banner').getByRole('link', { name: 'Bilge' }))).toBe(true);
  expect(await takesAFinger(main.getByRole('button', { name: 'Demo' }))).toBe(true);
  expect(await takesAFinger(main.getByRole('button', { name: 'Scan now' }))).toBe(true);
  const row = main.getByRole('article').first();
  expect(await takesAFinger(row.locator('summary').first())).toBe(true);
  await row.locator('summary').first().click();
  expect(await takesAFinger(row.locator('summary', { hasText: 'Evidence' }))).toBe(true);
  await page.goto(`${dashboard.url}${host}/volumes`);
  for (const button of await main
    .getByRole('button', { name: /Protect from cleanups|Clean this volume|Remove volume/ })
    .all())
    expect(await takesAFinger(button)).toBe(true);
  await page.goto(`${dashboard.url}${host}/layers`);
  expect(await takesAFinger(main.getByRole('button', { name: /^Select all removable/ }))).toBe(true);
  expect(await takesAFinger(main.getByRole('checkbox').first())).toBe(true);
  await expectAccessible(page);
  await page.goto(dashboard.url);
  expect(await takesAFinger(main.getByRole('link', { name: 'demo-nas', exact: true }).first())).toBe(true);
});

test('a layer on a phone: its size and state beside its name, its owner below, no sideways scroll', async ({
  page,
}) => {
  const host = await openNas(page);
  await page.goto(`${dashboard.url}${host}/layers`);
  const table = page.getByRole('table', { name: 'Subvolumes' });
  const first = table.getByRole('row').nth(1);
  await expect(first.getByText('190 MiB')).toBeInViewport({ ratio: 1 });
  await expect(first.getByText('Leaked')).toBeInViewport({ ratio: 1 });
  expect(await table.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBeLessThanOrEqual(0);
  // The end of a name tells it apart; the whole row opens it.
  await first.click({ position: { x: 200, y: 50 } });
  await expect(page).toHaveURL(/object=/);
  await expect(page.getByRole('dialog')).toBeVisible();
});

test('activity: what and its result, and the filters folded', async ({ page }) => {
  await logIn(page, dashboard.url);
  await page.goto(`${dashboard.url}/activity`);
  await expect(page.getByLabel('Who')).toBeHidden();
  const row = page.getByRole('table', { name: 'Activity' }).locator('tbody tr').first();
  await expect(row.getByText('logged in')).toBeInViewport({ ratio: 1 });
  await expect(row.getByText('ok')).toBeInViewport({ ratio: 1 });
  await page.getByText('Filter and export').click();
  await expect(page.getByLabel('Who')).toBeVisible();
  await expectAccessible(page);
});

test('at 400% zoom nothing is fixed: the bars scroll away', async ({ page }) => {
  const host = await openNas(page);
  await page.setViewportSize({ width: 320, height: 225 });
  await page.goto(dashboard.url + host);
  const fixed = await page.evaluate(() =>
    [...document.querySelectorAll('body *')]
      .filter((element) => element.checkVisibility() && element.getClientRects().length > 0)
      .filter((element) => ['fixed', 'sticky'].includes(getComputedStyle(element).position))
      .filter((element) => element.getBoundingClientRect().height > 8)
      .map((element) => element.tagName),
  );
  expect(fixed).toEqual([]);
  await expectAccessible(page);
});

test('the picture is saved without the name of the host', async ({ page }) => {
  await openNas(page);
  await page.getByRole('button', { name: 'Save as picture' }).click();
  await expect(page.getByLabel('With the host’s name')).not.toBeChecked();
  await expectAccessible(page);
  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save PNG' }).click();
  expect((await coming).suggestedFilename()).toMatch(/^docker-says-disk-says-\d{4}-\d{2}-\d{2}\.png$/);
});
