import { expect, type Page, test } from '@playwright/test';
import { type Dashboard, startDashboard } from './dashboard.ts';
import { adminPassword, logIn } from './pages/entry.ts';

/** Someone who types and presses as soon as something is drawn, on a slow line: the script comes when it comes, and nothing is lost. */
let dashboard: Dashboard;

test.beforeAll(async () => {
  dashboard = await startDashboard({ BILGE_ADMIN_PASSWORD: adminPassword });
});
test.afterAll(async () => {
  await dashboard?.stop();
});

/** Opens a page whose scripts wait until they are let through. */
async function openWithoutScripts(page: Page, path: string): Promise<{ letScriptsCome: () => void }> {
  await logIn(page, dashboard.url);
  let letScriptsCome = (): void => {};
  const mayCome = new Promise<void>((resolve) => {
    letScriptsCome = resolve;
  });
  await page.route('**/_next/static/chunks/*.js', async (route) => {
    await mayCome;
    await route.continue();
  });
  await page.goto(dashboard.url + path, { waitUntil: 'commit' });
  return { letScriptsCome };
}

test('a host: what was typed and chosen before the script came is what is tested', async ({ page }) => {
  const { letScriptsCome } = await openWithoutScripts(page, '/hosts/new');
  await page.getByRole('radio', { name: /^SSH/ }).check({ force: true });
  await page.getByLabel('Name', { exact: true }).fill('my nas!');
  await page.getByLabel('Log in with').selectOption('password');
  await page.getByLabel('Address').fill('192.0.2.7');
  const press = page.getByRole('button', { name: 'Test' });
  await expect(press).toBeDisabled();
  letScriptsCome();
  await expect(press).toBeEnabled();
  // Drawn again after the choice: the field of the chosen login is there, and nothing typed is gone.
  await page.getByLabel('Password', { exact: true }).fill('secret');
  await page.getByLabel('User').fill('ada');
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('my nas!');
  await expect(page.getByLabel('Address')).toHaveValue('192.0.2.7');
  await expect(page.getByLabel('Log in with')).toHaveValue('password');
  await press.click();
  // The rules judged what was typed early: its mistake is said beside it, it has the focus, and mending it takes the message away.
  await expect(page.getByLabel('Name', { exact: true })).toBeFocused();
  await expect(page.getByLabel('Name', { exact: true })).toHaveAttribute('aria-invalid', 'true');
  await page.getByLabel('Name', { exact: true }).fill('my-nas');
  await expect(page.getByLabel('Name', { exact: true })).not.toHaveAttribute('aria-invalid', 'true');
});

test('a paste: it waits for the script, and is then judged', async ({ page }) => {
  const { letScriptsCome } = await openWithoutScripts(page, '/diagnose');
  await page.getByLabel('Output of commands').fill('the quick brown fox\njumps over my NAS');
  const press = page.getByRole('button', { name: 'Diagnose', exact: true });
  await expect(press).toBeDisabled();
  letScriptsCome();
  await press.click();
  await expect(page.getByRole('heading', { name: 'Nothing was recognised' })).toBeVisible();
  await expect(page.getByLabel('Output of commands')).toHaveValue('the quick brown fox\njumps over my NAS');
});

test('a file that was chosen before the script came is read', async ({ page }) => {
  const { letScriptsCome } = await openWithoutScripts(page, '/diagnose');
  await page
    .getByLabel('Choose files')
    .setInputFiles([
      { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('nothing that Docker prints\n') },
    ]);
  letScriptsCome();
  await expect(page.getByText('notes.txt', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Diagnose', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Nothing was recognised' })).toBeVisible();
});

test('scripts that are lost on their way are asked for again', async ({ page }) => {
  const lost = new Set<string>();
  // As when the network changes while the page loads: each file fails once.
  await page.route('**/_next/static/chunks/**', async (route) => {
    const isFirst = !lost.has(route.request().url());
    lost.add(route.request().url());
    if (isFirst) await route.abort('connectionreset');
    else await route.continue();
  });
  await logIn(page, dashboard.url);
  expect([...lost].filter((url) => url.endsWith('.js')).length).toBeGreaterThan(3);
  expect([...lost].some((url) => url.endsWith('.css'))).toBe(true);
});
