import { defineConfig } from '@playwright/test';
import { patience } from './lab/patience.ts';

/** Debian's Chromium: no browser is ever downloaded. The flags keep it from looking for the internet. */
export const chromium = {
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-dev-shm-usage',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
};

export default defineConfig({
  testDir: './test/e2e',
  testMatch: '**/*.e2e.ts',
  outputDir: './test-results',
  fullyParallel: false,
  // As many as there are cores: a story waits half of its time for hosts and pages. Files run beside each other, stories of one file in order.
  workers: 2,
  retries: 0,
  globalSetup: './lab/playwright-set-up.ts',
  // Workers read this file again, after the set-up has measured how slow the machine is.
  timeout: patience(180_000),
  expect: { timeout: patience(15_000) },
  use: {
    launchOptions: chromium,
    // Without a picture of every moment, which is much of the work of each story: the trace of a failure has the page itself.
    trace: { mode: 'retain-on-failure', screenshots: false },
    viewport: { width: 1280, height: 800 },
  },
});
