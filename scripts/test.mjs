// `npm test`: every ring of tests that this machine can run, and loudly, by name, what it skipped and why.
// Last line: `N passed, N failed, N skipped`.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { failuresOfPlaywright, failuresOfVitest } from './failures.mjs';
import { testsWithoutTheirProgram } from './programs.mjs';
import { quietStep } from './quiet-step.mjs';
import { buildIfNeeded, childEnvironment, installDependencies, nodeBinary, projectRoot } from './runtime.mjs';

installDependencies();
const node = nodeBinary();
const bin = (name) => path.join(projectRoot, 'node_modules/.bin', name);
const reports = fs.mkdtempSync(path.join(os.tmpdir(), 'bilge-test-'));
const totals = { passed: 0, failed: 0, skipped: 0 };
const notes = [];

async function run(title, command, args, environment = {}) {
  console.log(`\n── ${title} ${'─'.repeat(Math.max(0, 90 - title.length))}`);
  const started = Date.now();
  const child = spawn(command, args, {
    cwd: projectRoot,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: childEnvironment(environment),
  });
  const code = await new Promise((resolve) => {
    child.once('error', (error) => {
      console.error(String(error));
      resolve(1);
    });
    child.once('close', resolve);
  });
  console.log(`   ${title}: ${((Date.now() - started) / 1000).toFixed(0)} s`);
  return code === 0;
}

async function lintAndTypes() {
  for (const [title, script] of [
    ['lint', 'lint'],
    ['types', 'typecheck'],
  ]) {
    const ok = await quietStep(title, script);
    totals[ok ? 'passed' : 'failed'] += 1;
    if (!ok) notes.push(`FAILED ${title}`);
  }
}

async function vitest(project) {
  const report = path.join(reports, `${project}.json`);
  const ok = await run(`${project} ring`, node, [
    bin('vitest'),
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ]);
  if (!fs.existsSync(report)) {
    totals.failed += 1;
    notes.push(`FAILED the ${project} ring wrote no report`);
    return;
  }
  const result = JSON.parse(fs.readFileSync(report, 'utf8'));
  totals.passed += result.numPassedTests;
  totals.failed += result.numFailedTests;
  const skipped = result.numPendingTests + (result.numTodoTests ?? 0);
  totals.skipped += skipped;
  if (skipped > 0) notes.push(`SKIPPED ${skipped} tests of the ${project} ring (their reasons stand above)`);
  for (const line of failuresOfVitest(result, projectRoot)) notes.push(`FAILED ${line}`);
  // A file that does not even load has no failed test of its own.
  if (!ok && result.numFailedTests === 0) {
    totals.failed += 1;
    notes.push(`FAILED the ${project} ring ended with an error outside its tests`);
  }
}

async function playwright() {
  const report = path.join(reports, 'e2e.json');
  const ok = await run('browser ring', node, [bin('playwright'), 'test', '--reporter=list,json'], {
    PLAYWRIGHT_JSON_OUTPUT_NAME: report,
  });
  if (!fs.existsSync(report)) {
    totals.failed += 1;
    notes.push('FAILED the browser ring wrote no report');
    return;
  }
  const result = JSON.parse(fs.readFileSync(report, 'utf8'));
  const { stats } = result;
  for (const line of failuresOfPlaywright(result, projectRoot)) notes.push(`FAILED ${line}`);
  totals.passed += stats.expected;
  totals.failed += stats.unexpected + stats.flaky;
  totals.skipped += stats.skipped;
  if (!ok && stats.unexpected + stats.flaky === 0) {
    totals.failed += 1;
    notes.push('FAILED the browser ring ended with an error outside its tests');
  }
}

function skipRing(title, reason) {
  totals.skipped += 1;
  notes.push(`SKIPPED ${title}: ${reason}`);
  console.log(`\n!!! SKIPPED ${title}: ${reason}`);
}

// What tests need from the distribution; says why where it cannot be had.
const packages = spawnSync('sh', [path.join(projectRoot, 'lab/install-packages.sh')], {
  cwd: projectRoot,
  stdio: ['ignore', 'inherit', 'pipe'],
  encoding: 'utf8',
});
const packagesProblem =
  packages.status === 0
    ? null
    : packages.stderr.trim().split('\n').pop() || 'the distribution’s packages could not be installed';
if (packages.stderr) process.stderr.write(packages.stderr);
// The trees that lab hosts start from are built meanwhile (nothing is done where they exist).
if (!packagesProblem)
  spawn('nice', ['-n', '10', node, path.join(projectRoot, 'lab/build-bases.ts')], {
    cwd: projectRoot,
    stdio: 'ignore',
    env: childEnvironment(),
  }).on('error', () => undefined);

for (const file of testsWithoutTheirProgram()) {
  totals.skipped += 1;
  notes.push(`SKIPPED ${file}: a program that it calls is not installed`);
}
// As `npm run check` does it. Together with `programs` the unit ring: the first in few processes that run many files each, the second
// each file in its own.
await Promise.all([vitest('quick'), lintAndTypes()]);
await vitest('programs');
buildIfNeeded();
if (packagesProblem) skipRing('host ring (real sshd, dockerd, btrfs)', packagesProblem);
else await vitest('host');
const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium';
if (fs.existsSync(chromium)) await playwright();
else skipRing('browser ring (Playwright)', `${chromium} is missing; install the chromium package or set CHROMIUM`);

fs.rmSync(reports, { recursive: true, force: true });
console.log(`\n${'═'.repeat(94)}`);
for (const note of notes) console.log(note);
if (process.env.CI && totals.skipped > 0) {
  console.log('On CI nothing may be skipped.');
  totals.failed += 1;
}
console.log(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
process.exit(totals.failed > 0 ? 1 : 0);
