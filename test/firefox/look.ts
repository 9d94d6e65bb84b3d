/**
 * `npm run firefox [FOLDER]`: the pages and the way from a card to freed space in Firefox, over demo hosts, on the built dashboard. Pictures
 * of every page go to the folder, to be looked at. Needs Debian's `firefox-esr` (or FIREFOX); not a part of CI. Fails where a script of a
 * page fails, where a page scrolls sideways on a phone, and where the way does not end.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { patience } from '../../lab/patience.ts';
import { type Dashboard, startDashboard } from '../e2e/dashboard.ts';
import { adminPassword } from '../e2e/pages/entry.ts';
import { type Firefox, startFirefox } from './bidi.ts';

const folder = process.argv[2] ?? fs.mkdtempSync(path.join(os.tmpdir(), 'bilge-firefox-pictures-'));
const sizes = { phone: [360, 780], desk: [1280, 800] } as const;
const failures: string[] = [];

/** NS_BINDING_ABORTED: the next page was opened before a font of this one was there. Firefox says so as an error, and it is none. */
const leftBefore = 'status=2152398850';

async function until(firefox: Firefox, expression: string): Promise<void> {
  for (let attempt = 0; attempt < patience(300); attempt += 1) {
    if (await firefox.evaluate<boolean>(`Boolean(${expression})`)) return;
    await wait(100);
  }
  throw new Error(`It never came to: ${expression}`);
}

/** What a person does: React listens to the events, not to the value. */
const fill = (selector: string, value: string): string => `(() => {
  const field = document.querySelector(${JSON.stringify(selector)});
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(field, ${JSON.stringify(value)});
  field.dispatchEvent(new Event('input', { bubbles: true }));
  return true;
})()`;
const button = (words: string): string =>
  `[...document.querySelectorAll('main button')].find((each) => !each.disabled && each.textContent.includes(${JSON.stringify(words)}))`;
const press = (words: string): string => `(${button(words)}.click(), true)`;

async function look(firefox: Firefox, name: string): Promise<void> {
  await until(firefox, "document.querySelector('h1')");
  for (const [size, [width, height]] of Object.entries(sizes)) {
    await firefox.resize(width, height);
    const over = await firefox.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
    if (over > 0) failures.push(`${name} scrolls sideways by ${over} px on a ${size}`);
    await firefox.picture(path.join(folder, `${name}-${size}.png`));
  }
  console.log(`${name}: ${await firefox.evaluate<string>('document.title')}`);
}

async function logIn(firefox: Firefox, { url }: Dashboard): Promise<void> {
  await firefox.goTo(`${url}/login`);
  await look(firefox, 'login');
  await firefox.evaluate(fill('input[name=name]', 'admin'));
  await firefox.evaluate(fill('input[type=password]', adminPassword));
  await firefox.evaluate("(document.querySelector('form').requestSubmit(), true)");
  await until(firefox, "!location.pathname.startsWith('/login')");
}

/** From the card to freed space: the one story. */
async function free(firefox: Firefox, { url }: Dashboard): Promise<void> {
  await firefox.resize(...sizes.phone);
  await firefox.goTo(url);
  await until(firefox, button('Free about 510 MiB now'));
  await firefox.evaluate(press('Free about 510 MiB now'));
  await until(firefox, "location.pathname.startsWith('/plans/') && document.querySelector('main form input')");
  await look(firefox, 'plan');
  await firefox.evaluate(fill('main form input', 'demo-nas'));
  await until(firefox, button('Delete 4 leaked layers'));
  await firefox.evaluate(press('Delete 4 leaked layers'));
  await until(firefox, "document.title.startsWith('Done: ') && document.body.innerText.includes('Unchanged, checked')");
  const ended = await firefox.evaluate<string>("document.querySelector('#outcome').textContent");
  if (!ended.startsWith('Freed 510 MiB')) failures.push(`the run ended with “${ended}”`);
  if (!(await firefox.evaluate<boolean>("document.activeElement === document.querySelector('h1')")))
    failures.push('the focus is not at the heading when the run has ended');
  await look(firefox, 'run');
}

fs.mkdirSync(folder, { recursive: true });
const dashboard = await startDashboard({ BILGE_ADMIN_PASSWORD: adminPassword });
const firefox = await startFirefox(process.env.FIREFOX ?? 'firefox-esr');
try {
  await logIn(firefox, dashboard);
  await firefox.goTo(`${dashboard.url}/hosts/new`);
  await look(firefox, 'add-host');
  await until(firefox, button('demo hosts'));
  await firefox.evaluate(press('demo hosts'));
  await until(firefox, "location.pathname === '/' && document.body.innerText.includes('demo-nas')");
  const hosts = await firefox.evaluate<{ id: string; name: string }[]>("fetch('/api/v1/hosts').then((a) => a.json())");
  const nas = `/hosts/${hosts.find(({ name }) => name === 'demo-nas')?.id}`;
  const tabs = ['ledger', 'layers', 'volumes', 'actions', 'quarantine', 'history', 'about'];
  const pages = ['/', nas, ...tabs.map((tab) => `${nas}/${tab}`), '/health', '/activity', '/schedules', '/diagnose'];
  for (const page of [...pages, '/settings/hosts', '/settings/notifications']) {
    await firefox.goTo(dashboard.url + page);
    await look(firefox, page === '/' ? 'overview' : page.replace(nas, 'host').replaceAll('/', '-').replace(/^-/, ''));
  }
  await free(firefox, dashboard);
  const errors = firefox.errors.filter((text) => !text.includes(leftBefore));
  failures.push(...errors.map((text) => `an error in a script: ${text}`));
} finally {
  await firefox.stop();
  await dashboard.stop();
}
console.log(`Pictures: ${folder}`);
for (const failure of failures) console.error(failure);
process.exitCode = failures.length === 0 ? 0 : 1;
