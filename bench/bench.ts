import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import { labAvailable, stopAll } from '../lab/lab.ts';
import { benchAnswers } from './answers.ts';
import { benchBrowser } from './browser.ts';
import { benchCommandLine } from './command-line.ts';
import { benchContainerdMemory, benchContainerdProof } from './containerd-proof.ts';
import { benchDashboard } from './dashboard.ts';
import { benchFirstLoad } from './first-load.ts';
import { benchForecast } from './forecast.ts';
import { benchLeakProof } from './leak-proof.ts';
import { benchLighthouse } from './lighthouse.ts';
import { benchMemory } from './memory.ts';
import { asRow, type Comparison, machineDescription, tableHead, verdictOf } from './ratio.ts';
import { benchRemoval } from './removal.ts';
import { benchScan } from './scan.ts';
import { benchTenThousand } from './ten-thousand.ts';
import { benchWritten } from './written.ts';

/**
 * `npm run bench [-- name…]`: every speed claim, measured on real lab hosts, side by side with its alternative. A whole run writes
 * docs/evidence/bench.md; named benches only print, or write with `--write`, and the page says which they were. Ends with 1 where a target was missed or a bench failed.
 */
const benches: Record<string, () => Promise<Comparison[]>> = {
  scan: benchScan,
  'command-line': benchCommandLine,
  dashboard: benchDashboard,
  'first-load': benchFirstLoad,
  lighthouse: benchLighthouse,
  answers: benchAnswers,
  memory: benchMemory,
  forecast: benchForecast,
  written: benchWritten,
  'leak-proof': () =>
    benchLeakProof({ layers: 1000, filesPerLayer: 2000, warmAtLeast: 50, coldAtLeast: 5, flatAgainst: 200 }),
  'leak-proof-many': () => benchLeakProof({ layers: 5000, filesPerLayer: 200, warmAtLeast: 6, coldAtLeast: 3 }),
  'ten-thousand': benchTenThousand,
  'containerd-proof': benchContainerdProof,
  'containerd-memory': benchContainerdMemory,
  browser: benchBrowser,
  removal: benchRemoval,
};

/** These reach no host, so they need no lab. */
const withoutLab = new Set([
  'command-line',
  'dashboard',
  'first-load',
  'lighthouse',
  'answers',
  'memory',
  'forecast',
  'written',
]);

const words = process.argv.slice(2).filter((word) => word !== '--');
const isWritten = words.includes('--write') || words.length === 0;
const named = words.filter((word) => word !== '--write');
const unknown = named.filter((name) => !(name in benches));
if (unknown.length > 0) {
  console.error(`There is no bench named ${unknown.join(', ')}; there are: ${Object.keys(benches).join(', ')}.`);
  process.exit(2);
}
const lab = await labAvailable();
const needsLab = named.length === 0 || named.some((name) => !withoutLab.has(name));
if (needsLab && !lab.ok) {
  console.error(`SKIPPED: the bench needs the lab: ${lab.reason}`);
  process.exit(1);
}

const rows: string[] = [];
const ran: string[] = [];
let isMissed = false;
const started = new Date();
const machine = machineDescription();
try {
  for (const [name, bench] of Object.entries(benches)) {
    if (named.length > 0 && !named.includes(name)) continue;
    console.error(`${name} …`);
    ran.push(name);
    try {
      const found = await bench();
      for (const comparison of found) {
        rows.push(asRow(comparison));
        console.error(asRow(comparison));
        if (verdictOf(comparison).startsWith('MISSED')) isMissed = true;
      }
    } catch (error) {
      isMissed = true;
      rows.push(`| ${name} | FAILED: ${String(error).split('\n')[0]} | | | | |`);
      console.error(error);
    }
    page();
  }
} finally {
  await stopAll();
}

console.log(page());
process.exit(isMissed ? 1 : 0);

/** Written after each bench, so that a run that is cut off leaves what it has measured. */
function page(): string {
  const text = [
    '# Bench',
    '',
    '`npm run bench` writes this page. Each line is measured side by side with its alternative in one run, over real SSH to real lab',
    'hosts on the same machine; the figures are medians, then the least and the greatest of n.',
    '',
    `${started.toISOString()}: ${machine}; benches run: ${ran.join(', ')}.`,
    '',
    ...tableHead,
    ...rows,
    '',
  ].join('\n');
  if (isWritten) fs.writeFileSync(fileURLToPath(new URL('../docs/evidence/bench.md', import.meta.url)), text);
  return text;
}
