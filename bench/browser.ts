import { chromium as browserType, type Page } from '@playwright/test';
import { chromium } from '../playwright.config.ts';
import { startDashboard } from '../test/e2e/dashboard.ts';
import { addSshHost } from '../test/e2e/pages/add-host.ts';
import { adminPassword, logIn } from '../test/e2e/pages/entry.ts';
import { hostWithTree } from './leak-proof.ts';
import type { Comparison } from './ratio.ts';

/**
 * 5,000 rows in a real Chromium against the built dashboard: once the page of layers has loaded, scrolling through all of it and
 * filtering, letter by letter, must leave no task of the main thread longer than 50 ms. The longest that the browser reports counts.
 */
const layers = 5000;

export async function benchBrowser(): Promise<Comparison[]> {
  const { host, session } = await hostWithTree(layers, 2);
  try {
    await session.close();
    const dashboard = await startDashboard({ BILGE_ADMIN_PASSWORD: adminPassword });
    const browser = await browserType.launch(chromium);
    try {
      const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
      page.setDefaultTimeout(60_000);
      await logIn(page, dashboard.url);
      await page.goto(`${dashboard.url}/hosts/new`);
      await addSshHost(page, host, 'bench');
      await page
        .getByText(/leaked layer/)
        .first()
        .waitFor();
      await page.goto(`${page.url()}/layers`);
      await page.getByRole('table').or(page.getByLabel('Layers')).first().waitFor();
      await page.waitForTimeout(3000);
      await observe(page);
      const idle = await longest(page, () => page.waitForTimeout(2000));
      const scrolling = await longest(page, () => scrollThrough(page));
      const filtering = await longest(page, () => filter(page));
      const row = (name: string, ms: number[]): Comparison => ({
        name: `${layers.toLocaleString('en-US')} rows in the browser, ${name}`,
        ours: { label: 'longest task of each pass', values: ms },
        alternative: null,
        target: { atMost: 50 },
        remarks: `tasks below 50 ms are not reported by the browser and count as 0; with hands off: ${Math.max(...idle).toFixed(0)} ms`,
      });
      return [row('scrolling', [Math.max(...scrolling)]), row('filtering', [Math.max(...filtering)])];
    } finally {
      await browser.close();
      await dashboard.stop();
    }
  } finally {
    await host.stop();
  }
}

const slot = '__bilgeLongTasks';

async function observe(page: Page): Promise<void> {
  await page.evaluate((name) => {
    const durations: number[] = [];
    Reflect.set(window, name, durations);
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) durations.push(entry.duration);
    }).observe({ type: 'longtask' });
  }, slot);
}

/** The longest task of each of three passes; 0 where none was long. */
async function longest(page: Page, work: () => Promise<unknown>): Promise<number[]> {
  const found: number[] = [];
  for (let pass = 0; pass < 3; pass += 1) {
    await page.evaluate((name) => Reflect.get(window, name).splice(0), slot);
    await work();
    await page.waitForTimeout(500);
    found.push(await page.evaluate((name) => Math.max(0, ...Reflect.get(window, name)), slot));
  }
  return found;
}

async function scrollThrough(page: Page): Promise<void> {
  const frame = page.getByLabel('Layers', { exact: true }).first();
  await frame.hover();
  for (let step = 0; step < 60; step += 1) {
    await page.mouse.wheel(0, step < 30 ? 3000 : -3000);
    await page.waitForTimeout(30);
  }
  for (const part of [1, 0.5, 0])
    await frame.evaluate((element, at) => element.scrollTo(0, element.scrollHeight * at), part);
}

async function filter(page: Page): Promise<void> {
  const field = page.getByLabel('Filter by name or owner');
  await field.pressSequentially('a1f', { delay: 120 });
  for (let each = 0; each < 3; each += 1) {
    await field.press('Backspace');
    await page.waitForTimeout(120);
  }
  await field.pressSequentially('bench48', { delay: 120 });
  await field.fill('');
}
