import { execFile } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { closeApplication, openApplication } from '../lib/usecases/core/application.ts';
import { addDemoHosts } from '../lib/usecases/demo/demo-hosts.ts';
import { readSettings } from '../lib/usecases/server/settings.ts';
import { chromium } from '../playwright.config.ts';
import { startDashboard } from '../test/e2e/dashboard.ts';
import { adminPassword } from '../test/e2e/pages/entry.ts';
import { type Comparison, machineDescription } from './ratio.ts';

/**
 * Google's Lighthouse on the built dashboard with its demo hosts, as a phone would load it (its mobile preset: a slow line and a slow
 * processor, both computed). It is no dependency: 176 MB of packages for four numbers. `npm exec` brings the pinned one to npm's cache,
 * and it drives Debian's Chromium; nothing downloads a browser. Writes docs/evidence/lighthouse.md.
 */
const lighthouse = 'lighthouse@13.5.0';
const rounds = 5;
const atLeast = 95;
const categories = ['performance', 'accessibility', 'best-practices', 'seo'] as const;
type Category = (typeof categories)[number];

interface Judged {
  page: string;
  scores: Record<Category, number>;
  /** as Lighthouse writes them, of the same round */
  times: { largestPaint: string; blocked: string; shift: string };
  /** what it did not give all points for, performance aside */
  lost: string[];
}

export async function benchLighthouse(): Promise<Comparison[]> {
  const dashboard = await startDashboard({ BILGE_MEASURE: 'asked', BILGE_ADMIN_PASSWORD: adminPassword });
  let loggedIn: Awaited<ReturnType<typeof withCookie>> | null = null;
  try {
    const { cookie, nas } = await prepared(dashboard.data);
    loggedIn = await withCookie(dashboard.port, cookie);
    const judged: Judged[] = [];
    for (const [page, address] of Object.entries({ login: '/login', overview: '/', host: `/hosts/${nas}` })) {
      for (let round = 0; round < rounds; round += 1)
        judged.push(await judge(page, (page === 'login' ? dashboard.url : loggedIn.url) + address));
    }
    fs.writeFileSync(fileURLToPath(new URL('../docs/evidence/lighthouse.md', import.meta.url)), evidence(judged));
    return asComparisons(judged);
  } finally {
    loggedIn?.close();
    await dashboard.stop();
  }
}

/** Fills the store of the running server, as the command line would, and logs in. */
async function prepared(data: string): Promise<{ cookie: string; nas: string }> {
  const app = openApplication(readSettings({ ...process.env, BILGE_DATA: data }));
  try {
    const hosts = await addDemoHosts(app, { kind: 'cli', name: 'bench', role: 'admin' });
    const visitor = { address: '127.0.0.1', userAgent: 'bench' };
    const login = await app.access.sessions.login({ name: 'admin', password: adminPassword, ...visitor });
    if (login.kind !== 'logged-in') throw new Error('the bench could not log in');
    // The server notices what another process wrote, and judges what can be done on each host.
    await wait(5_000);
    return { cookie: `bilge=${login.token}`, nas: hosts.find(({ name }) => name === 'demo-nas')?.id ?? '' };
  } finally {
    await closeApplication(app);
  }
}

/** The browser that Lighthouse starts has no session, and Chromium lets no extra header be a cookie: a door beside the dashboard's adds it. */
async function withCookie(port: number, cookie: string): Promise<{ url: string; close: () => void }> {
  const server = http.createServer((request, response) => {
    const headers = { ...request.headers, host: `127.0.0.1:${port}`, cookie };
    const inner = http.request(
      { port, host: '127.0.0.1', method: request.method, path: request.url, headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    inner.on('error', () => response.destroy());
    response.on('close', () => inner.destroy());
    request.pipe(inner);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the door has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function judge(page: string, url: string): Promise<Judged> {
  const words = ['--output=json', '--quiet', `--only-categories=${categories.join(',')}`];
  const flags = `--chrome-flags=--headless=new ${chromium.args.join(' ')}`;
  const report: Report = JSON.parse(await recorded([url, ...words, flags]));
  if (new URL(report.finalDisplayedUrl).pathname !== new URL(url).pathname)
    throw new Error(`${url} led to ${report.finalDisplayedUrl}`);
  const shown = (id: string) => report.audits[id]?.displayValue?.replaceAll(' ', ' ') ?? '';
  return {
    page,
    scores: Object.fromEntries(
      categories.map((category) => [category, Math.round((report.categories[category]?.score ?? 0) * 100)]),
    ) as Judged['scores'],
    times: {
      largestPaint: shown('largest-contentful-paint'),
      blocked: shown('total-blocking-time'),
      shift: shown('cumulative-layout-shift'),
    },
    lost: categories.slice(1).flatMap((category) => lostIn(report, category)),
  };
}

/** Now and then Chromium's recording lacks the navigation; Lighthouse then measured nothing, says so, and asks to be run again. */
async function recorded(words: readonly string[]): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const { stdout } = await promisify(execFile)(
        'npm',
        ['exec', '--yes', '--ignore-scripts', `--package=${lighthouse}`, '--', 'lighthouse', ...words],
        { maxBuffer: 64 * 1024 * 1024, env: { ...process.env, CHROME_PATH: chromium.executablePath } },
      );
      return stdout;
    } catch (error) {
      if (attempt === 8 || !/NO_NAVSTART/.test(String(error))) throw error;
    }
  }
}

/** What is read of Lighthouse's report (its version is pinned). */
interface Report {
  finalDisplayedUrl: string;
  categories: Record<string, { score: number | null; auditRefs: { id: string; weight: number }[] }>;
  audits: Record<string, { score: number | null; title: string; displayValue?: string }>;
}

function lostIn(report: Report, category: Category): string[] {
  const refs = report.categories[category]?.auditRefs ?? [];
  return refs.flatMap(({ id, weight }) => {
    const audit = report.audits[id];
    return weight > 0 && audit && audit.score !== null && audit.score < 1 ? [`${category}: ${audit.title}`] : [];
  });
}

const ofPage = (judged: readonly Judged[], page: string) => judged.filter((each) => each.page === page);

function asComparisons(judged: readonly Judged[]): Comparison[] {
  return [...new Set(judged.map(({ page }) => page))].map((page) => ({
    name: `Lighthouse, mobile, ${page}: performance`,
    ours: { label: `${rounds} rounds`, values: ofPage(judged, page).map(({ scores }) => scores.performance) },
    alternative: null,
    unit: '',
    target: { atLeastMedian: atLeast },
    remarks: 'the other categories are in docs/evidence/lighthouse.md',
  }));
}

function evidence(judged: readonly Judged[]): string {
  const row = ({ page, scores, times }: Judged) =>
    `| ${page} | ${categories.map((category) => scores[category]).join(' | ')} | ${times.largestPaint} | ${times.blocked} | ${times.shift} |`;
  const lost = [...new Set(judged.flatMap((each) => each.lost.map((title) => `- ${each.page}: ${title}`)))];
  return [
    '# Lighthouse',
    '',
    '`npm run bench -- lighthouse` writes this page: the built dashboard with its demo hosts, Debian’s Chromium, Lighthouse’s mobile preset (a slow line and a',
    `processor four times slower, computed), logged in but for the login page. ${lighthouse} comes by \`npm exec\` and is no dependency. One row is one round.`,
    'The times include what else the machine does: performance is only comparable on a quiet one, the other categories everywhere.',
    '',
    `${new Date().toISOString().slice(0, 10)}: ${machineDescription()}.`,
    '',
    '| page | performance | accessibility | best practices | SEO | largest paint | blocked | shift |',
    '|---|---|---|---|---|---|---|---|',
    ...judged.map(row),
    '',
    ...(lost.length > 0 ? ['Points lost outside performance:', '', ...lost, ''] : []),
  ].join('\n');
}
