import { expect, type Page } from '@playwright/test';
import { patience } from '../../lab/patience.ts';
import { formatBytes } from '../../lib/domain/bytes.ts';
import { type Dashboard, startDashboard } from './dashboard.ts';
import { expectAccessible } from './pages/accessible.ts';
import { cardOf, ended, expectNoSidewaysScroll, main, restored, sameAmount } from './pages/cleanup-way.ts';
import { createAdmin } from './pages/entry.ts';
import { takeScreenshots } from './pages/screenshots.ts';
import { test } from './pages/story.ts';

/**
 * The demo host that keeps its images in containerd: what dead leases keep is quarantined, restored, quarantined again and freed. The amount is the
 * same on the card, the host, its finding, the plan, the run and the quarantine. Needs no lab: nothing is connected.
 */
const hostName = 'demo-appserver';

let dashboard: Dashboard;
test.beforeAll(async () => {
  dashboard = await startDashboard();
});
test.afterAll(() => dashboard?.stop());

interface Answered {
  id: string;
  name: string;
}

async function ask<T>(page: Page, path: string): Promise<T> {
  return (await page.request.get(`${dashboard.url}/api/v1${path}`)).json();
}

async function quarantined(page: Page, amount: string): Promise<string> {
  await main(page)
    .getByRole('button', { name: new RegExp(`^Quarantine .*${amount}`) })
    .first()
    .click();
  await expect(page).toHaveURL(/\/plans\//, { timeout: patience(30_000) });
  await sameAmount(page, amount);
  const plan = new URL(page.url()).pathname;
  await expectAccessible(page);
  await main(page)
    .getByRole('button', { name: /^Quarantine 3 dead leases/ })
    .click();
  await ended(page);
  await expect(
    main(page).getByRole('heading', { name: `3 leases are quarantined; they still use ${amount}.` }),
  ).toBeVisible();
  return plan;
}

test('leaked leases of containerd’s store: found, quarantined, restored and freed, one amount all the way', async ({
  page,
  browser,
}) => {
  test.setTimeout(patience(90_000));
  await createAdmin(page, dashboard);
  await page.getByRole('button', { name: /demo hosts/ }).click();
  await expect(page).toHaveURL(`${dashboard.url}/`, { timeout: patience(30_000) });
  const hosts = await ask<Answered[]>(page, '/hosts');
  const id = hosts.find(({ name }) => name === hostName)?.id ?? '';
  const report = await ask<{
    leakedLeaseBytes: { value: number };
    leaks: { name: string }[];
    layers: { name: string; kind: string }[];
  }>(page, `/hosts/${id}/report`);
  const amount = formatBytes(report.leakedLeaseBytes.value);
  const [lease] = report.leaks;
  const snapshot = report.layers.find(({ kind }) => kind === 'leased');

  await expect(cardOf(page, hostName).getByText(amount).first()).toBeVisible();
  await cardOf(page, hostName).getByRole('link', { name: hostName, exact: true }).click();
  await expect(page).toHaveURL(/\/hosts\/[^/]+$/);
  const host = new URL(page.url()).pathname;
  await expect(main(page).getByText(`3 leaked containerd leases keep ${amount}`).first()).toBeVisible();
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);
  await takeScreenshots(browser, page, {
    'containerd-host': host,
    'containerd-layers': `${host}/layers`,
    'containerd-actions': `${host}/actions`,
    'containerd-whois-lease': `/whois?host=${id}&name=${lease?.name}`,
    'containerd-whois-snapshot': `/whois?host=${id}&name=${encodeURIComponent(snapshot?.name ?? '')}`,
  });

  const plan = await quarantined(page, amount);
  await takeScreenshots(browser, page, { 'containerd-plan': plan, 'containerd-run': new URL(page.url()).pathname });
  await restored(page, 3, 'leases');
  await page.goto(`${dashboard.url}${host}`);
  await expect(main(page).getByText(`3 leaked containerd leases keep ${amount}`).first()).toBeVisible();

  await quarantined(page, amount);
  await page.goto(`${dashboard.url}${host}/quarantine`);
  await sameAmount(page, amount);
  await expectAccessible(page);
  await takeScreenshots(browser, page, { 'containerd-quarantine': `${host}/quarantine` });
  await main(page).getByRole('button', { name: /^Free/ }).first().click();
  await expect(page).toHaveURL(/\/plans\//, { timeout: patience(30_000) });
  await sameAmount(page, amount);
  await page.getByLabel(/type the host/i).fill(hostName);
  await main(page)
    .getByRole('button', { name: /3 .*leases/ })
    .first()
    .click();
  await ended(page);
  await expect(main(page).getByRole('heading', { name: `Freed ${amount}, simulated.` })).toBeVisible();
});
