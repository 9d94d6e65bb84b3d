import { expect, type Page } from '@playwright/test';
import { client, type RealProvider, realProvider } from '../../lib/usecases/sign-in/testing/real-provider.ts';
import { type Dashboard, startDashboard } from './dashboard.ts';
import { expectAccessible } from './pages/accessible.ts';
import { adminPassword, logIn } from './pages/entry.ts';
import { test } from './pages/story.ts';

/** An admin sets a provider up and sees what it sends; someone logs in over it, proves it again, and logs out there too. */
let dashboard: Dashboard;
let provider: RealProvider;
test.beforeAll(async () => {
  dashboard = await startDashboard({ BILGE_ADMIN_PASSWORD: adminPassword });
  const { url } = dashboard;
  // Known only now: the provider sends people back to it.
  await dashboard.restart({ BILGE_URL: url });
  provider = await realProvider({ redirectUri: `${url}/login/callback`, logoutUri: `${url}/login` });
  provider.person = null;
});
test.afterAll(async () => {
  await dashboard?.stop();
  await provider?.close();
});

const signIn = (page: Page) => page.getByRole('link', { name: 'Sign in as sub-anna' });

test('single sign-on from its settings to the log-out', async ({ page }) => {
  await logIn(page, dashboard.url);
  await page.goto(`${dashboard.url}/settings/single-sign-on`);
  await expect(page.getByText(`${dashboard.url}/login/callback`)).toBeVisible();
  await page.getByLabel('Issuer', { exact: true }).fill(provider.issuer);
  await page.getByLabel('Client ID').fill(client.id);
  await page.getByLabel('Client secret').fill(client.secret);
  await page.getByLabel('Name on the button').fill('Harbour');
  await page.getByLabel('Groups of operators').fill('bilge, others');
  await page.getByLabel('Create an account').check();
  await page.getByLabel('Allow an issuer without TLS').check();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'What would come of my login?' }).click();
  await signIn(page).click();
  await expect(page).toHaveURL(`${dashboard.url}/settings/single-sign-on`);
  await expect(page.getByText('anna, created at the first login')).toBeVisible();
  await expect(page.getByLabel('Client secret')).toHaveValue('');
  await expectAccessible(page);

  await leave(page, 'admin');
  await page.getByRole('button', { name: 'Log in with Harbour' }).click();
  // Still signed in there, so nothing is asked.
  await expect(page).toHaveURL(`${dashboard.url}/`);
  await page.goto(`${dashboard.url}/settings/account`);
  await expect(page.getByText('anna, operator')).toBeVisible();
  await expect(page.getByLabel('Current password')).toHaveCount(0);

  // A browser that was closed: the cookie is there, what only the page knows is not. The provider stands for the password.
  await page.evaluate(() => sessionStorage.clear());
  await page.reload();
  await page.getByRole('button', { name: 'Set it up' }).click();
  const tab = page.waitForEvent('popup');
  await page.getByRole('link', { name: 'Sign in again with Harbour' }).click();
  await signIn(await tab).click();
  await expect(page.getByAltText(/QR code/)).toBeVisible();

  await page.getByRole('button', { name: /^anna\s*: account/ }).click();
  await page.getByRole('menuitem', { name: 'Log out' }).click();
  await page.getByRole('button', { name: /sign me out/i }).click();
  await expect(page).toHaveURL(`${dashboard.url}/login`);
});

async function leave(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: new RegExp(`^${name}\\s*: account`) }).click();
  await page.getByRole('menuitem', { name: 'Log out' }).click();
  await expect(page).toHaveURL(/\/login$/);
}
