import { expect, type Page } from '@playwright/test';
import type { Dashboard } from '../dashboard.ts';

export const adminPassword = 'a quiet harbour at night';

/** First start, by the link of the terminal: makes the admin and lands on "Add a host". */
export async function createAdmin(page: Page, dashboard: Dashboard): Promise<void> {
  await page.goto(await dashboard.firstLink());
  await expect(page.getByLabel('One-time code')).toHaveValue(/^[0-9a-z]{4}(-[0-9a-z]{4}){2}$/);
  // The code does not stay in the address bar.
  await expect(page).toHaveURL(`${dashboard.url}/welcome`);
  await page.getByLabel('Name').fill('admin');
  await page.getByLabel('Password', { exact: true }).fill(adminPassword);
  await page.getByLabel(/again|repeat/i).fill(adminPassword);
  await page.getByRole('button', { name: /create/i }).click();
  await expect(page).toHaveURL(/\/hosts\/new$/);
}

export async function logIn(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/login`);
  await page.getByLabel('Name').fill('admin');
  await page.getByLabel('Password').fill(adminPassword);
  await page.getByRole('button', { name: /log in/i }).click();
  await expect(page).not.toHaveURL(/\/login/);
}

/** What a page sends with its changes besides the cookie, for a story that calls the API past the page's buttons. */
export async function changeHeaders(page: Page): Promise<Record<string, string>> {
  const token = await page.evaluate(() => sessionStorage.getItem('bilge-page'));
  return { origin: new URL(page.url()).origin, 'x-bilge-page': token ?? '' };
}
