// Shared by `up`, `test` and the launcher `bin/bilge`; must itself run on any Node ≥ 18.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { isNewEnough, neededNode } from './node-version.mjs';

export const projectRoot = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** The Node that Bilge runs on: the one npm brought (glibc Linux), else this one if it is new enough. Exits with the cure otherwise. */
export function nodeBinary() {
  // A package has its own (scripts/package.mjs).
  for (const brought of ['runtime/node', 'node_modules/.bin/node'].map((file) => path.join(projectRoot, file))) {
    if (!fs.existsSync(brought)) continue;
    const answer = spawnSync(brought, ['--version'], { encoding: 'utf8' });
    if (answer.status === 0 && isNewEnough(answer.stdout.trim())) return brought;
  }
  if (isNewEnough(process.version)) return process.execPath;
  console.error(
    `Bilge runs on Node ${neededNode} or newer; this is ${process.version}, and the one that npm brings does not run here.\n` +
      `On Alpine and other musl systems install the distribution’s own nodejs (${neededNode} or newer) and try again.`,
  );
  process.exit(1);
}

/**
 * How the dashboard's Node is started. A NAS has little memory, and Node would rather grow than collect: reading ten thousand layers
 * five times over it grows by 66 to 112 MB with the first two and by 293 MB without (measured, `npm run bench ten-thousand`), and is no slower.
 * The third lets the heap grow a little between collections: pages of forty hosts take two thirds of the time for 3 MB (docs/evidence/answers.md).
 */
export const dashboardFlags = ['--max-semi-space-size=4', '--optimize-for-size', '--heap-growing-percent=15'];

/** PATH with the project's binaries first, so that every child runs on the right Node. */
export function childEnvironment(extra = {}) {
  return {
    ...process.env,
    NEXT_TELEMETRY_DISABLED: '1',
    PATH: `${path.join(projectRoot, 'node_modules/.bin')}${path.delimiter}${process.env.PATH ?? ''}`,
    ...extra,
  };
}

/** Installs the locked dependencies unless exactly these are there. */
export function installDependencies() {
  const lock = fs.readFileSync(path.join(projectRoot, 'package-lock.json'), 'utf8');
  const stamp = path.join(projectRoot, 'node_modules/.bilge-lock');
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === lock) return;
  console.error('Installing dependencies (npm ci) …');
  // No package here needs its install script, and such a script runs as whoever installs. npm older than 11 knows no `allowScripts`.
  const done = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: projectRoot,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (done.status !== 0) {
    console.error('npm ci failed; what it said stands above. Nothing else was changed.');
    process.exit(1);
  }
  fs.writeFileSync(stamp, lock);
}

const sourceRoots = [
  'app',
  'components',
  'lib',
  'public',
  'scripts',
  'next.config.ts',
  'proxy.ts',
  'instrumentation.ts',
  'postcss.config.mjs',
  'package-lock.json',
  'tsconfig.json',
];

function newestChange(target) {
  const stat = fs.statSync(target, { throwIfNoEntry: false });
  if (!stat) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  let newest = stat.mtimeMs;
  for (const name of fs.readdirSync(target)) newest = Math.max(newest, newestChange(path.join(target, name)));
  return newest;
}

/** In a package nothing is built, and the server is at its top. */
const isPackage = fs.existsSync(path.join(projectRoot, 'server.js'));
export const standaloneServer = path.join(projectRoot, isPackage ? 'server.js' : '.next/standalone/server.js');

/** Builds when there is no build or a source is newer than it. */
export function buildIfNeeded() {
  if (isPackage) return;
  const stamp = path.join(projectRoot, '.next/standalone/.built');
  const builtAt = fs.statSync(stamp, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const changedAt = Math.max(...sourceRoots.map((name) => newestChange(path.join(projectRoot, name))));
  if (builtAt > changedAt && fs.existsSync(standaloneServer)) return;
  console.error('Building the dashboard (about half a minute) …');
  const done = spawnSync('npm', ['run', '--silent', 'build'], {
    cwd: projectRoot,
    env: childEnvironment(),
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (done.status !== 0) {
    console.error('The build failed; what it said stands above.');
    process.exit(1);
  }
}
