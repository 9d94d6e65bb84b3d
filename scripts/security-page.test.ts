import fs from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const rows = fs
  .readFileSync('docs/security.md', 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| threat'));

/** The files that a cell links to. */
function linked(cell: string): string[] {
  return [...cell.matchAll(/\]\(([^)#]+)\)/g)].map(([, target = '']) => path.join('docs', target));
}

it('there are threats', () => {
  expect(rows.length).toBeGreaterThan(20);
});

it.each(rows.map((row) => [row.slice(0, 60), row]))('%s … has a guard and a test that exist', (_, row) => {
  const [, , guard = '', test = ''] = row.split('|');
  const guards = linked(guard);
  const tests = linked(test).filter((file) => /\.test\.ts$/.test(file));
  expect(guards.length).toBeGreaterThan(0);
  expect(tests.length).toBeGreaterThan(0);
  for (const file of [...guards, ...tests])
    expect(fs.statSync(file, { throwIfNoEntry: false })?.isFile(), file).toBe(true);
});
