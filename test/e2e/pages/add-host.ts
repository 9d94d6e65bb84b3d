import fs from 'node:fs';
import { expect, type Page } from '@playwright/test';
import type { LabHost } from '../../../lab/lab.ts';

/** Adds a lab host as its owner would: types the address, compares the fingerprint, tests, adds. */
export async function addSshHost(page: Page, host: LabHost, name: string): Promise<void> {
  await page.getByRole('radio', { name: /^SSH/ }).check({ force: true });
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Address').fill(host.address);
  await page.getByLabel('User').fill(host.user);
  await page.getByLabel('Log in with').selectOption('key');
  await page.getByLabel('Private key').fill(fs.readFileSync(host.keyFile, 'utf8'));
  await page.getByRole('button', { name: 'Test' }).click();
  // The key of this very host, as ssh-keygen prints it: a person compares it, so it must be on the screen.
  await expect(page.getByText(host.hostKeyFingerprint)).toBeVisible();
  await page.getByRole('button', { name: /same|trust/i }).click();
  await page.getByRole('button', { name: new RegExp(`^Add ${name}`) }).click();
  await expect(page).toHaveURL(/\/hosts\/[^/]+$/);
  await expect(page).not.toHaveURL(/\/hosts\/new$/);
}
