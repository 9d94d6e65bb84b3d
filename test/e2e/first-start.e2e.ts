import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect } from '@playwright/test';
import { type LabHost, labAvailable, startHost } from '../../lab/lab.ts';
import { patience } from '../../lab/patience.ts';
import { listDriverDirectories } from '../../lab/states/driver-directories.ts';
import { loadBusybox } from '../../lab/states/load-busybox.ts';
import { type Dashboard, startDashboard } from './dashboard.ts';
import { expectAccessible } from './pages/accessible.ts';
import { addSshHost } from './pages/add-host.ts';
import { adminPassword, createAdmin, logIn } from './pages/entry.ts';
import { takeScreenshots } from './pages/screenshots.ts';
import { test } from './pages/story.ts';

/** From nothing to a host on the screen, in a real browser against a real host. */
const lab = await labAvailable();
test.skip(!lab.ok, lab.ok ? '' : `SKIPPED: ${lab.reason}`);

// Each test goes on from where the last one left the dashboard.
test.describe.configure({ mode: 'serial' });

let host: LabHost;
let dashboard: Dashboard;

test.beforeAll(async () => {
  host = await startHost('btrfs');
  await loadBusybox(host);
  await host.exec('docker volume create photos && docker run -d --name web -v photos:/photos busybox:lab sleep 600');
  dashboard = await startDashboard();
});
test.afterAll(async () => {
  await dashboard?.stop();
  await host?.stop();
});

test('first start, the first host, its storage', async ({ page, browser }) => {
  const pathOf = (suffix: string): string => new URL(page.url()).pathname.replace(/\/$/, '') + suffix;

  // The one-time code leaves the browser in one place: the body of the request that creates the admin.
  const code = (await dashboard.firstLink()).split('#code=')[1] ?? '';
  const tellTales: string[] = [];
  page.on('request', (request) => {
    const said = `${request.url()} ${JSON.stringify(request.headers())}`;
    if (said.includes(code) || said.includes('#code')) tellTales.push(said);
  });
  await page.goto(dashboard.url);
  await expect(page).toHaveURL(/\/welcome$/);
  await expect(page.getByLabel('One-time code')).toHaveValue('');
  await expectAccessible(page);
  await createAdmin(page, dashboard);
  expect(tellTales).toEqual([]);
  await expectAccessible(page);
  await addSshHost(page, host, 'nas');

  // The scan runs by itself after adding; the page fills without a reload.
  await expect(page.getByRole('heading', { name: 'nas' })).toBeVisible();
  await expect(page.getByText('btrfs driver on btrfs').first()).toBeVisible({ timeout: patience(30_000) });
  await expect(page).toHaveTitle(/nas/);
  await expectAccessible(page);
  const hostPath = pathOf('');

  await page.goto(`${dashboard.url}${hostPath}/layers`);
  const directories = await listDriverDirectories(host);
  expect(directories.length).toBeGreaterThanOrEqual(3);
  for (const name of directories) await expect(page.getByText(name.slice(0, 20)).first()).toBeVisible();
  await expectAccessible(page);

  await page.goto(`${dashboard.url}${hostPath}/volumes`);
  await expect(page.getByText('photos').first()).toBeVisible();
  await expect(page.getByText('web').first()).toBeVisible();
  await expectAccessible(page);

  for (const tab of ['ledger', 'about']) {
    await page.goto(`${dashboard.url}${hostPath}/${tab}`);
    await expectAccessible(page);
  }
  await page.goto(dashboard.url);
  await expect(page.getByRole('link', { name: 'nas' }).first()).toBeVisible();
  await expectAccessible(page);
  for (const path of ['/settings/account', '/settings/users', '/settings/tokens', '/activity', '/hosts/new']) {
    await page.goto(dashboard.url + path);
    await expectAccessible(page);
  }
  await takeScreenshots(browser, page, {
    overview: '/',
    'add-host': '/hosts/new',
    health: hostPath,
    ledger: `${hostPath}/ledger`,
    layers: `${hostPath}/layers`,
    volumes: `${hostPath}/volumes`,
    about: `${hostPath}/about`,
    settings: '/settings/account',
    activity: '/activity',
  });

  // Nothing was changed on the host by looking.
  const after = await host.exec(
    'docker ps --format "{{.Names}} {{.Status}}"; docker volume ls -q; ls /run/bilge /var/lib/bilge 2>&1 || true',
  );
  expect(after.stdout).toMatch(/web Up/);
  expect(after.stdout).toContain('photos');
  expect(after.stdout).not.toMatch(/runs/);
});

test('a scan started on the command line shows in the open page', async ({ page }) => {
  await logIn(page, dashboard.url);
  await page.getByRole('link', { name: 'nas' }).first().click();
  // The overview names the host as well: only the address says that the host's own page is there.
  await expect(page).toHaveURL(/\/hosts\/[^/]+$/);
  await page.goto(`${page.url()}/volumes`);
  await host.exec('docker volume create holidays');
  await scanOnTheCommandLine();
  await expect(page.getByText('holidays').first()).toBeVisible();
});

test('what changed before the page was listening is told when it listens', async ({ page }) => {
  await logIn(page, dashboard.url);
  await page.getByRole('link', { name: 'nas' }).first().click();
  await expect(page).toHaveURL(/\/hosts\/[^/]+$/);
  let listen = (): void => {};
  const mayListen = new Promise<void>((resolve) => {
    listen = resolve;
  });
  await page.route('**/api/v1/events*', async (route) => {
    await mayListen;
    await route.continue();
  });
  await page.goto(`${page.url()}/volumes`);
  await host.exec('docker volume create birthdays');
  await scanOnTheCommandLine();
  // Longer than the dashboard takes to notice what another process wrote.
  await page.waitForTimeout(1500);
  await expect(page.getByText('birthdays')).toHaveCount(0);
  listen();
  await expect(page.getByText('birthdays').first()).toBeVisible();
});

async function scanOnTheCommandLine(): Promise<void> {
  await promisify(execFile)('bin/bilge', ['scan', 'nas', '--json'], {
    env: { ...process.env, BILGE_DATA: dashboard.data },
    maxBuffer: 64 * 1024 * 1024,
  });
}

test('a killed dashboard forgets nothing', async ({ page }) => {
  await dashboard.kill();
  await dashboard.start();
  await logIn(page, dashboard.url);
  await expect(page.getByRole('link', { name: 'nas' }).first()).toBeVisible();
});

test('unauthenticated visitors see nothing', async ({ page, request }) => {
  await page.goto(`${dashboard.url}/hosts/nas`);
  await expect(page).toHaveURL(/\/login/);
  for (const path of ['/api/v1/hosts', '/api/v1/openapi.json', '/api/v1/events']) {
    expect((await request.get(dashboard.url + path)).status()).toBe(401);
  }
  expect((await request.get(`${dashboard.url}/healthz`)).status()).toBe(200);
  expect((await request.get(dashboard.url, { headers: { host: 'evil.example' } })).status()).toBe(421);
  expect(
    (
      await request.post(`${dashboard.url}/api/v1/hosts`, { headers: { origin: 'http://evil.example' }, data: {} })
    ).status(),
  ).toBe(403);
  expect(dashboard.output()).not.toContain(adminPassword);
});
