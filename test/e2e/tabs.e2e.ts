import { expect, type Page } from '@playwright/test';
import { type Dashboard, startDashboard } from './dashboard.ts';
import { adminPassword, logIn } from './pages/entry.ts';
import { test } from './pages/story.ts';

/** A cookie alone only reads; a tab of one's own never notices (docs/decisions/0005-page-token.md). */
let dashboard: Dashboard;

test.beforeAll(async () => {
  dashboard = await startDashboard({ BILGE_MEASURE: 'asked', BILGE_ADMIN_PASSWORD: adminPassword });
});
test.afterAll(async () => {
  await dashboard?.stop();
});

const question = (page: Page) => page.getByRole('dialog', { name: 'Confirm your password' });

async function addUser(page: Page, name: string): Promise<void> {
  await page.goto(`${dashboard.url}/settings/users`);
  await page.getByRole('button', { name: 'Add a user' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add a user' });
  await dialog.getByLabel('Name').fill(name);
  await dialog.getByLabel('Password').fill('four random plain words');
  await dialog.getByRole('button', { name: 'Add the user' }).click();
}

const listed = (page: Page, name: string) => page.getByRole('listitem').filter({ hasText: name });

test('a new tab has it from another one; nobody is asked', async ({ page, context }) => {
  await logIn(page, dashboard.url);
  await addUser(page, 'ben');
  await expect(listed(page, 'ben')).toBeVisible();
  const second = await context.newPage();
  await addUser(second, 'carla');
  await expect(listed(second, 'carla')).toBeVisible();
  await expect(question(second)).toHaveCount(0);
});

test('a browser that was closed meanwhile is asked for the password once, and the deed is done', async ({
  browser,
}) => {
  const before = await browser.newContext();
  const first = await before.newPage();
  await logIn(first, dashboard.url);
  const cookies = await before.cookies();
  await before.close();

  const after = await browser.newContext();
  await after.addCookies(cookies);
  const page = await after.newPage();
  await addUser(page, 'dora');
  await expect(question(page)).toContainText('This tab cannot make changes yet');
  await question(page).getByLabel('Password').fill(adminPassword);
  await question(page).getByRole('button', { name: 'Continue' }).click();
  await expect(listed(page, 'dora')).toBeVisible();

  // A call below /api/v1 goes the same way, and both tabs know it now.
  const second = await after.newPage();
  await second.goto(`${dashboard.url}/diagnose`);
  await second.getByLabel('Output of commands').fill('the quick brown fox\njumps over my NAS');
  await second.getByRole('button', { name: 'Diagnose', exact: true }).click();
  await expect(second.getByRole('heading', { name: 'Nothing was recognised' })).toBeVisible();
  await after.close();
});

test('who has only the cookie reads and changes nothing, whichever way', async ({ page, playwright }) => {
  await logIn(page, dashboard.url);
  const cookies = await page.context().cookies();
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  const actions: Record<string, string>[] = [];
  page.on('request', (request) => {
    const id = request.headers()['next-action'];
    if (id) actions.push({ id, body: request.postData() ?? '', page: request.headers()['x-bilge-page'] ?? '' });
  });
  await addUser(page, 'eva');
  await expect(listed(page, 'eva')).toBeVisible();
  const [sent] = actions;
  expect(sent?.page).toMatch(/^[\w-]{43}$/);

  const thief = await playwright.request.newContext({ extraHTTPHeaders: { cookie, origin: dashboard.url } });
  expect((await thief.get(`${dashboard.url}/api/v1/hosts`)).status()).toBe(200);
  const call = await thief.post(`${dashboard.url}/api/v1/hosts`, { data: {} });
  expect(call.status()).toBe(403);
  const body = (sent?.body ?? '').replace('eva', 'thief');
  const headers = { 'next-action': sent?.id ?? '', 'content-type': 'text/plain;charset=UTF-8' };
  const answer = await thief.post(`${dashboard.url}/settings/users`, { headers, data: body });
  expect(await answer.text()).toContain('reauthentication-required');
  const own = await thief.post(`${dashboard.url}/settings/users`, {
    headers: { ...headers, 'x-bilge-page': sent?.page ?? '' },
    data: body.replace('thief', 'frida'),
  });
  expect(await own.text(), 'the same post with the page token').not.toContain('reauthentication-required');
  await page.reload();
  await expect(listed(page, 'frida')).toBeVisible();
  await expect(listed(page, 'thief')).toHaveCount(0);
  await thief.dispose();
});

test('logging out in one tab leads the other one to the login', async ({ page, context }) => {
  await logIn(page, dashboard.url);
  const second = await context.newPage();
  await second.goto(`${dashboard.url}/health`);
  await second.bringToFront();
  await page.getByRole('button', { name: /account/ }).click();
  await page.getByRole('menuitem', { name: 'Log out' }).click();
  await expect(page).toHaveURL(/\/login/);
  await expect(second).toHaveURL(/\/login\?next=%2Fhealth/, { timeout: 30_000 });
  expect(await second.evaluate(() => sessionStorage.getItem('bilge-page'))).toBeNull();
});
