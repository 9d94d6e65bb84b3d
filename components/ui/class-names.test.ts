import fs from 'node:fs';
import path from 'node:path';
import { extendTailwindMerge } from 'tailwind-merge';
import { expect, it } from 'vitest';
import { classNames } from './class-names.ts';

const reference = extendTailwindMerge({ extend: { theme: { text: ['xs', 'sm', 'base', 'lg', 'xl', '2xl'] } } });
const root = path.dirname(path.dirname(import.meta.dirname));

function sources(folder: string): string[] {
  return fs
    .readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.tsx'))
    .map((name) => fs.readFileSync(path.join(root, folder, name), 'utf8'));
}

/** What `pattern` finds (its first group) in all of them, each once. */
function literals(texts: readonly string[], pattern: RegExp): string[] {
  return [...new Set(texts.flatMap((text) => [...text.matchAll(pattern)].map((match) => match[1] ?? '')))];
}

/** The looks that components have by themselves, and the classes that their owners give them. */
const bases = literals(sources('components/ui'), /'([a-z-]+ [^'\n]*-[^'\n]*)'/g);
const components = 'Button|Badge|Field|Input|TextArea|Select|Skeleton|NavLink|SeverityMark|Notice|BytesValue|BytesFact';
const overrides = literals(
  [...sources('components'), ...sources('app')],
  new RegExp(`<(?:${components})\\b[^<]*?className="([^"]+)"`, 'g'),
);

it('looks and overrides were found', () => {
  expect(bases.length).toBeGreaterThan(15);
  expect(overrides.length).toBeGreaterThan(10);
});

it.each(bases)('every override in the project comes out as the whole library has it, over: %s', (base) => {
  for (const override of overrides) expect(classNames(base, override)).toBe(reference(base, override));
});

it('the later of a kind wins, and what is of no kind stays', () => {
  expect(classNames('px-3 py-1 text-sm text-soft', { 'px-1': true, hidden: false }, 'text-xs')).toBe(
    'py-1 text-soft px-1 text-xs',
  );
  expect(classNames('hover:px-3 w-full', 'px-2 max-w-64')).toBe('hover:px-3 w-full px-2 max-w-64');
});
