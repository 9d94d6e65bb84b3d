import { expect } from '@playwright/test';
import { applyWords } from '../../components/plans/apply-words';
import { planWords } from '../../components/plans/plan-words';
import { runPageWords } from '../../components/runs/run-page-words';
import type { Dashboard } from './dashboard.ts';
import { expectAccessible } from './pages/accessible.ts';
import { logIn } from './pages/entry.ts';
import { record, startRecordedDashboard } from './pages/recorded-dashboard.ts';
import { takeScreenshots } from './pages/screenshots.ts';
import { test } from './pages/story.ts';
import { planOfGoneHost, recordedHosts, runningRun } from './recorded-hosts.ts';

/** Pages about a fleet of recorded hosts: nothing here needs a living one. */
let dashboard: Dashboard;

test.beforeAll(async () => {
  dashboard = await startRecordedDashboard();
});
test.afterAll(async () => {
  await dashboard?.stop();
});

const hostPath = (name: string, tab = '') => `${dashboard.url}/hosts/host_${name}${tab}`;

test('the fleet: by check and by host, what is unknown above, what is muted folded', async ({ page, browser }) => {
  await logIn(page, dashboard.url);
  await page.getByRole('link', { name: 'Health' }).first().click();
  await expect(page.getByRole('heading', { name: 'Health', exact: true })).toBeVisible();
  await expect(page.getByText('2 hosts could not be checked')).toBeVisible();
  await expect(page.getByText(/Is it switched on\?/)).toBeVisible();
  const worst = page.getByRole('article').first();
  await expect(worst.getByRole('img', { name: 'Critical' })).toBeVisible();
  await expect(worst.getByText(`${recordedHosts.devicemapper}:`)).toBeVisible();
  await page.getByText('1 muted').click();
  await expect(page.getByText('anna: moves to the new server')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('link', { name: 'By host' }).click();
  await expect(page).toHaveURL(/by=host/);
  await expect(page.getByRole('article').first()).toContainText(recordedHosts.devicemapper);
  // Never looked at is not healthy.
  const unseen = page.getByRole('article').filter({ hasText: recordedHosts.neverSeen });
  await expect(unseen.getByRole('img', { name: 'Unknown' })).toBeVisible();
  await expect(unseen).toContainText('not scanned yet');
  await page.getByRole('link', { name: /^Critical/ }).click();
  await expect(page).toHaveURL(/show=critical/);
  await expect(unseen).toBeHidden();
  await expectAccessible(page);

  await page.goto(`${dashboard.url}/health`);
  await page.getByText('1 muted').click();
  await page.getByRole('button', { name: 'Unmute' }).click();
  await expect(page.getByText('1 muted')).toBeHidden();
  await takeScreenshots(browser, page, {
    'fleet-overview': '/',
    'fleet-health': '/health',
    'fleet-by-host': '/health?by=host',
    diagnose: '/diagnose',
  });
});

test('a finding says since when, and is muted and unmuted where it stands', async ({ page }) => {
  await logIn(page, dashboard.url);
  await page.goto(hostPath(recordedHosts.devicemapper));
  const finding = page.getByRole('article').filter({ hasText: 'sparse loop files' });
  await expect(finding.getByText(/open since/)).toBeHidden();
  await finding.locator('summary').first().click();
  await expect(finding.getByText(/open since/)).toBeVisible();
  await expect(finding.getByRole('img', { name: /^Metadata:/ })).toBeVisible();
  await page.getByRole('heading', { name: 'Recent changes' }).click();
  await expect(page.getByText(/^Opened \(critical\)/).first()).toBeVisible();
  await finding.getByRole('button', { name: 'Mute' }).click();
  await page.getByLabel('Why').fill('moves next week');
  await page.getByRole('button', { name: 'Mute it' }).click();
  await expect(finding).toBeHidden();
  await page.getByText('1 muted').click();
  await page.getByRole('button', { name: 'Unmute' }).click();
  await expect(finding).toBeVisible();
  await finding.locator('summary').first().click();
  const opening = page.waitForEvent('popup');
  await finding.getByRole('link', { name: 'About this check' }).click();
  await expect(await opening).toHaveURL(/\/checks\/devicemapper-loop-lvm$/);
});

test('a link to a finding unfolds its row and no other', async ({ page }) => {
  await logIn(page, dashboard.url);
  await page.goto(hostPath(recordedHosts.devicemapper));
  const rows = page.getByRole('article');
  await expect(rows.locator('details[open]')).toHaveCount(0);
  const key = await rows.last().getAttribute('id');
  await page.goto('about:blank');
  await page.goto(`${hostPath(recordedHosts.devicemapper)}#${key}`);
  await expect(rows.last().locator('> div > details')).toHaveAttribute('open', '');
  await expect(rows.locator('details[open]')).toHaveCount(1);
});

test('about a host: what its platform rests on, how Docker stops, what is refused', async ({ page }) => {
  await logIn(page, dashboard.url);
  await page.goto(hostPath(recordedHosts.nested, '/about'));
  await expect(page.getByRole('main').getByText(/^Tried on Debian 12/)).toBeVisible();
  await expect(page.getByText('systemctl stop docker.service')).toBeVisible();
  await expect(page.getByText('/etc/docker/daemon.json').first()).toBeVisible();
  await expect(page.getByRole('heading', { name: 'What Bilge refuses here' })).toBeVisible();
  await expectAccessible(page);
});

test('totals: leaked, what can come back, freed so far', async ({ page }) => {
  await logIn(page, dashboard.url);
  const totals = page.locator('dl').first();
  await expect(totals.getByText('at least').first()).toBeVisible();
  await expect(totals.getByText('Freed by Bilge')).toBeVisible();
  await expect(totals.getByText('2.7 GiB')).toBeVisible();
  await page.goto(hostPath(recordedHosts.leaking));
  await expect(page.getByText(/2\.7 GiB freed by Bilge so far/)).toBeVisible();
});

test('a run that goes on shows on every page, and its output comes line by line', async ({ page }) => {
  await logIn(page, dashboard.url);
  for (const address of ['/', '/activity', '/diagnose', '/health']) {
    await page.goto(dashboard.url + address);
    await expect(page.getByRole('link', { name: /Quarantine 3 leaked layers/ }).first()).toBeVisible();
  }
  await page
    .getByRole('banner')
    .getByRole('link', { name: /Quarantine 3 leaked layers/ })
    .click();
  await expect(page).toHaveURL(new RegExp(`/runs/${runningRun}$`));
  const output = page.getByRole('log');
  await expect(output).toContainText('Waiting for the host’s first line');
  await record(dashboard.data, 'journal', runningRun, '1');
  await expect(output).toContainText('Step 1 started');
  await expect(output).toContainText('line 2 from the host');
  await record(dashboard.data, 'journal', runningRun, '3');
  await expect(output).toContainText('line 4 from the host');
  expect(((await output.textContent()) ?? '').match(/line 2 from the host/g)).toHaveLength(1);
  // The host goes away in the middle of it: the open page says so, that the run needs nobody, and what to look at.
  await record(dashboard.data, 'state', recordedHosts.leaking, 'unreachable');
  await expect(page.getByText(runPageWords.silent(recordedHosts.leaking))).toBeVisible();
  await expect(page.getByText(runPageWords.goesOn(recordedHosts.leaking))).toBeVisible();
  await expect(page.getByRole('main').getByRole('link', { name: /^Change how Bilge reaches/ })).toBeVisible();
  await expectAccessible(page);
  await record(dashboard.data, 'state', recordedHosts.leaking, 'reachable');
});

test('a host that went away while its plan was read: nothing was changed, why, and the next step', async ({ page }) => {
  await logIn(page, dashboard.url);
  await page.goto(`${dashboard.url}/plans/${planOfGoneHost}`);
  const main = page.getByRole('main');
  await main.getByRole('button', { name: /^Remove 2 unused images/ }).click();
  await expect(main.getByText(planWords.notStarted)).toBeVisible();
  await expect(main.getByText(/^There is no socket at .* Docker is not installed or not running/)).toBeVisible();
  await main.getByRole('button', { name: applyWords.again }).click();
  await expect(main.getByRole('alert').getByText(applyWords.noNewPlan)).toBeVisible();
  await expect(page.getByRole('region', { name: /notice/i }).getByRole('listitem')).toHaveCount(0);
  await expectAccessible(page);
});

test('the palette goes somewhere and does something', async ({ page }) => {
  await logIn(page, dashboard.url);
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill('diagnose');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/diagnose$/);
  await page.keyboard.press('Control+k');
  // Its old word finds the action too; this host does not answer, so no plan is promised, only its page.
  await page.getByRole('combobox').fill(`set aside ${recordedHosts.leaking}`);
  await expect(page.getByRole('option', { name: /^Remove leaked layers/ })).toHaveCount(1);
  await page.getByRole('combobox').fill(`scan ${recordedHosts.nested} now`);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`/hosts/host_${recordedHosts.nested}$`));
  // There is no such host to scan: it says so, and what it knew stays.
  await expect(page.getByText(`${recordedHosts.nested} could not be scanned`, { exact: true })).toBeVisible();
});
