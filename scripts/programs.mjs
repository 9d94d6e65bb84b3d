// Programs that unit tests call, beside Node. `npm run check` installs what is missing where it can (root on Debian); elsewhere the
// test files that need it are left out, each by name; vitest.config.ts makes that an error on CI. Run alone it is the first half of `npm run check`.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { projectRoot } from './runtime.mjs';

const rooms = ['lib', 'bin', 'app', 'components', 'scripts', 'lab', 'bench', 'test'];

/** program → how a test file shows that it calls it */
const called = {
  shellcheck: /'shellcheck'/,
  dash: /'dash'/,
  bash: /'bash\b/,
  busybox: /busybox(', '| )ash|busyboxRoot/,
  openssl: /'openssl'|testing\/certificates\.ts'/,
};

function missingPrograms() {
  return Object.keys(called).filter((name) => spawnSync('sh', ['-c', `command -v ${name}`]).status !== 0);
}

function* unitTests(folder) {
  for (const entry of fs.readdirSync(path.join(projectRoot, folder), { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) yield* unitTests(file);
    else if (/(?<!\.host)\.test\.tsx?$/.test(entry.name)) yield file;
  }
}

/** Tests that put something else in the place of a module: in a process that runs other test files too, one may have it loaded already. */
export function testsThatReplaceModules() {
  return rooms
    .flatMap((folder) => [...unitTests(folder)])
    .filter((file) => /^vi\.mock\(/m.test(fs.readFileSync(path.join(projectRoot, file), 'utf8')));
}

/** @returns the test files that cannot run on this machine; says each of them and why */
export function testsWithoutTheirProgram() {
  const missing = missingPrograms();
  if (missing.length === 0) return [];
  const skipped = [];
  for (const file of rooms.flatMap((folder) => [...unitTests(folder)])) {
    const text = fs.readFileSync(path.join(projectRoot, file), 'utf8');
    const lacks = missing.filter((name) => called[name].test(text));
    if (lacks.length === 0) continue;
    skipped.push(file);
    console.error(`!!! SKIPPED ${file}: ${lacks.join(', ')} not installed`);
  }
  return skipped;
}

if (process.argv[1] === fileURLToPath(import.meta.url) && missingPrograms().length > 0) {
  const done = spawnSync('sh', [path.join(projectRoot, 'lab/install-packages.sh'), 'unit'], { encoding: 'utf8' });
  if (done.status !== 0) console.error(`!!! ${done.stdout}${done.stderr}`.trim());
}
