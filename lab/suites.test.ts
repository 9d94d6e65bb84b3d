import { expect, it } from 'vitest';
import { hostKindNames, kindSettings } from './host-kinds.ts';
import { suites } from './set-up.ts';

it('builds every tree that a kind stands on before the first test runs: a hook has no time for it', () => {
  const needed = new Set(hostKindNames.map((kind) => kindSettings(kind).suite));
  expect([...needed].filter((suite) => !suites.includes(suite))).toEqual([]);
});
