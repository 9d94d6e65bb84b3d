import fs from 'node:fs';
import { expect, it } from 'vitest';
import { environmentSchema, readSettings } from './settings.ts';

const page = fs.readFileSync('docs/settings.md', 'utf8');
const documented = new Set(
  [...page.matchAll(/^\| (.*?) \|/gm)].flatMap(([, cell = '']) => cell.match(/BILGE_[A-Z_]+/g) ?? []),
);

it('every variable that is read stands in docs/settings.md', () => {
  expect(Object.keys(environmentSchema.shape).filter((name) => !documented.has(name))).toEqual([]);
});

it('every variable of docs/settings.md is read somewhere', () => {
  const sources = [
    'lib/usecases/server/settings.ts',
    'scripts/listen.mjs',
    'scripts/listen/visitor.mjs',
    'scripts/serve.mjs',
    'scripts/up.mjs',
    'bin/bilge.ts',
  ];
  const code = sources.map((file) => fs.readFileSync(file, 'utf8')).join('\n');
  expect([...documented].filter((name) => !code.includes(name))).toEqual([]);
});

it('what makes no sense is refused by name', () => {
  expect(() => readSettings({ NODE_ENV: 'test', BILGE_READ_ONLY: 'yes' })).toThrow(/BILGE_READ_ONLY/);
  expect(readSettings({ NODE_ENV: 'test', BILGE_READ_ONLY: '' }).isReadOnly).toBe(false);
});
