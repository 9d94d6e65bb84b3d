import { expect, type Page } from '@playwright/test';
import { type LabHost, labAvailable, startHost } from '../../lab/lab.ts';
import { patience } from '../../lab/patience.ts';
import { buildkitDuplicateLeak } from '../../lab/states/buildkit-leaks.ts';
import { restartDocker } from '../../lab/states/engine.ts';
import { loadBusybox } from '../../lab/states/load-busybox.ts';
import { type Dashboard, startDashboard } from './dashboard.ts';
import { expectAccessible } from './pages/accessible.ts';
import { addSshHost } from './pages/add-host.ts';
import { changeHeaders, createAdmin, logIn } from './pages/entry.ts';
import { test } from './pages/story.ts';

/** A host that gives only its socket is cleaned without a shell; and a host that is removed shows what of Bilge lies on it. */
const lab = await labAvailable();
test.skip(!lab.ok, lab.ok ? '' : `SKIPPED: ${lab.reason}`);
test.describe.configure({ mode: 'serial' });

let host: LabHost;
let socket: LabHost;
let dashboard: Dashboard;
test.beforeAll(async () => {
  [host, socket] = await Promise.all([startHost('ext4'), startHost('socket')]);
  await buildkitDuplicateLeak(host, { builds: 3 });
  await host.exec('sleep 3');
  await restartDocker(host);
  await loadBusybox(socket);
  await socket.exec(
    'docker run --name old busybox:lab true; docker run --name wanted --restart always busybox:lab true',
  );
  dashboard = await startDashboard();
});
test.afterAll(async () => {
  await dashboard?.stop();
  await host?.stop();
  await socket?.stop();
});

async function runEnded(page: Page): Promise<void> {
  await expect(page).toHaveURL(/\/runs\//, { timeout: patience(30_000) });
  await expect(page.getByRole('status').filter({ hasText: 'Succeeded' }).first()).toBeVisible({
    timeout: patience(60_000),
  });
}

test('over the socket alone: the requests are shown, and the dashboard does them', async ({ page }) => {
  await createAdmin(page, dashboard);
  await page.getByRole('radio', { name: /^TCP/ }).check({ force: true });
  await page.getByLabel('Name', { exact: true }).fill('box');
  await page.getByLabel('Address and port').fill(`${socket.address}:2375`);
  await page.getByRole('button', { name: 'Test' }).click();
  await page.getByRole('button', { name: /^Add box/ }).click({ timeout: patience(30_000) });
  await expect(page).toHaveURL(/\/hosts\/host_[^/]+$/, { timeout: patience(30_000) });
  const hostId = new URL(page.url()).pathname.split('/').at(-1);
  const planned = await page.request.post(`${dashboard.url}/api/v1/hosts/${hostId}/plans`, {
    data: { action: 'prune-containers', params: { minAgeHours: '0' } },
    headers: await changeHeaders(page),
  });
  const plan = await planned.json();
  await page.goto(`${dashboard.url}/plans/${plan.id}`);
  await expect(page.getByRole('heading', { name: 'The requests' })).toBeVisible();
  await expect(page.getByText(/DELETE \/containers\/[0-9a-f]{64}/)).toBeVisible();
  await expect(page.getByText(/the run stops when the dashboard stops/)).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel(/type the host/i).fill('box');
  await page.getByRole('button', { name: /remove 1 container/i }).click();
  await runEnded(page);
  await expectAccessible(page);
  expect((await socket.exec('docker ps -a --format "{{.Names}}"')).stdout.trim()).toBe('wanted');
});

test('removing a host shows what lies there, takes away what is Bilge’s own, and says what stays', async ({ page }) => {
  await logIn(page, dashboard.url);
  await page.goto(`${dashboard.url}/hosts/new`);
  await addSshHost(page, host, 'nas');
  await page
    .getByRole('button', { name: /quarantine/i })
    .first()
    .click();
  await expect(page).toHaveURL(/\/plans\//, { timeout: patience(30_000) });
  await page.getByRole('button', { name: /^Quarantine \d+ leaked layer/ }).click();
  await runEnded(page);

  await page.goto(`${dashboard.url}/settings/hosts`);
  const line = page.getByRole('listitem').filter({ has: page.getByRole('link', { name: 'nas', exact: true }) });
  await line.getByRole('button', { name: 'Remove' }).click();
  const dialog = page.getByRole('dialog', { name: 'Remove nas from Bilge?' });
  await expect(dialog.getByLabel(/First delete.*1 run directory/)).toBeVisible({ timeout: patience(30_000) });
  await expect(dialog.getByRole('region', { name: 'What stays on the host' })).toContainText('.bilge-quarantine');
  await expect(dialog.getByText(/restore it: mv -T/).first()).toBeVisible();
  await expectAccessible(page);
  await page.screenshot({ path: 'test-results/remove-host.png' });
  await page.setViewportSize({ width: 360, height: 740 });
  await page.screenshot({ path: 'test-results/remove-host-phone.png' });
  await dialog.getByLabel(/First delete/).check();
  await dialog.getByRole('button', { name: 'Remove nas' }).click();
  await expect(page.getByText('nas was removed from Bilge', { exact: true })).toBeVisible({
    timeout: patience(30_000),
  });
  expect((await host.exec('ls -d /var/lib/bilge/runs/run_* 2>/dev/null || echo none')).stdout.trim()).toBe('none');
  expect((await host.exec('ls /var/lib/docker/overlay2/.bilge-quarantine')).stdout).toContain('.set-aside');
});
