import type { Page } from '@playwright/test';

const slot = '__bilgeShift';

/** Runs in the page, before it: adds up what moves by itself. How much moves does not depend on how fast the machine is. */
export function watchShifts(): void {
  Reflect.set(window, '__bilgeShift', 0);
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      if (Reflect.get(entry, 'hadRecentInput')) continue;
      Reflect.set(window, '__bilgeShift', Reflect.get(window, '__bilgeShift') + Reflect.get(entry, 'value'));
    }
  }).observe({ type: 'layout-shift', buffered: true });
}

/** The scripts are there and have drawn twice: whatever they move has moved. */
export async function hydrated(page: Page): Promise<void> {
  await page.waitForLoadState('load');
  await page.waitForFunction(() =>
    Object.keys(document.querySelector('main, form') ?? {}).some((key) => key.startsWith('__react')),
  );
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  await page.evaluate(
    () =>
      new Promise<void>((resolve) =>
        requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve, 100))),
      ),
  );
}

export function shifted(page: Page): Promise<number> {
  return page.evaluate((name) => Number(Reflect.get(window, name)), slot);
}
