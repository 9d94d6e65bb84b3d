// Bundles the command line into `dist/cli`: Node loads a few files instead of hundreds of TypeScript files, and each group of
// commands only when it is called. Run by `npm run build`; without it `bin/bilge` runs the sources.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { rolldown } from 'rolldown';
import { nodeBinary, projectRoot } from './runtime.mjs';

const target = path.join(projectRoot, 'dist/cli');
const fresh = `${target}.new`;

/**
 * Packages stay in node_modules where they are native or the server has them there too. The server has the others inside its own
 * bundle, so a package of Bilge (scripts/package.mjs) has them nowhere else.
 */
const bundledPackages = new Set(['commander', 'zod', 'croner', 'otpauth', '@noble/hashes', 'nodemailer', 'mqtt']);

const isScript = /(^|\/)scripts\/[a-z-]+\.mjs$/;

function isExternal(id, importer) {
  if (isBuiltin(id)) return true;
  // What a package needs that is bundled is bundled with it.
  if (importer?.includes('/node_modules/')) return false;
  // `serve` starts the built dashboard with the project's own scripts, which know where they lie.
  if (isScript.test(id)) return true;
  if (id.startsWith('.') || path.isAbsolute(id)) return false;
  const name = id.startsWith('@') ? id.split('/').slice(0, 2).join('/') : id.split('/', 1)[0];
  return !bundledPackages.has(name);
}

fs.rmSync(fresh, { recursive: true, force: true });
const bundle = await rolldown({
  cwd: projectRoot,
  input: { bilge: 'bin/bilge.ts' },
  platform: 'node',
  external: isExternal,
  logLevel: 'warn',
});
await bundle.write({
  dir: fresh,
  format: 'esm',
  entryFileNames: '[name].mjs',
  chunkFileNames: '[name]-[hash].mjs',
  // From `dist/cli`, which is as deep as `bin/commands`.
  paths: (id) => (isScript.test(id) ? `../../scripts/${path.basename(id)}` : id),
  minify: { compress: true, mangle: false, codegen: true },
});
await bundle.close();

for (const name of fs.readdirSync(fresh)) {
  const text = fs.readFileSync(path.join(fresh, name), 'utf8');
  for (const [, file] of text.matchAll(/import\(["'`](\.[^"'`]*\/scripts\/[^"'`]+)/g))
    if (!fs.existsSync(path.resolve(target, file))) throw new Error(`${name} imports ${file}, which is not there`);
}

// A shell asks for these at each start.
fs.mkdirSync(path.join(fresh, 'completions'));
for (const shell of ['bash', 'zsh', 'fish']) {
  const made = spawnSync(nodeBinary(), [path.join(fresh, 'bilge.mjs'), 'completion', shell], { encoding: 'utf8' });
  if (made.status !== 0) throw new Error(`the ${shell} completion could not be made:\n${made.stderr}`);
  fs.writeFileSync(path.join(fresh, 'completions', shell), made.stdout);
}
fs.rmSync(target, { recursive: true, force: true });
fs.renameSync(fresh, target);
