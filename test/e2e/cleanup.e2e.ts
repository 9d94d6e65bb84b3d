import { expect, type Page, test } from '@playwright/test';
import { type LabHost, labAvailable, startHost } from '../../lab/lab.ts';
import { patience } from '../../lab/patience.ts';
import { buildkitDuplicateLeak } from '../../lab/states/buildkit-leaks.ts';
import { dindVolume } from '../../lab/states/dind-volume.ts';
import { listDriverDirectories } from '../../lab/states/driver-directories.ts';
import { restartDocker } from '../../lab/states/engine.ts';
import { type Dashboard, startDashboard } from './dashboard.ts';
import { expectAccessible } from './pages/accessible.ts';
import { addSshHost } from './pages/add-host.ts';
import { createAdmin, logIn } from './pages/entry.ts';
import { takeScreenshots } from './pages/screenshots.ts';

/** One-click cleanup on a phone: leaks made by real BuildKit builds are set aside, put back, and freed for good. */
const lab = await labAvailable();
test.skip(!lab.ok, lab.ok ? '' : `SKIPPED: ${lab.reason}`);
test.describe.configure({ mode: 'serial' });
test.use({ viewport: { width: 360, height: 740 }, hasTouch: true });

let host: LabHost;
let dashboard: Dashboard;
let leaked: string[];
let hostPath: string;

test.beforeAll(async () => {
  host = await startHost('btrfs');
  leaked = await buildkitDuplicateLeak(host, { builds: 3, bytes: 20_000_000 });
  await host.exec(
    'docker run -d --restart always --name keeper -v keepsake:/data busybox:lab sh -c "echo photo > /data/photo; sleep 900"',
  );
  // What is older than the running daemon cannot be in use by a build or a pull: only then is it proven.
  await restartDocker(host);
  dashboard = await startDashboard();
});
test.afterAll(async () => {
  await dashboard?.stop();
  await host?.stop();
});

/** `before`: the address the page had, where that was a run too. */
async function runEnded(page: Page, before = ''): Promise<void> {
  await expect(page).toHaveURL(/\/runs\//, { timeout: patience(30_000) });
  await expect(page).not.toHaveURL(before, { timeout: patience(30_000) });
  await expect(page.getByRole('status').filter({ hasText: 'Succeeded' }).first()).toBeVisible({
    timeout: patience(60_000),
  });
}

test('into the quarantine, with one thumb', async ({ page, browser }) => {
  await createAdmin(page, dashboard);
  await addSshHost(page, host, 'nas');
  await expect(
    page
      .getByRole('article')
      .filter({ hasText: /leaked layer/ })
      .first(),
  ).toBeVisible({
    timeout: patience(30_000),
  });
  hostPath = new URL(page.url()).pathname;

  await page
    .getByRole('button', { name: /quarantine/i })
    .first()
    .click();
  await expect(page).toHaveURL(/\/plans\//, { timeout: patience(30_000) });
  const planPath = new URL(page.url()).pathname;
  for (const name of leaked) await expect(page.getByText(name.slice(0, 12)).first()).toBeVisible();
  await expectAccessible(page);
  // Looking at a plan changes nothing.
  for (const name of leaked) expect(await listDriverDirectories(host)).toContain(name);

  await page.getByRole('button', { name: /^Quarantine \d+ leaked layer/ }).click();
  await runEnded(page);
  await expectAccessible(page);
  const directories = await listDriverDirectories(host);
  for (const name of leaked) expect(directories).not.toContain(name);
  const kept = await host.exec('ls /var/lib/docker/btrfs/.bilge-quarantine');
  for (const name of leaked) expect(kept.stdout).toContain(name);
  await takeScreenshots(browser, page, { plan: planPath, run: new URL(page.url()).pathname });
});

test('undo puts everything back', async ({ page }) => {
  await logIn(page, dashboard.url);
  await page.goto(`${dashboard.url}/activity`);
  await page
    .getByRole('link', { name: /quarantine/i })
    .first()
    .click();
  await expect(page).toHaveURL(/\/runs\//);
  const done = page.url();
  await page.getByRole('button', { name: /^Restore \d+ layer/ }).click();
  await page.getByRole('button', { name: 'Restore', exact: true }).click();
  await runEnded(page, done);
  const directories = await listDriverDirectories(host);
  for (const name of leaked) expect(directories).toContain(name);
});

test('free for good, after typing the host’s name', async ({ page }) => {
  await logIn(page, dashboard.url);
  await page.goto(`${dashboard.url}${hostPath}`);
  await page
    .getByRole('article')
    .filter({ hasText: /leaked layer/ })
    .first()
    .locator('summary')
    .first()
    .click();
  await page.getByRole('button', { name: /^free/i }).first().click();
  await expect(page).toHaveURL(/\/plans\//, { timeout: patience(30_000) });
  const apply = page.getByRole('button', { name: /free|delete/i }).last();
  await expect(apply).toBeDisabled();
  await page.getByLabel(/type the host/i).fill('nas');
  await apply.click();
  await runEnded(page);
  const directories = await listDriverDirectories(host);
  for (const name of leaked) expect(directories).not.toContain(name);
  const after = await host.exec(
    'docker exec keeper cat /data/photo; docker run --rm busybox:lab echo image-works; ls -A /var/lib/docker/btrfs/.bilge-quarantine 2>/dev/null || true',
  );
  expect(after.stdout.trim().split('\n')).toEqual(['photo', 'image-works']);
});

test('the volume that cannot be deleted, fixed', async ({ page }) => {
  const dind = await dindVolume(host, { engine: 'killed', hasReadOnlySnapshot: true });
  await logIn(page, dashboard.url);
  await page.goto(dashboard.url + hostPath);
  await page.getByRole('button', { name: 'Scan now' }).click();
  await expect(
    page
      .getByRole('article')
      .filter({ hasText: /nested Docker data/ })
      .first(),
  ).toBeVisible({
    timeout: patience(30_000),
  });
  await page
    .getByRole('button', { name: /remove volume/i })
    .first()
    .click();
  await expect(page).toHaveURL(/\/plans\//, { timeout: patience(30_000) });
  await page.getByLabel(/type the host/i).fill('nas');
  await page
    .getByRole('button', { name: /remove volume|delete|free/i })
    .last()
    .click();
  await runEnded(page);
  const left = await host.exec('docker volume ls -q; btrfs subvolume list /var/lib/docker');
  expect(left.stdout).not.toContain(dind.volume);
  expect(left.stdout).toContain('keepsake');
});
