import { execFile } from 'node:child_process';
import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Browser, type BrowserContext, chromium as browserType, type Page } from '@playwright/test';
import { chromium } from '../playwright.config.ts';
import { startDashboard } from '../test/e2e/dashboard.ts';
import { adminPassword, logIn } from '../test/e2e/pages/entry.ts';
import { dashboardPages } from '../test/e2e/pages/every-page.ts';
import { type Comparison, machineDescription } from './ratio.ts';

/**
 * What the first visit of each page costs a phone: 360 px, nothing in the cache, a processor four times slower than this one. Bytes and
 * requests do not depend on the machine, the times do. Writes docs/evidence/first-load.md, and prints the lines of the bench.
 */
const recorder = fileURLToPath(new URL('../test/e2e/recorded-hosts.ts', import.meta.url));
const page360 = { viewport: { width: 360, height: 780 } };
const scriptLimitKb = 170;
const requestLimit = 20;
/** Charts may be larger: they are the one thing that page is for. */
const charts = new Set(['history']);

interface FirstLoad {
  name: string;
  scriptKb: number;
  allKb: number;
  requests: number;
  lcpMs: number;
  /** what the long tasks block beyond 50 ms each, as Lighthouse counts it */
  tbtMs: number;
  cls: number;
}

export async function benchFirstLoad(): Promise<Comparison[]> {
  const loads = await measureFirstLoads();
  fs.writeFileSync(fileURLToPath(new URL('../docs/evidence/first-load.md', import.meta.url)), evidence(loads));
  const others = loads.filter(({ name }) => !charts.has(name));
  const worst = (
    label: string,
    of: (load: FirstLoad) => number,
    unit: NonNullable<Comparison['unit']>,
    atMost: number,
  ) => ({
    name: `first load of ${others.length} pages, ${label}`,
    ours: { label: 'each page', values: [Math.max(...others.map(of))] },
    alternative: null,
    unit,
    target: { atMost },
    remarks: 'the worst of them; each page is in docs/evidence/first-load.md',
  });
  return [
    worst('scripts', (load) => load.scriptKb, 'kB', scriptLimitKb),
    worst('requests', (load) => load.requests, '', requestLimit),
  ];
}

async function measureFirstLoads(): Promise<FirstLoad[]> {
  const dashboard = await startDashboard({ BILGE_MEASURE: 'asked', BILGE_ADMIN_PASSWORD: adminPassword });
  try {
    await promisify(execFile)(process.execPath, [recorder, dashboard.data]);
    const browser = await browserType.launch(chromium);
    try {
      const context = await browser.newContext(page360);
      await logIn(await context.newPage(), dashboard.url);
      const state = await context.storageState();
      await context.close();
      const loads: FirstLoad[] = [];
      for (const [name, address] of Object.entries({ login: '/login', ...dashboardPages })) {
        loads.push(
          await firstLoad(browser, name === 'login' ? {} : { storageState: state }, name, dashboard.url + address),
        );
      }
      return loads;
    } finally {
      await browser.close();
    }
  } finally {
    await dashboard.stop();
  }
}

type Options = Parameters<Browser['newContext']>[0];

async function firstLoad(browser: Browser, options: Options, name: string, url: string): Promise<FirstLoad> {
  const context = await browser.newContext({ ...page360, ...options });
  try {
    const page = await context.newPage();
    await slowDown(context, page);
    await page.addInitScript(observe);
    const sizes: Promise<{ isScript: boolean; bytes: number }>[] = [];
    let requests = 0;
    page.on('request', () => {
      requests += 1;
    });
    page.on('requestfinished', (request) => {
      const isScript = request.resourceType() === 'script';
      sizes.push(request.sizes().then(({ responseBodySize }) => ({ isScript, bytes: responseBodySize })));
    });
    await page.goto(url);
    // The stream of events never ends, so the network is never idle: the page is done when it has been quiet for a while.
    await page.waitForTimeout(4000);
    const seen = await page.evaluate(() => Reflect.get(window, '__bilgeLoad'));
    const all = await Promise.all(sizes);
    const sum = (of: typeof all) => of.reduce((total, { bytes }) => total + bytes, 0) / 1000;
    const { lcp, tbt, cls } = seen;
    const scripts = all.filter(({ isScript }) => isScript);
    return { name, scriptKb: sum(scripts), allKb: sum(all), requests, lcpMs: lcp, tbtMs: tbt, cls };
  } finally {
    await context.close();
  }
}

async function slowDown(context: BrowserContext, page: Page): Promise<void> {
  const session = await context.newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
}

/** Runs in the page, before it. */
function observe(): void {
  const seen = { lcp: 0, tbt: 0, cls: 0 };
  Reflect.set(window, '__bilgeLoad', seen);
  const watch = (type: string, take: (entry: PerformanceEntry) => void) =>
    new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true });
  watch('largest-contentful-paint', (entry) => {
    seen.lcp = entry.startTime;
  });
  watch('longtask', (entry) => {
    seen.tbt += Math.max(0, entry.duration - 50);
  });
  watch('layout-shift', (entry) => {
    if (!Reflect.get(entry, 'hadRecentInput')) seen.cls += Number(Reflect.get(entry, 'value'));
  });
}

function evidence(loads: readonly FirstLoad[]): string {
  const row = ({ name, scriptKb, allKb, requests, lcpMs, tbtMs, cls }: FirstLoad) =>
    `| ${name} | ${scriptKb.toFixed(0)} | ${allKb.toFixed(0)} | ${requests} | ${lcpMs.toFixed(0)} | ${tbtMs.toFixed(0)} | ${cls.toFixed(3)} |`;
  return [
    '# First load of each page',
    '',
    '`npm run bench -- first-load` writes this page: the built dashboard with six recorded hosts, Chromium, 360 px wide, an empty cache for',
    'each page. Sizes are as transferred (compressed), in kB. The times are by `PerformanceObserver` with the processor slowed four times and no slower network;',
    `they depend on the machine and its load, the bytes, requests and shifts do not. Limits: ${scriptLimitKb} kB of scripts (but for charts), ${requestLimit} requests, 0.02 of layout shift.`,
    'Before this was mended: [first-load-before.md](first-load-before.md).',
    '',
    `${new Date().toISOString().slice(0, 10)}: ${machineDescription()}.`,
    '',
    '| page | scripts, kB | all, kB | requests | largest paint, ms | blocked, ms | layout shift |',
    '|---|---|---|---|---|---|---|',
    ...loads.map(row),
    '',
  ].join('\n');
}
