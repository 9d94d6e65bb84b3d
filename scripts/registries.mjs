// One more check, collector, platform, action or op is one new file: this writes the registries from the folders.
// Every file of such a folder default-exports one object with an `id` equal to the file's name.
// `--check` (part of `npm run lint`) only says whether they are up to date.
import fs from 'node:fs';
import path from 'node:path';

const folders = [
  'lib/health/checks',
  'lib/facts/collectors',
  'lib/platforms',
  'lib/actions',
  'lib/actions/ops',
  'lib/monitor/channels',
];
const skip = /(\.test\.ts|\.generated\.ts)$/;
const stale = [];

for (const folder of folders) {
  if (!fs.existsSync(folder)) continue;
  const files = fs
    .readdirSync(folder)
    .filter((name) => name.endsWith('.ts') && !skip.test(name))
    .filter((name) => /^export default /m.test(fs.readFileSync(path.join(folder, name), 'utf8')))
    .sort();
  if (files.length === 0) continue;
  const variable = (name) => name.replace(/\.ts$/, '').replace(/-([a-z0-9])/g, (_, letter) => letter.toUpperCase());
  const text = [
    '// Written by scripts/registries.mjs from the files of this folder. Do not edit.',
    ...files.map((name) => `import ${variable(name)} from './${name}';`),
    '',
    `export const registry = [${files.map(variable).join(', ')}] as const;`,
    '',
  ].join('\n');
  const target = path.join(folder, 'registry.generated.ts');
  const old = fs.existsSync(target) ? fs.readFileSync(target, 'utf8') : '';
  if (old === text) continue;
  if (process.argv.includes('--check')) stale.push(target);
  else fs.writeFileSync(target, text);
}
if (stale.length > 0) {
  console.error(`out of date: ${stale.join(', ')}`);
  process.exit(1);
}
