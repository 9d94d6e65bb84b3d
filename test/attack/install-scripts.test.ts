import fs from 'node:fs';
import { expect, it } from 'vitest';

/** A package that was taken over runs its install script as whoever installs. */
const files = fs
  .readdirSync('scripts', { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.mjs'))
  .map((name) => `scripts/${name}`);

it('what installs packages runs none of their scripts, also where npm is older than its allow list', () => {
  const installing = files.filter((file) => /'(ci|install|i)',/.test(fs.readFileSync(file, 'utf8')));
  expect(installing).toEqual(['scripts/runtime.mjs']);
  for (const file of installing)
    for (const [call] of fs.readFileSync(file, 'utf8').matchAll(/'npm', \['(?:ci|install|i)'[^\]]*\]/g))
      expect(call).toContain("'--ignore-scripts'");
  expect(fs.readFileSync('.npmrc', 'utf8')).toMatch(/^ignore-scripts=true$/m);
});

it('every locked package has the checksum of what may be installed under its name', () => {
  const lock = JSON.parse(fs.readFileSync('package-lock.json', 'utf8')) as {
    packages: Record<string, { integrity?: string; link?: boolean }>;
  };
  const entries = Object.entries(lock.packages).filter(([path, entry]) => path !== '' && !entry.link);
  expect(entries.length).toBeGreaterThan(400);
  expect(entries.filter(([, entry]) => !/^sha512-/.test(entry.integrity ?? '')).map(([path]) => path)).toEqual([]);
});
