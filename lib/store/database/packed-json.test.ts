import fc from 'fast-check';
import { expect, it } from 'vitest';
import { packJson, packJsonApart, unpackJson } from './packed-json.ts';

const stored = (body: Buffer) => JSON.stringify(unpackJson(body));

it('plain data is stored alike at once and in slices', async () => {
  await fc.assert(
    fc.asyncProperty(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 7 })), async (value) => {
      expect(stored(await packJsonApart(value))).toBe(stored(packJson(value)));
    }),
    { numRuns: 50 },
  );
});

it('so are lists and objects of thousands of entries, fields without a value, and names of any kind', async () => {
  const count = 1003;
  const names = Array.from({ length: count }, (_, index) => `"layer\ud800 ${index}`);
  const value = {
    none: undefined,
    empty: [],
    nothing: {},
    sections: {
      lists: {
        value: {
          entries: names.map((name, index) => ({ name, index, lower: index === 0 ? undefined : names.slice(0, 3) })),
        },
      },
      links: Object.fromEntries(names.map((name, index) => [name, index % 3 === 0 ? null : name])),
      holes: Object.fromEntries(names.map((name, index) => [name, index < 600 ? undefined : index])),
      numbers: Object.fromEntries(names.map((_, index) => [count - index, index])),
    },
  };
  expect(stored(await packJsonApart(value))).toBe(stored(packJson(value)));
});
