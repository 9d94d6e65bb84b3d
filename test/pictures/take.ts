/**
 * `npm run pictures`: the pictures of README.md, light and dark, of the built dashboard (`npm run build`) over demo hosts, and the animation from
 * the card to freed space. Needs Debian's Chromium (or CHROMIUM), nothing else: no host, no other program. Writes docs/screenshots.
 */
import fs from 'node:fs';
import { type Browser, type CDPSession, chromium, expect as expectSoon, type Page } from '@playwright/test';
import { chromium as launch } from '../../playwright.config.ts';
import { startDashboard } from '../e2e/dashboard.ts';
import { adminPassword } from '../e2e/pages/entry.ts';
import { animatedWebp, type Frame } from './animated-webp.ts';

const folder = 'docs/screenshots';
const schemes = ['light', 'dark'] as const;
/** All of them together: whoever clones the repository gets them. */
const mostBytes = 500_000;

/** On a busy machine a page takes its time. */
const expect = expectSoon.configure({ timeout: 60_000 });

type Pictures = Record<(typeof schemes)[number], Buffer>;

async function pictures(page: Page, devtools: CDPSession, quality = 80): Promise<Pictures> {
  const taken = { light: Buffer.alloc(0), dark: Buffer.alloc(0) };
  await page.mouse.move(0, 0);
  for (const scheme of schemes) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    // Colours turn gradually.
    await page.evaluate(async () => {
      await document.fonts.ready;
      for (let turn = 0; turn < 2; turn += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
      await Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => undefined)));
    });
    const { data } = await devtools.send('Page.captureScreenshot', { format: 'webp', quality });
    taken[scheme] = Buffer.from(data, 'base64');
  }
  return taken;
}

function keep(name: string, taken: Pictures): void {
  for (const scheme of schemes) fs.writeFileSync(`${folder}/${name}-${scheme}.webp`, taken[scheme]);
}

/** Chromium itself reads the animation back: each frame, not only the file's head. */
async function checkAnimation(page: Page, file: Buffer, frames: number): Promise<void> {
  const decoded = await page.evaluate(async (base64) => {
    const data = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const decoder = new ImageDecoder({ data, type: 'image/webp' });
    await decoder.tracks.ready;
    const count = decoder.tracks.selectedTrack?.frameCount ?? 0;
    for (let frameIndex = 0; frameIndex < count; frameIndex += 1) (await decoder.decode({ frameIndex })).image.close();
    return count;
  }, file.toString('base64'));
  expect(decoded).toBe(frames);
}

async function logIn(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/login`);
  // A press on a button that no script listens to yet is lost.
  await page.waitForFunction(() =>
    Object.keys(document.querySelector('form') ?? {}).some((key) => key.startsWith('__react')),
  );
  await page.getByLabel('Name').fill('admin');
  await page.getByLabel('Password').fill(adminPassword);
  await page.getByRole('button', { name: 'Log in' }).click();
  await expect(page).not.toHaveURL(/\/login/);
}

async function take(browser: Browser, url: string): Promise<void> {
  const context = await browser.newContext({ viewport: { width: 1120, height: 720 } });
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  const story: [Pictures, number][] = [];
  const show = async (milliseconds: number) => story.push([await pictures(page, devtools, 50), milliseconds]);

  await logIn(page, url);
  await page.goto(`${url}/`);
  await expect(page.getByRole('article')).toHaveCount(4);
  await show(2_500);
  await page.getByRole('link', { name: 'demo-nas', exact: true }).first().click();
  await expect(page.getByText('that Docker does not see')).toBeVisible();
  const host = page.url();
  await show(3_500);
  keep('host', await pictures(page, devtools));

  await page.getByRole('button', { name: 'Free about 510 MiB now' }).first().click();
  await expect(page).toHaveURL(/\/plans\//);
  await expect(page.getByLabel(/type the host/i)).toBeVisible();
  await show(3_000);
  await page.setViewportSize({ width: 360, height: 740 });
  keep('plan-phone', await pictures(page, devtools));
  await page.setViewportSize({ width: 1120, height: 720 });
  await page.getByLabel(/type the host/i).fill('demo-nas');
  await page.getByLabel(/type the host/i).scrollIntoViewIfNeeded();
  await show(2_000);
  await page.getByRole('button', { name: /^Delete \d+ leaked layers/ }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Succeeded' })).toBeVisible();
  await expect(page.getByText('Unchanged, checked')).toBeVisible();
  await page.evaluate(() => scrollTo(0, 0));
  await show(3_500);
  await page.goto(host);
  await expect(page.getByRole('img', { name: /^Docker says 174 MiB/ })).toBeVisible();
  await show(3_500);

  for (const scheme of schemes) {
    const frames: Frame[] = story.map(([taken, milliseconds]) => ({ still: taken[scheme], milliseconds }));
    const file = animatedWebp(frames);
    await checkAnimation(page, file, frames.length);
    fs.writeFileSync(`${folder}/story-${scheme}.webp`, file);
  }
}

fs.mkdirSync(folder, { recursive: true });
const dashboard = await startDashboard({ BILGE_ADMIN_PASSWORD: adminPassword, BILGE_DEMO: '1' });
const browser = await chromium.launch(launch);
try {
  await take(browser, dashboard.url);
} finally {
  await browser.close();
  await dashboard.stop();
}
const sizes = fs.readdirSync(folder).map((name) => ({ name, bytes: fs.statSync(`${folder}/${name}`).size }));
for (const { name, bytes } of sizes) console.log(`${folder}/${name}: ${(bytes / 1000).toFixed(0)} kB`);
const all = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
if (all > mostBytes) throw new Error(`${all} bytes of pictures are more than ${mostBytes}`);
