import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, type Page } from '@playwright/test';
import { type Dashboard, startDashboard } from './dashboard.ts';
import { expectAccessible } from './pages/accessible.ts';
import { createAdmin, logIn } from './pages/entry.ts';
import { startRecordedDashboard } from './pages/recorded-dashboard.ts';
import { test } from './pages/story.ts';

/** Diagnosis of pasted output, without a host. */
let dashboard: Dashboard;

test.beforeAll(async () => {
  dashboard = await startRecordedDashboard();
});
test.afterAll(async () => {
  await dashboard?.stop();
});

// As a `docker info` with loop files stands in a forum: after a prompt, its indentation lost.
const loopInfo = `root@nas:~# docker info
Server Version: 17.05.0-ce
Storage Driver: devicemapper
Pool Name: docker-202:1-xxx-pool
Backing Filesystem: ext4
Data file: /dev/loop0
Metadata file: /dev/loop1
Data Space Used: 5.377 GB
Data Space Total: 107.4 GB
Data Space Available: 28.8 GB
Metadata Space Used: 6.148 MB
Metadata Space Total: 2.147 GB
Metadata Space Available: 2.141 GB
Udev Sync Supported: true`;

const judge = (page: Page) => page.getByRole('button', { name: 'Diagnose', exact: true }).click();

test('no host, no access: pasted output is judged, and nothing of it is kept', async ({ page }) => {
  const fresh = await startDashboard();
  try {
    await diagnoseOn(fresh, page);
  } finally {
    await fresh.stop();
  }
});

async function diagnoseOn(fresh: Dashboard, page: Page): Promise<void> {
  await createAdmin(page, fresh);
  await page.goto(fresh.url);
  await page.getByRole('link', { name: /paste docker info output/i }).click();
  await expect(page).toHaveURL(/\/diagnose$/);
  await expect(page.getByText('docker system df -v')).toBeVisible();
  await expectAccessible(page);

  await judge(page);
  await expect(page.getByText(/Nothing to diagnose yet/)).toBeVisible();

  await page.getByLabel('Output of commands').fill('the quick brown fox\njumps over my NAS');
  await judge(page);
  await expect(page.getByRole('heading', { name: 'Nothing was recognised' })).toBeVisible();
  await expectAccessible(page);

  await page.getByLabel('Output of commands').fill('x'.repeat(2_000_001));
  await judge(page);
  await expect(page.getByText(/is too long: 2,000,001 characters/)).toBeVisible();

  await page.getByLabel('Output of commands').fill(loopInfo);
  await judge(page);
  const finding = page.getByRole('article').filter({ hasText: 'sparse loop files' });
  await expect(finding).toBeVisible();
  // The fill as a picture: against what can really be written, not against the sparse size.
  await expect(finding.getByRole('img', { name: /^Data: 5\.0 GiB of 31\.8 GiB used/ })).toBeVisible();
  await finding.locator('summary', { hasText: 'Evidence' }).click();
  await expect(finding.getByRole('cell', { name: '/dev/loop0' })).toBeVisible();
  await page.getByText(/of output was recognised/).click();
  await expect(page.getByText('13 lines, from line 2')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'What to paste next' })).toBeVisible();
  await expect(page.getByText('sudo lvs -a')).toBeVisible();
  await page.getByText(/checks could not run/).click();
  await expectAccessible(page);

  await page.reload();
  await expect(page.getByLabel('Output of commands')).toHaveValue('');
  const stored = await readFile(path.join(fresh.data, 'bilge.db'));
  const log = await readFile(path.join(fresh.data, 'bilge.db-wal')).catch(() => Buffer.alloc(0));
  expect(Buffer.concat([stored, log]).includes('docker-202:1-xxx-pool')).toBe(false);
}

test('a file is dropped or chosen; a picture is turned away', async ({ page }) => {
  await logIn(page, dashboard.url);
  await page.goto(`${dashboard.url}/diagnose`);
  await page.getByLabel('Choose files').setInputFiles([
    { name: 'info.txt', mimeType: 'text/plain', buffer: Buffer.from(loopInfo) },
    { name: 'photo.png', mimeType: 'image/png', buffer: Buffer.from([0x89, 0x50, 0, 0, 1]) },
  ]);
  await expect(page.getByText('“photo.png” is not text.')).toBeVisible();
  await judge(page);
  await expect(page.getByRole('article').filter({ hasText: 'sparse loop files' })).toBeVisible();
});
