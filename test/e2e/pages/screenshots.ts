import fs from 'node:fs';
import type { Browser, Page } from '@playwright/test';

/** `BILGE_SCREENSHOTS=DIR`: every page, light and dark, desktop and phone, for somebody to look at. Without it nothing is written. */
const folder = process.env.BILGE_SCREENSHOTS ?? '';

const views = [
  { name: 'desktop-light', width: 1280, height: 800, colorScheme: 'light' },
  { name: 'desktop-dark', width: 1280, height: 800, colorScheme: 'dark' },
  { name: 'phone-light', width: 360, height: 740, colorScheme: 'light' },
  { name: 'phone-dark', width: 360, height: 740, colorScheme: 'dark' },
] as const;

export async function takeScreenshots(browser: Browser, page: Page, paths: Record<string, string>): Promise<void> {
  if (folder === '') return;
  fs.mkdirSync(folder, { recursive: true });
  const cookies = await page.context().cookies();
  const origin = new URL(page.url()).origin;
  for (const view of views) {
    const context = await browser.newContext({
      viewport: { width: view.width, height: view.height },
      colorScheme: view.colorScheme,
    });
    await context.addCookies(cookies);
    const shown = await context.newPage();
    for (const [name, path] of Object.entries(paths)) {
      await shown.goto(origin + path);
      await shown.waitForTimeout(400);
      await shown.screenshot({ path: `${folder}/${name}-${view.name}.png`, fullPage: view.width < 500 });
    }
    await context.close();
  }
}
