import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, type Page } from '@playwright/test';
import { applyWords } from '../../components/plans/apply-words';
import { planWords } from '../../components/plans/plan-words';
import { runPageWords } from '../../components/runs/run-page-words';
import { type Dashboard, startDashboard } from './dashboard.ts';
import { expectAccessible } from './pages/accessible.ts';
import { adminPassword, createAdmin, logIn } from './pages/entry.ts';
import { dashboardPages } from './pages/every-page.ts';
import { hydrated, shifted, watchShifts } from './pages/layout-shift.ts';
import { takeScreenshots } from './pages/screenshots.ts';
import { test } from './pages/story.ts';
import { planOfGoneHost, recordedHosts, runningRun } from './recorded-hosts.ts';

/** Pages about a fleet of recorded hosts: nothing here needs a living one. */
const script = path.join(path.dirname(fileURLToPath(import.meta.url)), 'recorded-hosts.ts');
const record = (...words: string[]) => promisify(execFile)(process.execPath, [script, ...words]);

let dashboard: Dashboard;

test.beforeAll(async () => {
  dashboard = await startDashboard({ BILGE_MEASURE: 'asked', BILGE_ADMIN_PASSWORD: adminPassword });
  await record(dashboard.data);
});
test.afterAll(async () => {
  await dashboard?.stop();
});

const hostPath = (name: string, tab = '') => `${dashboard.url}/hosts/host_${name}${tab}`;

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

test('the ledger: the map can be read, and one row can be measured', async ({ page }) => {
  await logIn(page, dashboard.url);
  await page.goto(hostPath(recordedHosts.leaking, '/ledger'));
  const map = page.getByRole('img', { name: /^The disk by row and object/ });
  await expect(map).toBeVisible();
  await expect(map.locator('text').first()).toBeVisible();
  await expect(page.getByRole('list', { name: /largest first/ })).toContainText(/Leaked layers: [0-9a-z]+, /);
  await expectAccessible(page);
  // One selection: a row that is opened is gone into on the map, an area that is tapped opens its row.
  const rowOf = (id: string | null) => page.locator(`details[data-ledger-row="${id}"]`);
  await rowOf('leaked-layers').locator('summary').first().click();
  await expect(rowOf('leaked-layers')).toHaveAttribute('data-picked', '');
  await page.getByRole('button', { name: 'Leaked layers', exact: true }).click();
  await expect(map.locator('rect[data-row]:not([data-row="leaked-layers"])')).toHaveCount(0);
  await page.getByRole('button', { name: 'Whole disk' }).click();
  const area = map.locator('rect[data-row]:not([data-row="leaked-layers"])').first();
  const tapped = await area.getAttribute('data-row');
  await area.click();
  await expect(rowOf(tapped)).toHaveAttribute('open', '');
  await expect(rowOf(tapped)).toHaveAttribute('data-picked', '');
  await expect(rowOf('leaked-layers')).not.toHaveAttribute('data-picked', '');
  await expectAccessible(page);
  await page.goto(hostPath(recordedHosts.nested, '/ledger'));
  await page.locator('summary', { hasText: 'Nested Docker data' }).click();
  await expect(page.getByRole('button', { name: 'Measure now Nested Docker data' })).toBeVisible();
  await expect(page.getByRole('button', { name: /^Measure now [0-9a-f]{12}/ }).first()).toBeVisible();
  await expectAccessible(page);
});

test('the history is pointed at and walked through by keyboard; before that it is a drawing', async ({ page }) => {
  await logIn(page, dashboard.url);
  await page.goto(hostPath(recordedHosts.leaking, '/history'));
  const plot = page.getByRole('group', { name: 'Chart of used space' });
  await expect(plot.locator('path').first()).toBeVisible();
  const chart = page.locator('.recharts-surface').first();
  // Nobody has pointed at it, so Recharts was not fetched.
  await expect(chart).toHaveCount(0);
  await plot.hover();
  await expect(chart).toBeVisible();
  await chart.hover({ position: { x: 200, y: 100 } });
  await expect(page.getByText('Total', { exact: true })).toBeVisible();
  await page.mouse.move(0, 0);
  await expect(page.getByText('Total', { exact: true })).toBeHidden();
  await chart.focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByText('Total', { exact: true })).toBeVisible();
  await expectAccessible(page);

  // What the page came with, and what stays where the chart cannot be loaded.
  const served = await (await page.request.get(page.url())).text();
  expect(served).toContain('<title>Used space over time</title>');
});

test('activity is filtered by its address and leaves as a file', async ({ page }) => {
  await logIn(page, dashboard.url);
  await page.goto(`${dashboard.url}/activity`);
  await page.getByLabel('What').selectOption('finding');
  await page.getByLabel('Who').fill('anna');
  await page.getByRole('button', { name: 'Filter' }).click();
  await expect(page).toHaveURL(/action=finding/);
  const table = page.getByRole('table', { name: 'Activity' });
  await expect(table.getByRole('row')).toHaveCount(2);
  await expect(table).toContainText('muted the finding');
  await expectAccessible(page);
  const csv = await download(page, 'Export as CSV');
  // Every cell is quoted: a spreadsheet that cuts at another sign must not find a formula between two of them.
  expect(csv.split('\r\n')[0]).toBe('"id","at","actorKind","actor","action","subject","host","result","detail"');
  expect(csv).toContain(`,"finding.muted",`);
  expect(csv).toContain(`,"${recordedHosts.leaking}","ok",`);
  const entries: unknown = JSON.parse(await download(page, 'Export as JSON'));
  expect(entries).toMatchObject([{ action: 'finding.muted', actor: 'anna' }]);
});

test('unauthenticated visitors get no file of the activity', async ({ request }) => {
  expect((await request.get(`${dashboard.url}/api/v1/audit/export`)).status()).toBe(401);
});

test('a host that does not answer is saved for later: a pasted address, the reason, and no history yet', async ({
  page,
}) => {
  await logIn(page, dashboard.url);
  await page.goto(`${dashboard.url}/hosts/new`);
  await page.getByRole('radio', { name: /^SSH/ }).check({ force: true });
  await page.getByRole('button', { name: 'Test', exact: true }).click();
  // Each field says what is missing, and the first one has the keyboard.
  await expect(page.getByLabel('Name', { exact: true })).toBeFocused();
  await expect(page.getByLabel('Name', { exact: true })).toHaveAccessibleDescription(/Enter a name/);
  await expect(page.getByLabel('User', { exact: true })).toHaveAccessibleDescription(/Enter the user/);
  await page.getByLabel('Name', { exact: true }).fill('cellar');
  // Port 1 of this machine: refused at once.
  await page.getByLabel('Address', { exact: true }).fill('ssh://anna@127.0.0.1:1');
  await page.getByLabel('User', { exact: true }).focus();
  await expect(page.getByLabel('Address', { exact: true })).toHaveValue('127.0.0.1');
  await expect(page.getByLabel('User', { exact: true })).toHaveValue('anna');
  await expect(page.getByLabel('Port', { exact: true })).toHaveValue('1');
  await page.getByLabel('Log in with').selectOption('password');
  await page.getByLabel('Password', { exact: true }).fill('of another machine');
  await page.getByRole('button', { name: 'Test', exact: true }).click();
  await page.getByRole('button', { name: 'Save cellar anyway' }).click();
  await expect(page).toHaveURL(/\/hosts\/host_[^/]+$/);
  await expect(page.getByRole('main')).toContainText('127.0.0.1');
  await expectAccessible(page);
});

test('nothing moves while a page loads, on a phone', async ({ browser }) => {
  const reader = { locale: 'ja-JP', timezoneId: 'Asia/Tokyo' };
  const context = await browser.newContext({ viewport: { width: 360, height: 780 }, ...reader });
  try {
    const page = await context.newPage();
    await logIn(page, dashboard.url);
    await page.addInitScript(watchShifts);
    for (const [name, address] of Object.entries(dashboardPages)) {
      await page.goto(dashboard.url + address);
      await hydrated(page);
      expect(await shifted(page), name).toBeLessThanOrEqual(0.02);
    }
    // The server knows the reader's clock from the second page on, and the form of their dates from the first.
    await page.goto(`${dashboard.url}/activity`);
    await expect(page.locator('time').first()).toHaveAttribute('title', /^\d{4}年\d{1,2}月\d{1,2}日 \d{2}:\d{2}$/);
  } finally {
    await context.close();
  }
});

test('an address that stands for no text is a request that cannot be, not a broken dashboard', async ({ page }) => {
  await logIn(page, dashboard.url);
  const answer = await page.request.get(`${dashboard.url}/api/v1/hosts/%zz`);
  expect(answer.status()).toBe(400);
});

async function download(page: Page, name: string): Promise<string> {
  const coming = page.waitForEvent('download');
  await page.getByRole('link', { name }).click();
  return await readFile(await (await coming).path(), 'utf8');
}
