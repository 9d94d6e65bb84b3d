import { expect, it } from 'vitest';
import { registry } from '../actions/ops/registry.generated.ts';
import { pieces } from '../actions/ops/shell/pieces.generated.ts';
import { pieces as prelude } from './prelude/pieces.generated.ts';

const bare = (text: string): string => text.replaceAll(/(^|\s)#.*$/gm, '');

/** Each function with its body: `name() {` to the brace in the first column, or one line. */
const functionsOf = (text: string): Map<string, string> =>
  new Map(
    [...text.matchAll(/^([a-z_0-9]+)\(\) (\{.*\}$|\{[\s\S]*?^\})/gm)].map(([, name = '', body = '']) => [name, body]),
  );
const settingsOf = (text: string): string[] => [...text.matchAll(/^([a-z_]+)=/gm)].map(([, name = '']) => name);

const texts = Object.values(pieces).map(bare);
const allFunctions = new Set(texts.flatMap((text) => [...functionsOf(text).keys()]));
const allSettings = new Set(texts.flatMap(settingsOf));
const everyScript = bare(Object.values(prelude).join('\n'));
const alwaysThere = functionsOf(everyScript);

/** No shell says before it gets there that a function is missing, and shellcheck does not either. */
it.each(registry.filter((op) => op.pieces.length > 0).map((op) => [op.id, op] as const))(
  '%s: its pieces bring each function and setting that it comes to',
  (id, op) => {
    const text = op.pieces.map((name) => bare(pieces[name])).join('\n');
    const functions = functionsOf(text);
    const reached = new Set([...functions.keys()].filter((name) => name.startsWith(`op_${id.replaceAll('-', '_')}_`)));
    expect(reached.size).toBeGreaterThan(1);
    // A set gives also what is added while it is walked.
    for (const name of reached) {
      for (const word of functions.get(name)?.match(/[a-z_][a-z_0-9]*/g) ?? [])
        if (allFunctions.has(word) && !alwaysThere.has(word)) reached.add(word);
    }
    expect([...reached].filter((name) => !functions.has(name))).toEqual([]);
    const settings = new Set(settingsOf(`${everyScript}\n${text}`));
    const bodies = [...reached].map((name) => functions.get(name)).join('\n');
    const read = [...bodies.matchAll(/\$\{?([a-z_]+)/g)].map(([, name = '']) => name);
    expect(read.filter((name) => allSettings.has(name) && !settings.has(name))).toEqual([]);
  },
);
