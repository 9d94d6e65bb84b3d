import { expect, type Locator, type Page } from '@playwright/test';
import { patience } from '../../../lab/patience.ts';
import { expectAccessible } from './accessible.ts';

/** The way from a card to the end of a run, as the stories of demo hosts and of real ones go it. */
export const main = (page: Page): Locator => page.getByRole('main');
export const heading = (page: Page): Locator => page.getByRole('heading', { level: 1 });
export const cardOf = (page: Page, hostName: string): Locator =>
  main(page)
    .getByRole('article')
    .filter({ has: page.getByRole('link', { name: hostName, exact: true }) });

export async function sameAmount(page: Page, amount: string): Promise<void> {
  await expect(main(page).getByText(amount).first()).toBeVisible();
}

/** The page of the run, until it has ended: the result is announced, and the focus is where a screen reader goes on. */
export async function ended(page: Page, before = ''): Promise<void> {
  await expect(page).toHaveURL(/\/runs\//, { timeout: patience(30_000) });
  await expect(page).not.toHaveURL(before, { timeout: patience(30_000) });
  await expect(page.getByRole('status').filter({ hasText: 'Succeeded' })).toBeVisible({ timeout: patience(60_000) });
  await expect(page).toHaveTitle(/^Done: /);
  await expect(heading(page)).toBeFocused();
  await expect(main(page).getByText(/^Unchanged, checked: \d+ images?, \d+ containers?, \d+ volumes?\.$/)).toBeVisible({
    timeout: patience(30_000),
  });
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);
}

export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
}

/** Counts the taps of a person on the way, by the words that were tapped. */
export function tapping(): { taps: string[]; tap(of: Locator, name: RegExp): Promise<void> } {
  const taps: string[] = [];
  return {
    taps,
    tap: async (of, name) => {
      taps.push(String(name));
      await of.getByRole('button', { name }).first().click();
    },
  };
}

/** Puts back what the run quarantined, and goes from that run to the first one, which says that it was undone. */
export async function restored(page: Page, count: number, noun: 'layers' | 'leases' = 'layers'): Promise<void> {
  const quarantined = page.url();
  await main(page)
    .getByRole('button', { name: `Restore ${count} ${noun}…` })
    .click();
  await page.getByRole('dialog').getByRole('button', { name: 'Restore', exact: true }).click();
  await ended(page, quarantined);
  await expect(
    main(page).getByRole('heading', {
      name: `${count} ${noun} are ${noun === 'leases' ? 'restored' : 'back in their original place'}.`,
    }),
  ).toBeVisible();
  const undo = new URL(page.url()).pathname;
  await main(page)
    .getByRole('link', { name: /^Undoes what was quarantined/ })
    .click();
  await expect(page).toHaveURL(quarantined);
  await expect(main(page).getByRole('heading', { name: new RegExp(`^Undone: ${count} ${noun}`) })).toBeVisible();
  await expect(main(page).getByRole('button', { name: /^(Restore|Free)/ })).toHaveCount(0);
  await expect(main(page).getByRole('link', { name: /^Undone .* by admin/ })).toHaveAttribute('href', undo);
  await expectAccessible(page);
}

/** From the run that quarantined to the one that frees it now, and back: the first run knows how its quarantine ended. */
export async function freedFromQuarantine(
  page: Page,
  { layers, amount, hostName, freed }: { layers: number; amount: string; hostName: string; freed: RegExp },
): Promise<void> {
  const quarantined = page.url();
  await main(page)
    .getByRole('button', { name: new RegExp(`^Free (about )?${amount} now`) })
    .click();
  await expect(page).toHaveURL(/\/plans\//, { timeout: patience(30_000) });
  await sameAmount(page, amount);
  await page.getByLabel(/type the host/i).fill(hostName);
  await main(page)
    .getByRole('button', { name: new RegExp(`^Delete ${layers} quarantined layers, (about )?${amount}`) })
    .click();
  await ended(page, quarantined);
  await expect(main(page).getByRole('heading', { name: freed })).toBeVisible();
  await main(page)
    .getByRole('link', { name: /^Ends what was quarantined/ })
    .click();
  await expect(page).toHaveURL(quarantined);
  await expect(
    main(page).getByRole('heading', { name: new RegExp(`${layers} layers were deleted for good`) }),
  ).toBeVisible();
  await expect(main(page).getByRole('button', { name: /^(Restore|Free)/ })).toHaveCount(0);
}
