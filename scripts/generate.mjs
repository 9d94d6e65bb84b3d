// `npm run generate`: everything in the repository that is written by a script. `--check` (part of `npm run lint`) only says
// what is out of date; it asks no network. Each script also runs alone.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { projectRoot } from './runtime.mjs';

const scripts = ['registries', 'shell-pieces', 'check-docs', 'commands', 'api-types', 'fill-lock'];
const isCheck = process.argv.includes('--check');

function run(name) {
  const file = path.join('scripts', `${name}.mjs`);
  const child = spawn(process.execPath, [file, ...(isCheck ? ['--check'] : [])], {
    cwd: projectRoot,
    // Three of them load much of the program: what Node compiled is kept, which saves a second of processor time each.
    env: { ...process.env, NODE_COMPILE_CACHE: path.join(projectRoot, 'node_modules/.cache/node') },
    stdio: ['ignore', isCheck ? 'ignore' : 'inherit', 'inherit'],
  });
  return new Promise((resolve) => child.once('exit', (code) => resolve(code === 0 ? [] : [name])));
}

// Checks read only, so they run beside one another; check-docs reads what registries writes.
const failed = [];
if (isCheck) failed.push(...(await Promise.all(scripts.map(run))).flat());
else for (const name of scripts) failed.push(...(await run(name)));
if (failed.length > 0) {
  console.error(isCheck ? 'Generated files are out of date: run `npm run generate`.' : `failed: ${failed.join(', ')}`);
  process.exit(1);
}
