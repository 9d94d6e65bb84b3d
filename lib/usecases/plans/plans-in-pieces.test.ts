import fc from 'fast-check';
import { expect, it } from 'vitest';
import { actionById } from '../../actions/action-registry.ts';
import { factsOf, inputOf, planOn } from '../../actions/testing/plan-on.ts';
import { isRefusal } from '../../domain/plan.ts';
import { inSlices } from '../../domain/slices.ts';
import { historyArbitrary } from '../../facts/views/testing/random-host.ts';

it('a plan of leaked layers is the same in pieces as at once, for any host', async () => {
  const action = actionById('remove-leaked-layers');
  let steps = 0;
  await fc.assert(
    fc.asyncProperty(historyArbitrary, fc.constantFrom('delete', 'quarantine'), async ({ host }, mode) => {
      const facts = factsOf(host);
      const params = { mode, names: 'all' };
      // A copy: what is found in facts is kept with them.
      const pieces = action?.planInPieces?.(inputOf(structuredClone(facts), action.params.parse(params)));
      if (pieces === undefined) throw new Error('this plan is made at once');
      const sliced = await inSlices(pieces, 0);
      expect(sliced).toEqual(planOn(facts, 'remove-leaked-layers', params));
      if (!isRefusal(sliced)) steps += sliced.steps.length;
    }),
    { numRuns: 60 },
  );
  expect(steps).toBeGreaterThan(60);
});
