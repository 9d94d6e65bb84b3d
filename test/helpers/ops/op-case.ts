import { describe, expect, it } from 'vitest';
import { known } from '../../../lib/domain/fact.ts';
import type { StepState } from '../../../lib/domain/run.ts';
import { isFinal } from '../../../lib/domain/run.ts';
import type { OpHost } from './op-host.ts';

/** How one op is shown on a real host: run, run again, refused. every-op.test.ts sees that no op and no guard is left out. */
export interface OpCase {
  op: string;
  /** ops of the same plan that have to go before it in the same run: it cannot be alone */
  after?: readonly string[];
  /** what is special about this case, where an op has two */
  where?: string;
  /** Makes what the op works on, and says which action plans it. `args` are $1, $2 … of the scripts below. */
  prepare(target: OpHost): Promise<{ action: string; params: Record<string, string>; args: string[] }>;
  /** prints the object: a refused run leaves it as it was */
  witness: string;
  refusals: readonly OpRefusal[];
  /** what the steps say when all is as they would make it; several where those after a refused one are not reached */
  again: StepState | readonly StepState[];
}

export interface OpRefusal {
  guard: string;
  when: string;
  /** between plan and run */
  spoil: string;
  /** and back, so that the next plan finds the host as before */
  heal: string;
  /** where the guard can only speak when the effect has begun, as with Docker already stopped */
  state?: 'failed';
}

export function testOps(title: string, cases: readonly OpCase[], host: () => OpHost): void {
  describe(title, () => {
    describe.each(cases.map((each) => ({ where: '', ...each })))(
      '$op $where',
      ({ op, after = [], prepare, witness, refusals, again }) => {
        let made: Awaited<ReturnType<OpCase['prepare']>>;
        const plan = () => host().stepsOf([...after, op], made.action, made.params);
        const look = () => host().sh(witness, ...made.args);

        it('is prepared', async () => {
          made = await prepare(host());
          await host().reconnect();
          expect(await look()).not.toBe('');
        });

        it.each(refusals)('refused by $guard: $when', async ({ guard, spoil, heal, state = 'refused' }) => {
          const planned = await plan();
          await host().sh(spoil, ...made.args);
          const before = await look();
          const { run, guards } = await host().perform(planned);
          expect(
            run.steps.map((step) => step.state),
            JSON.stringify(run),
          ).toContain(state);
          expect(run.steps.filter((step) => step.state === 'done')).toEqual([]);
          if (state === 'refused') expect(guards).toContain(guard);
          for (const step of run.steps) if (step.state === state) expect(step.said).toMatch(/\w+ \w+/);
          expect(await look()).toBe(before);
          await host().sh(heal, ...made.args);
          await host().reconnect();
        });

        it('refused by identity on another host (G13)', async () => {
          const before = await look();
          const { run, guards } = await host().perform(await plan(), { machineId: known('f'.repeat(32)) });
          expect(run).toMatchObject({ state: 'refused' });
          expect(guards).toEqual(['identity']);
          expect(run.said).toContain('another machine');
          expect(new Set(run.steps.map((step) => step.state))).toEqual(new Set(['not-reached']));
          expect(await look()).toBe(before);
        });

        it('run, and run again', async () => {
          const planned = await plan();
          const first = await host().perform(planned);
          expect(
            first.run.steps.filter((step) => step.state !== 'done'),
            JSON.stringify(first.run),
          ).toEqual([]);
          expect(first.run.state).toBe('succeeded');
          await host().reconnect();
          const second = await host().perform(planned);
          expect(isFinal(second.run.state)).toBe(true);
          expect(new Set(second.run.steps.map((step) => step.state)), JSON.stringify(second.run)).toEqual(
            new Set([again].flat()),
          );
          expect(second.run.steps.filter((step) => step.state === 'failed')).toEqual([]);
        });
      },
    );
  });
}
