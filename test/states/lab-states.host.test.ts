import { describe, it } from 'vitest';
import { labAvailable } from '../../lab/lab.ts';
import { patience } from '../../lab/patience.ts';
import { labStates } from './lab-states.ts';
import { oneHostPerTest } from './one-host.ts';
import { expectState } from './state-on-host.ts';

/** Every state of lab-states.ts, made for real; those of containerd-states.ts are made where their traps are tried. */
const lab = await labAvailable();
if (!lab.ok) console.warn(`SKIPPED: ${lab.reason}`);

const begin = oneHostPerTest();

describe.skipIf(!lab.ok)('states of the lab, made for real', () => {
  it.each(labStates.map((state) => [state.id, state] as const))(
    '%s',
    async (_, state) => {
      const host = await begin(state.kind, state.options);
      await state.make(host);
      await expectState(host, state);
      // Gigabytes are written on a machine that others use too; this only ends what hangs.
    },
    patience(600_000),
  );
});
