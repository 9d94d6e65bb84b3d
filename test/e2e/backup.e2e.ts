import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect } from '@playwright/test';
import { type Dashboard, startDashboard } from './dashboard.ts';
import { expectAccessible } from './pages/accessible.ts';
import { adminPassword, logIn } from './pages/entry.ts';
import { takeScreenshots } from './pages/screenshots.ts';
import { test } from './pages/story.ts';

/** From the button on Settings → Backup to the same hosts in another dashboard; a wrong passphrase and a running dashboard change nothing. */
const commandLine = 'bin/bilge';
const passphrase = 'seven quiet boats at anchor';
let dashboard: Dashboard;
let other: Dashboard;
let folder: string;

test.beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bilge-backup-story-'));
  dashboard = await startDashboard({ BILGE_ADMIN_PASSWORD: adminPassword, BILGE_DEMO: '1' });
  other = await startDashboard();
});
test.afterAll(async () => {
  await dashboard?.stop();
  await other?.stop();
  fs.rmSync(folder, { recursive: true, force: true });
});

test('a backup is downloaded, and restored elsewhere with its passphrase alone', async ({ page, browser }) => {
  await logIn(page, dashboard.url);
  await expect(page.getByRole('link', { name: 'demo-nas' }).first()).toBeVisible();
  await page.goto(`${dashboard.url}/settings/backup`);
  await expectAccessible(page);
  const download = page.getByRole('button', { name: 'Download a backup' });
  await page.getByLabel('Passphrase', { exact: true }).fill(passphrase);
  await page.getByLabel('Repeat the passphrase').fill('seven quiet goats');
  await expect(page.getByText('The passphrases do not match.')).toBeVisible();
  await expect(download).toBeDisabled();
  await page.getByLabel('Repeat the passphrase').fill(passphrase);
  await page.getByLabel('Include the key').check();
  await expect(page.getByText('Anyone with this file and its passphrase can log in to your hosts')).toBeVisible();
  await takeScreenshots(browser, page, { backup: '/settings/backup' });

  const arriving = page.waitForEvent('download');
  await download.click();
  const file = path.join(folder, 'all.bilge-backup');
  await (await arriving).saveAs(file);
  await expect(page.getByText(/^Saved /)).toBeVisible();
  // What was typed does not stay on the screen.
  await expect(page.getByLabel('Passphrase', { exact: true })).toHaveValue('');
  const stored = fs.readFileSync(file);
  for (const readable of [passphrase, 'demo-nas', 'SQLite format']) expect(stored.includes(readable)).toBe(false);

  const running = await restore(file, passphrase);
  expect(running.code, running.said).not.toBe(0);
  expect(running.said).toMatch(/running|stop/i);
  await other.kill();
  const before = fs.readFileSync(path.join(other.data, 'bilge.db'));
  const wrong = await restore(file, 'seven quiet goats at anchor');
  expect(wrong.code, wrong.said).not.toBe(0);
  expect(wrong.said).toMatch(/passphrase/i);
  expect(fs.readFileSync(path.join(other.data, 'bilge.db')).equals(before)).toBe(true);
  const right = await restore(file, passphrase);
  expect(right.code, right.said).toBe(0);

  await other.start();
  await logIn(page, other.url);
  await expect(page.getByRole('link', { name: 'demo-nas' }).first()).toBeVisible();
});

function restore(file: string, typed: string): Promise<{ code: number | null; said: string }> {
  return new Promise((resolve) => {
    const child = spawn(commandLine, ['restore', file], { env: { ...process.env, BILGE_DATA: other.data } });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += String(chunk)));
    child.on('close', (code) => resolve({ code, said }));
    child.stdin.end(`${typed}\n`);
  });
}
