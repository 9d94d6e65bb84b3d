import fs from 'node:fs';
import { expect, type Page } from '@playwright/test';
import type { LabHost } from '../../../lab/lab.ts';
import { patience } from '../../../lab/patience.ts';
import { expectAccessible } from './accessible.ts';

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

/** Adds a lab host without a key at hand: Bilge makes one, its owner pastes one line there, and Bilge, which waits, is let in. */
export async function addHostWithMadeKey(page: Page, host: LabHost, name: string): Promise<void> {
  await page.getByRole('radio', { name: /^SSH/ }).check({ force: true });
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Address').fill(host.address);
  await page.getByLabel('User').fill('root');
  // Without a key there is nothing to try.
  await page.getByRole('button', { name: 'Test' }).click();
  await expect(page.getByText('Make the key first')).toBeVisible();
  await page.getByRole('button', { name: 'Make a key' }).click();
  const line = page.locator('code', { hasText: 'authorized_keys' }).first();
  await expect(line).toBeVisible();
  const command = (await line.textContent()) ?? '';
  expect(command).toContain(` bilge-${name}'`);
  await expectAccessible(page);

  await page.getByRole('button', { name: 'Test' }).click();
  await expect(page.getByText(host.hostKeyFingerprint)).toBeVisible();
  await page.getByRole('button', { name: /same|trust/i }).click();
  await expect(page.getByText('Waiting until the host accepts the key')).toBeVisible({ timeout: patience(30_000) });
  await expectAccessible(page);
  await host.exec(`export HOME=/root; ${command}`);
  // It tries by itself: nobody has to come back to the page.
  await page.getByRole('button', { name: new RegExp(`^Add ${name}`) }).click({ timeout: patience(60_000) });
  await expect(page).toHaveURL(/\/hosts\/(?!new)[^/]+$/, { timeout: patience(30_000) });
  const keys = await host.exec(
    'grep -c "bilge-$1$" /root/.ssh/authorized_keys; stat -c %a /root/.ssh/authorized_keys',
    { args: [name] },
  );
  expect(keys.stdout.trim().split('\n')).toEqual(['1', '600']);
}
