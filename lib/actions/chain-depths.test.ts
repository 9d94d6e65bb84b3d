import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { LayerChain } from '../domain/layer-facts.ts';
import { atOnce } from '../domain/slices.ts';
import { chainDepths } from './chain-depths.ts';

const chain = (name: string, parent: string | null): LayerChain => ({
  name,
  parent,
  cacheId: `dir-${name}`,
  diffId: null,
  sizeBytes: null,
  isRemoving: false,
});

/** One layer after the other, as far as it goes or 500 layers down. */
function walked(chains: readonly LayerChain[]): Map<string, number> {
  const byName = new Map(chains.map((each) => [each.name, each]));
  return new Map(
    chains.map(({ parent, cacheId }) => {
      let depth = 0;
      for (let at = parent; at !== null && depth < 500; at = byName.get(at.replace('sha256:', ''))?.parent ?? null)
        depth += 1;
      return [cacheId ?? '', depth];
    }),
  );
}

it('counts the layers below each, with parents that are missing, shared or go round in a circle', () => {
  const names = Array.from({ length: 12 }, (_, index) => `c${index}`);
  const parent = fc.option(fc.constantFrom(...names, 'missing').map((name) => `sha256:${name}`));
  fc.assert(
    fc.property(fc.array(parent, { minLength: 12, maxLength: 12 }), (parents) => {
      const chains = names.map((name, index) => chain(name, parents[index] ?? null));
      expect(atOnce(chainDepths(chains))).toEqual(walked(chains));
    }),
  );
  const long = Array.from({ length: 700 }, (_, index) => chain(`${index}`, index === 0 ? null : `sha256:${index - 1}`));
  expect(atOnce(chainDepths([...long].reverse()))).toEqual(walked(long));
});
