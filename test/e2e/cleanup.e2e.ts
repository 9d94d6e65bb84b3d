import { expect, type Locator, type Page } from '@playwright/test';
import { type LabHost, labAvailable, startHost } from '../../lab/lab.ts';
import { patience } from '../../lab/patience.ts';
import { buildkitDuplicateLeak } from '../../lab/states/buildkit-leaks.ts';
import { dindVolume } from '../../lab/states/dind-volume.ts';
import { listDriverDirectories } from '../../lab/states/driver-directories.ts';
import { restartDocker } from '../../lab/states/engine.ts';
import { type Dashboard, startDashboard } from './dashboard.ts';
import { expectAccessible } from './pages/accessible.ts';
import { addHostWithMadeKey } from './pages/add-host.ts';
import {
  cardOf,
  ended,
  freedFromQuarantine,
  heading,
  main,
  restored,
  sameAmount,
  tapping,
} from './pages/cleanup-way.ts';
import { createAdmin, logIn } from './pages/entry.ts';
import { takeScreenshots } from './pages/screenshots.ts';
import { test } from './pages/story.ts';

/**
 * The first hour on a phone, with a real host: first start, a key that Bilge makes, one line pasted there, a scan, and cleanups. Leaks made
 * by real BuildKit builds are quarantined and put back, quarantined and freed, and freed at once. What is promised is the same on every
 * page, and what is said to be free then is what the disk itself says.
 */
const lab = await labAvailable();
test.skip(!lab.ok, lab.ok ? '' : `SKIPPED: ${lab.reason}`);
test.describe.configure({ mode: 'serial' });
test.use({ viewport: { width: 360, height: 780 }, hasTouch: true });

let host: LabHost;
let dashboard: Dashboard;
let leaked: string[];
let hostPath: string;

test.beforeAll(async () => {
  host = await startHost('btrfs');
  await leakAgain();
  await host.exec(
    'docker run -d --init --restart always --name keeper -v keepsake:/data busybox:lab sh -c "echo photo > /data/photo; sleep 900"',
  );
  dashboard = await startDashboard();
});
test.afterAll(async () => {
  await dashboard?.stop();
  await host?.stop();
});

/**
 * Two layers of their own bytes: copies of one file would share them on btrfs, and nothing could be promised of either. What is older than the running daemon cannot be in use by a build or a pull: only then is it proven.
 */
async function leakAgain(): Promise<void> {
  const one = await buildkitDuplicateLeak(host, { builds: 2, bytes: 20_000_000 });
  leaked = [...one, ...(await buildkitDuplicateLeak(host, { builds: 2, bytes: 20_000_000 }))].sort();
  // Until btrfs has cleaned up after what the builds removed, its bytes count as shared, and so as nobody's.
  await host.exec('btrfs subvolume sync "$1"; btrfs filesystem sync "$1"', { args: ['/var/lib/docker'] });
  const smallestOwn =
    'for name; do btrfs filesystem du -s --raw "/var/lib/docker/btrfs/subvolumes/$name" | tail -n 1; done | awk \'{ print $2 }\' | sort -n | head -n 1';
  await expect
    .poll(async () => Number((await host.exec(smallestOwn, { args: leaked })).stdout), { timeout: patience(60_000) })
    .toBeGreaterThanOrEqual(20_000_000);
  await restartDocker(host);
}

/** Which of the leaked layers are still where Docker keeps its layers. */
async function inPlace(): Promise<string[]> {
  const directories = await listDriverDirectories(host);
  return leaked.filter((name) => directories.includes(name));
}

/** Free bytes as the disk itself says. */
async function freeBytes(): Promise<number> {
  return Number((await host.exec('sync; df --output=avail -B1 /var/lib/docker | tail -1')).stdout.trim());
}

/** btrfs hands space out some time after its subvolumes are gone. */
async function expectRise(before: number): Promise<void> {
  await expect
    .poll(async () => (await freeBytes()) - before, { timeout: patience(60_000) })
    .toBeGreaterThan(20_000_000);
}

const card = (page: Page): Locator => cardOf(page, 'nas');

/** The amount that a button promises; every later page must say the same. */
async function promised(button: Locator): Promise<string> {
  await expect(button).toHaveText(/ [\d.]+ [KMG]iB( |…|$)/, { timeout: patience(30_000) });
  return / ([\d.]+ [KMG]iB)/.exec((await button.textContent()) ?? '')?.[1] ?? '';
}

async function openPlan(page: Page, button: Locator): Promise<string> {
  const amount = await promised(button);
  await button.click();
  await expect(page).toHaveURL(/\/plans\//, { timeout: patience(30_000) });
  await sameAmount(page, amount);
  return amount;
}

/** From the host's finding into the quarantine: the run has ended. */
async function quarantined(page: Page): Promise<{ amount: string; planPath: string }> {
  await page.goto(dashboard.url + hostPath);
  const amount = await openPlan(page, page.getByRole('button', { name: /^Quarantine (about )?[\d.]+/ }).first());
  const planPath = new URL(page.url()).pathname;
  for (const name of leaked) await expect(page.getByText(name.slice(0, 12)).first()).toBeVisible();
  await expectAccessible(page);
  // Looking at a plan changes nothing.
  expect(await inPlace()).toEqual(leaked);
  await main(page)
    .getByRole('button', { name: new RegExp(`^Quarantine ${leaked.length} leaked layers, (about )?${amount}`) })
    .click();
  await ended(page);
  await expect(
    main(page).getByRole('heading', {
      name: `${leaked.length} layers are quarantined; they still use ${amount}.`,
    }),
  ).toBeVisible();
  expect(await inPlace()).toEqual([]);
  return { amount, planPath };
}

test('into the quarantine, with one thumb; restored, and the first run says so', async ({ page, browser }) => {
  await createAdmin(page, dashboard);
  await addHostWithMadeKey(page, host, 'nas');
  hostPath = new URL(page.url()).pathname;
  await expect(
    page
      .getByRole('article')
      .filter({ hasText: /leaked layer/ })
      .first(),
  ).toBeVisible({
    timeout: patience(30_000),
  });
  const { planPath } = await quarantined(page);
  const kept = await host.exec('ls /var/lib/docker/btrfs/.bilge-quarantine');
  for (const name of leaked) expect(kept.stdout).toContain(name);
  await takeScreenshots(browser, page, { plan: planPath, run: new URL(page.url()).pathname });
  await restored(page, leaked.length);
  expect(await inPlace()).toEqual(leaked);
});

test('into the quarantine, and freed now', async ({ page }) => {
  await logIn(page, dashboard.url);
  const { amount } = await quarantined(page);
  const before = await freeBytes();
  await freedFromQuarantine(page, {
    layers: leaked.length,
    amount,
    hostName: 'nas',
    freed: /^Freed [\d.]+ \w+, measured/,
  });
  await expectRise(before);
  expect(await quarantineEntries()).toEqual([]);
});

test('from the card to a measured rise of free space, in three taps and a typed name', async ({ page }) => {
  await leakAgain();
  await logIn(page, dashboard.url);
  await page.goto(dashboard.url + hostPath);
  await page.getByRole('button', { name: 'Scan now' }).click();
  await expect(page.getByRole('button', { name: /^Quarantine (about )?[\d.]+/ }).first()).toBeVisible({
    timeout: patience(30_000),
  });
  const before = await freeBytes();
  await page.goto(dashboard.url);
  const { taps, tap } = tapping();
  const amount = await promised(
    card(page)
      .getByRole('button', { name: /^Free (about )?[\d.]+ \w+ now/ })
      .first(),
  );
  await tap(card(page), /^Free (about )?[\d.]+ \w+ now/);
  await expect(page).toHaveURL(/\/plans\//, { timeout: patience(30_000) });
  await expect(heading(page)).toBeFocused();
  await sameAmount(page, amount);
  const run = main(page).getByRole('button', {
    name: new RegExp(`^Delete ${leaked.length} leaked layers, (about )?${amount}`),
  });
  await expect(run).toBeDisabled();
  await page.getByLabel(/type the host/i).fill('nas');
  await tap(main(page), new RegExp(`^Delete ${leaked.length} leaked layers, (about )?${amount}`));
  await ended(page);
  expect(taps.length).toBeLessThanOrEqual(3);

  expect(await inPlace()).toEqual([]);
  // What the page calls measured the disk has too, but for what Docker writes meanwhile; btrfs may hand out more after it was said.
  await expectRise(before);
  const rise = (await freeBytes()) - before;
  const said = await main(page)
    .getByRole('heading', { name: /^Freed [\d.]+ MiB, measured/ })
    .textContent();
  const saidBytes = Number(/[\d.]+/.exec(said ?? '')?.[0]) * 2 ** 20;
  expect(saidBytes).toBeGreaterThan(0);
  expect(rise).toBeGreaterThan(saidBytes - 8 * 2 ** 20);
  await expect(main(page).getByRole('img', { name: /^Free space: .* before, .* after$/ })).toBeVisible();
  const after = await host.exec('docker exec keeper cat /data/photo; docker run --rm busybox:lab echo image-works');
  expect(after.stdout.trim().split('\n')).toEqual(['photo', 'image-works']);
  expect(await quarantineEntries()).toEqual([]);
});

async function quarantineEntries(): Promise<string[]> {
  const listed = await host.exec('ls -A /var/lib/docker/btrfs/.bilge-quarantine 2>/dev/null || true');
  return listed.stdout.split('\n').filter((name) => name !== '');
}

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
  await ended(page);
  const left = await host.exec('docker volume ls -q; btrfs subvolume list /var/lib/docker');
  expect(left.stdout).not.toContain(dind.volume);
  expect(left.stdout).toContain('keepsake');
});
