import fs from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

/**
 * The guard lessons are thirty incidents of other tools (docs/reference/guard-lessons.md); each has a test that carries its number.
 * This only sees that none is left out; whether it is kept, its own test says.
 */
const root = path.resolve(import.meta.dirname, '../..');
const titles = ['lib', 'app', 'bin', 'lab', 'test'].flatMap((room) =>
  fs
    .readdirSync(path.join(root, room), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(test|e2e)\.tsx?$/.test(name))
    .flatMap((name) => fs.readFileSync(path.join(root, room, name), 'utf8').match(/['"`]G\d+(, G\d+)*: /g) ?? []),
);

it.each(Array.from({ length: 30 }, (_, index) => `G${index + 1}`))('%s has a test of its name', (row) => {
  expect(titles.some((title) => title.match(/G\d+/g)?.includes(row))).toBe(true);
});
