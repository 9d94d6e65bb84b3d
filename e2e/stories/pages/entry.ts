import { expect, type Page } from '@playwright/test';

export const adminPassword = 'a quiet harbour at night';

/** First start: makes the admin and lands on "Add a host". */
export async function createAdmin(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await expect(page).toHaveURL(/\/welcome$/);
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
