// The shell that runs on hosts is written in *.sh files, where shellcheck and people read it. A bundle cannot read files at
// run time, so each folder of pieces becomes one module of strings. `--check` only says whether they are up to date.
import fs from 'node:fs';
import path from 'node:path';

const folders = ['lib/runs/prelude', 'lib/actions/ops/shell'];
const stale = [];

for (const folder of folders) {
  const names = fs
    .readdirSync(folder)
    .filter((name) => name.endsWith('.sh'))
    .sort();
  const text = [
    '// Written by scripts/shell-pieces.mjs from the *.sh files of this folder. Do not edit.',
    'export const pieces = {',
    ...names.map(
      (name) =>
        `  ${JSON.stringify(name.replace(/\.sh$/, ''))}: ${JSON.stringify(fs.readFileSync(path.join(folder, name), 'utf8'))},`,
    ),
    '} as const;',
    '',
  ].join('\n');
  const target = path.join(folder, 'pieces.generated.ts');
  const old = fs.existsSync(target) ? fs.readFileSync(target, 'utf8') : '';
  if (old === text) continue;
  if (process.argv.includes('--check')) stale.push(target);
  else fs.writeFileSync(target, text);
}
if (stale.length > 0) {
  console.error(`out of date: ${stale.join(', ')}`);
  process.exit(1);
}
