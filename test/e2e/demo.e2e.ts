import { expect, type Page } from '@playwright/test';
import { patience } from '../../lab/patience.ts';
import { formatBytes } from '../../lib/domain/bytes.ts';
import { type Dashboard, startDashboard } from './dashboard.ts';
import { expectAccessible } from './pages/accessible.ts';
import { cardOf, ended, main, restored, sameAmount } from './pages/cleanup-way.ts';
import { changeHeaders, createAdmin, logIn } from './pages/entry.ts';
import { takeScreenshots } from './pages/screenshots.ts';
import { test } from './pages/story.ts';

/** Somebody without a host at hand: the demo hosts are offered, cleaned, put back and removed. Needs no lab: nothing is connected. */
test.describe.configure({ mode: 'serial' });

let dashboard: Dashboard;
test.beforeAll(async () => {
  dashboard = await startDashboard();
});
test.afterAll(() => dashboard?.stop());

const appserver = 'demo-appserver';
const pathOf = (page: Page): string => new URL(page.url()).pathname;

async function runEnded(page: Page, before = ''): Promise<void> {
  await expect(page).toHaveURL(/\/runs\//);
  await expect(page).not.toHaveURL(before);
  await expect(page.getByRole('status').filter({ hasText: 'Succeeded' })).toBeVisible({ timeout: patience(30_000) });
}

test('first start, demo hosts, their leaks quarantined and restored', async ({ page, browser }) => {
  await createAdmin(page, dashboard);
  await expectAccessible(page);
  await takeScreenshots(browser, page, { 'demo-offer': '/hosts/new' });
  await page.getByRole('button', { name: 'Look around with demo hosts' }).click();
  await expect(page).toHaveURL(`${dashboard.url}/`, { timeout: patience(30_000) });
  await expect(page.getByRole('article')).toHaveCount(4);
  for (const card of await page.getByRole('article').all())
    await expect(card.getByText('Demo', { exact: true })).toBeVisible();
  await expect(page.getByText('Freed by Bilge')).toHaveCount(0);
  await expectAccessible(page);

  await page.getByRole('link', { name: 'demo-nas', exact: true }).first().click();
  await expect(page).toHaveURL(/\/hosts\/[^/]+$/);
  await expect(page.getByText(/4 leaked layers/).first()).toBeVisible();
  const about = page.getByText(/Recorded on .*Nothing is connected/);
  await expect(about).toBeHidden();
  await page.getByRole('button', { name: 'Demo', exact: true }).click();
  await expect(about).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(about).toBeHidden();
  await expectAccessible(page);
  const host = pathOf(page);

  await page
    .getByRole('button', { name: /quarantine/i })
    .first()
    .click();
  await expect(page).toHaveURL(/\/plans\//);
  await expect(page.getByRole('main').getByText('Demo', { exact: true })).toBeVisible();
  await expect(page.getByText(/A demo host runs nothing/)).toBeVisible();
  await expectAccessible(page);
  const plan = pathOf(page);
  await page.getByRole('button', { name: /^Quarantine \d+ leaked layers/ }).click();
  await runEnded(page);
  await expect(page.getByRole('main').getByText('Demo', { exact: true })).toBeVisible();
  await expectAccessible(page);
  const run = pathOf(page);

  await page.goto(`${dashboard.url}${host}/quarantine`);
  await expect(page.getByText(/190 MiB/).first()).toBeVisible();
  await takeScreenshots(browser, page, {
    'demo-overview': '/',
    'demo-host': host,
    'demo-plan': plan,
    'demo-run': run,
    'demo-aside': `${host}/quarantine`,
    'demo-actions': `${host}/actions`,
    'demo-health': '/health',
    'demo-settings': '/settings/hosts',
    'demo-activity': '/activity',
  });

  // As on a phone: the badges and the words about the recording wrap.
  await page.setViewportSize({ width: 360, height: 740 });
  for (const path of ['/', host]) {
    await page.goto(dashboard.url + path);
    await expectAccessible(page);
  }
  await page.goto(`${dashboard.url}${run}`);
  await page.getByRole('button', { name: /^Restore \d+ layer/ }).click();
  await page.getByRole('button', { name: 'Restore', exact: true }).click();
  await runEnded(page, `${dashboard.url}${run}`);
  await page.goto(`${dashboard.url}${host}`);
  await expect(page.getByText(/4 leaked layers/).first()).toBeVisible();
});

test('dead leases of containerd’s store: quarantined, restored, quarantined again and freed, one amount all the way', async ({
  page,
}) => {
  await logIn(page, dashboard.url);
  const ask = async (path: string) => (await page.request.get(`${dashboard.url}/api/v1${path}`)).json();
  const { id } = (await ask('/hosts')).find(({ name }: { name: string }) => name === appserver);
  const amount = formatBytes((await ask(`/hosts/${id}/report`)).leakedLeaseBytes.value);
  const host = `${dashboard.url}/hosts/${id}`;
  const leaked = main(page).getByText(`3 leaked containerd leases keep ${amount}`).first();
  const quarantined = async () => {
    await main(page)
      .getByRole('button', { name: new RegExp(`^Quarantine .*${amount}`) })
      .first()
      .click();
    await expect(page).toHaveURL(/\/plans\//, { timeout: patience(30_000) });
    await sameAmount(page, amount);
    await main(page)
      .getByRole('button', { name: /^Quarantine 3 dead leases/ })
      .click();
    await ended(page);
    const now = `3 leases are quarantined; they still use ${amount}.`;
    await expect(main(page).getByRole('heading', { name: now })).toBeVisible();
  };
  await expect(cardOf(page, appserver).getByText(amount).filter({ visible: true }).first()).toBeVisible();
  await page.goto(host);
  await expect(leaked).toBeVisible();
  await quarantined();
  await restored(page, 3, 'leases');
  await page.goto(host);
  await expect(leaked).toBeVisible();
  await quarantined();
  await page.goto(`${host}/quarantine`);
  await sameAmount(page, amount);
  await expectAccessible(page);
  await main(page).getByRole('button', { name: /^Free/ }).first().click();
  await expect(page).toHaveURL(/\/plans\//, { timeout: patience(30_000) });
  await sameAmount(page, amount);
  await page.getByLabel(/type the host/i).fill(appserver);
  await main(page)
    .getByRole('button', { name: /3 .*leases/ })
    .first()
    .click();
  await ended(page);
  await expect(main(page).getByRole('heading', { name: `Freed ${amount}, simulated.` })).toBeVisible();
});

test('freed for good: the free space grows on its page, and in no total', async ({ page }) => {
  await logIn(page, dashboard.url);
  const headers = await changeHeaders(page);
  const hosts = await (await page.request.get(`${dashboard.url}/api/v1/hosts`)).json();
  const { id } = hosts.find(({ url }: { url: string }) => url === 'demo:buildserver');
  const planned = await page.request.post(`${dashboard.url}/api/v1/hosts/${id}/plans`, {
    data: { action: 'remove-leaked-layers', params: { mode: 'delete', names: 'all' } },
    headers,
  });
  await page.goto(`${dashboard.url}/plans/${(await planned.json()).id}`);
  await page.getByLabel(/type the host/i).fill('demo-buildserver');
  await page.getByRole('button', { name: /^Delete \d+ leaked layers/ }).click();
  await runEnded(page);
  await expect(page.getByText('Freed, simulated')).toBeVisible();
  await expect(page.getByText(/780 MiB/).first()).toBeVisible();
  await expectAccessible(page);
  const widget = await (await page.request.get(`${dashboard.url}/api/v1/widget`)).json();
  expect(widget).toEqual({
    hosts: 0,
    critical: 0,
    warning: 0,
    leakedBytes: 0,
    leakedIsExact: true,
    leakUnknownHosts: 0,
    reclaimableBytes: 0,
    reclaimableIsExact: true,
    reclaimedBytes: 0,
  });
  const refused = await page.request.post(`${dashboard.url}/api/v1/hosts/${id}/plans`, {
    data: { action: 'restart-docker', params: {} },
    headers,
  });
  expect((await refused.json()).detail).toContain('A demo host cannot do this');
});

test('one is removed and stays away; with the flag it is there again', async ({ page }) => {
  await logIn(page, dashboard.url);
  await page.goto(`${dashboard.url}/settings/hosts`);
  const line = page.getByRole('listitem').filter({ has: page.getByRole('link', { name: 'demo-nas', exact: true }) });
  await line.getByRole('button', { name: 'Remove' }).click();
  const dialog = page.getByRole('dialog', { name: 'Remove demo-nas from Bilge?' });
  await expect(dialog.getByText('Bilge left nothing on this host.')).toBeVisible();
  await dialog.getByRole('button', { name: 'Remove demo-nas' }).click();
  await expect(page.getByText('demo-nas was removed from Bilge', { exact: true })).toBeVisible();

  // An open page holds the dashboard for some seconds when it is to end.
  await page.goto('about:blank');
  await dashboard.restart();
  await page.goto(dashboard.url);
  await expect(page.getByRole('article')).toHaveCount(3);
  await page.goto('about:blank');
  await dashboard.restart({ BILGE_DEMO: '1' });
  await page.goto(dashboard.url);
  await expect(page.getByRole('article')).toHaveCount(4);
});
