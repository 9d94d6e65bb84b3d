import { expect, type Page } from '@playwright/test';
import { applyWords } from '../../components/plans/apply-words';
import { planWords } from '../../components/plans/plan-words';
import { patience } from '../../lab/patience.ts';
import { type Dashboard, startDashboard } from './dashboard.ts';
import { expectAccessible } from './pages/accessible.ts';
import {
  cardOf,
  expectNoSidewaysScroll,
  freedFromQuarantine,
  heading,
  main,
  restored,
  ended as runEnded,
  sameAmount,
  tapping,
} from './pages/cleanup-way.ts';
import { changeHeaders, createAdmin, logIn } from './pages/entry.ts';
import { expired, freedElsewhere, usedElsewhere } from './pages/meanwhile.ts';
import { test } from './pages/story.ts';

/**
 * The one story that matters: a disk is full at night, and space is to come back. On a demo host, so nothing is connected; as a phone,
 * at a desk, and by keyboard alone. Every amount on the way is the same.
 */
test.describe.configure({ mode: 'serial' });

const phone = { width: 360, height: 780 };
const desk = { width: 1280, height: 800 };
/** what the recorded NAS leaks */
const amount = '510 MiB';

test.beforeEach(() => test.setTimeout(patience(75_000)));

let dashboard: Dashboard;
test.beforeAll(async () => {
  dashboard = await startDashboard();
});
test.afterAll(() => dashboard?.stop());

const card = (page: Page) => cardOf(page, 'demo-nas');

/** The recorded disk holds other things than Docker too. */
async function ended(page: Page): Promise<void> {
  await runEnded(page);
  await expect(main(page).getByText(/^Not Docker, about .* never opened\.$/)).toBeVisible();
}

/** As it was recorded: the demo host anew. */
async function freshNas(page: Page): Promise<void> {
  const headers = await changeHeaders(page);
  const api = `${dashboard.url}/api/v1/hosts`;
  const hosts: { id: string; name: string }[] = await (await page.request.get(api)).json();
  for (const { id } of hosts.filter(({ name }) => name === 'demo-nas'))
    expect((await page.request.delete(`${api}/${id}`, { headers })).ok()).toBe(true);
  const data = { name: 'demo-nas', url: 'demo:nas' };
  const { id } = await (await page.request.post(api, { headers, data })).json();
  expect((await page.request.post(`${api}/${id}/scan?sizes=1`, { headers })).ok()).toBe(true);
  await page.goto(dashboard.url);
  await expect(card(page)).toBeVisible();
}

async function openedAt(page: Page, viewport: { width: number; height: number }): Promise<void> {
  await page.setViewportSize(viewport);
  await logIn(page, dashboard.url);
  await freshNas(page);
}

test('first start', async ({ page }) => {
  await createAdmin(page, dashboard);
  await page.getByRole('button', { name: /demo hosts/ }).click();
  await expect(page).toHaveURL(`${dashboard.url}/`, { timeout: patience(30_000) });
});

for (const [where, viewport] of [
  ['on a phone', phone],
  ['at a desk', desk],
] as const) {
  test(`${where}: from the card to a rise of free space in three taps and a typed name`, async ({ page }) => {
    await openedAt(page, viewport);
    const { taps, tap } = tapping();
    await expect(card(page).getByText('No way back.').first()).toBeVisible();
    await tap(card(page), /^Free about 510 MiB now/);
    await expect(page).toHaveURL(/\/plans\//);
    await expect(page).toHaveTitle(/^Plan: /);
    await expect(heading(page)).toBeFocused();
    await sameAmount(page, amount);
    await expect(main(page).getByText(/^Not Docker, about .* never opened\.$/)).toBeVisible();
    await expect(main(page).getByText(planWords.noReference)).toBeVisible();
    await expectNoSidewaysScroll(page);
    await expectAccessible(page);
    const run = main(page).getByRole('button', { name: /^Delete \d+ leaked layers, about 510 MiB/ });
    await page.getByLabel(/type the host/i).fill('Demo-N');
    await expect(main(page).getByText(applyWords.otherName)).toBeVisible();
    await expect(run).toBeDisabled();
    // As a phone writes it.
    await page.getByLabel(/type the host/i).fill('Demo-nas ');
    await tap(main(page), /^Delete \d+ leaked layers, about 510 MiB/);
    await ended(page);
    await expect(main(page).getByRole('heading', { name: /^Freed 510 MiB, simulated/ })).toBeVisible();
    await expect(main(page).getByRole('img', { name: /^Free space: 155 MiB before, 665 MiB after$/ })).toBeVisible();
    await expect(main(page).getByRole('link', { name: 'What else can be freed' })).toBeVisible();
    expect(taps.length).toBeLessThanOrEqual(3);
    await main(page).getByRole('link', { name: 'Back to demo-nas' }).click();
    await expect(page).toHaveURL(/\/hosts\/[^/]+$/);
  });

  test(`${where}: quarantined, and then freed now`, async ({ page }) => {
    await openedAt(page, viewport);
    await card(page)
      .getByRole('button', { name: /^Free about 510 MiB now/ })
      .click();
    // The other way without going back.
    await main(page)
      .getByRole('button', { name: /^Quarantine about 510 MiB/ })
      .click();
    await expect(heading(page)).toHaveText('Quarantine 4 leaked layers');
    await expect(main(page).getByText(planWords.nearlyFull)).toBeVisible();
    await sameAmount(page, amount);
    await main(page)
      .getByRole('button', { name: /^Quarantine 4 leaked layers, about 510 MiB/ })
      .click();
    await ended(page);
    await expect(
      main(page).getByRole('heading', { name: '4 layers are quarantined; they still use 510 MiB.' }),
    ).toBeVisible();
    const quarantined = page.url();

    await page.goto(dashboard.url);
    await expect(card(page).getByText(/^510 MiB quarantined · \d days left$/)).toBeVisible();
    await card(page).getByRole('link', { name: 'demo-nas', exact: true }).click();
    await expect(main(page).getByText(/^510 MiB quarantined · \d days left$/)).toBeVisible();
    await expectNoSidewaysScroll(page);

    await page.goto(quarantined);
    await freedFromQuarantine(page, { layers: 4, amount, hostName: 'demo-nas', freed: /^Freed 510 MiB, simulated/ });
  });
}

test('quarantined, and restored: the run says that it was undone, here and in the list', async ({ page }) => {
  await openedAt(page, phone);
  await card(page)
    .getByRole('button', { name: /^Quarantine about 510 MiB/ })
    .click();
  await main(page)
    .getByRole('button', { name: /^Quarantine 4 leaked layers, about 510 MiB/ })
    .click();
  await ended(page);
  await restored(page, 4);
  await page.goto(`${dashboard.url}/activity`);
  await expect(main(page).getByText('Succeeded, undone')).toHaveCount(1);
});

test('by keyboard alone: from the card to freed', async ({ page }) => {
  await openedAt(page, desk);
  await tabTo(page, /^Free about 510 MiB now/);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/plans\//);
  await expect(heading(page)).toBeFocused();
  await tabTo(page, /type the host/i);
  await page.keyboard.type('demo-nas');
  await page.keyboard.press('Enter');
  await ended(page);
  await tabTo(page, /^Back to demo-nas/);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/hosts\/[^/]+$/);
});

/** Opens the plan that quarantines, to be read. Returns the button that runs it. */
async function reading(page: Page) {
  await openedAt(page, phone);
  await card(page)
    .getByRole('button', { name: /^Quarantine about 510 MiB/ })
    .click();
  await expect(page).toHaveURL(/\/plans\//);
  const run = main(page).getByRole('button', { name: /^Quarantine 4 leaked layers/ });
  await expect(run).toBeVisible();
  return run;
}

/** Nothing lies over the next button. */
async function noToast(page: Page): Promise<void> {
  await expect(page.getByRole('region', { name: /notice/i }).getByRole('listitem')).toHaveCount(0);
}

test('used by somebody else while it is read: the page says so, with its run', async ({ page, context }) => {
  const run = await reading(page);
  await usedElsewhere(dashboard, context, page);
  // The page may hear of it before the button is pressed, which is gone then: either way it says so.
  const used = main(page).getByText(planWords.used);
  const pressed = run.click({ timeout: patience(15_000) });
  pressed.catch(() => undefined);
  await Promise.race([pressed, used.waitFor()]);
  await expect(used).toBeVisible();
  await noToast(page);
  await main(page).getByRole('link', { name: planWords.openRun }).click();
  await ended(page);
});

test('expired while it is read: the page says so, and that nothing was changed, and plans again', async ({ page }) => {
  await page.clock.install();
  const run = await reading(page);
  const old = page.url();
  await expired(dashboard, page);
  await expect(main(page).getByText(planWords.expired)).toBeVisible();
  await expect(main(page).getByText(planWords.hostChanged)).toBeVisible();
  await expect(run).toHaveCount(0);
  await noToast(page);
  await expectAccessible(page);
  await main(page).getByRole('button', { name: applyWords.again }).click();
  await expect(page).not.toHaveURL(old, { timeout: patience(30_000) });
  await expect(run).toBeVisible();
});

test('freed by somebody else’s plan while it is read: the page says so and leads on; a run would find nothing', async ({
  page,
  context,
}) => {
  const run = await reading(page);
  const mine = page.url();
  await freedElsewhere(dashboard, context, page);
  await expect(main(page).getByText(planWords.allTaken)).toBeVisible();
  await expect(run).toHaveCount(0);
  await noToast(page);
  await expectAccessible(page);
  await main(page).getByRole('link', { name: planWords.openThatRun }).click();
  await ended(page);
  // As if it had been pressed before the page knew.
  await page.goto(mine);
  await page.goto(await usedElsewhere(dashboard, context, page));
  const outcome = main(page).getByRole('heading', { name: 'Nothing was left to do: someone else was first.' });
  await expect(outcome).toBeVisible({ timeout: patience(30_000) });
  await expect(main(page).getByRole('link', { name: 'Back to demo-nas' })).toBeVisible();
});

/** Tab by tab, as somebody without a mouse; a focus that never gets there fails. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let presses = 0; presses < 150; presses += 1) {
    await page.keyboard.press('Tab');
    const label = await page.evaluate(() => {
      const at = document.activeElement;
      const labelled = at instanceof HTMLInputElement ? at.labels?.[0]?.textContent : null;
      return labelled ?? at?.textContent ?? '';
    });
    if (name.test(label.trim())) return;
  }
  throw new Error(`The focus never came to ${name}.`);
}
