import { expect } from 'vitest';
import { isRefusal } from '../../lib/domain/plan.ts';
import type { Run } from '../../lib/domain/run.ts';
import { type FaultCase, type Meanwhile, meanwhileFault, twiceFault, type Work } from './fault-case.ts';
import type { FaultHost } from './fault-host.ts';
import { recordStrike } from './record.ts';
import { type Fault, powerCut } from './strike-at.ts';
import { untruths } from './truths.ts';

/** No run of a case has so many; a case that does not end by then makes its test fail. */
const tooMany = 60;

/**
 * Strikes the case with the fault at one boundary after the other, until the run has come to its end before it is hit. After each strike:
 * what is said to be done is done, nothing that was there is damaged, and the second attempt finishes.
 */
export async function strikeBoundaries(
  target: FaultHost,
  each: FaultCase,
  fault: Fault,
  { first, stride }: { first: number; stride: number },
): Promise<void> {
  for (let boundary = first; ; boundary += stride) {
    expect(boundary, 'the run never ends').toBeLessThan(tooMany);
    const work = await each.make(target, fault);
    const plan = await target.plan(each.action, work.params);
    const { run, at, reached } = await target.struck(plan, boundary, fault, each.writesTo);
    const where = `${fault} at ${boundary} ${at}: ${JSON.stringify(run)}`;
    const isKilled = (fault === 'kill -9 of the run' || fault === powerCut) && reached;
    // Killed after its last line it has ended all the same, and says so.
    const ends = isKilled ? ['interrupted', 'succeeded'] : ['succeeded', 'failed', 'refused', 'interrupted'];
    expect(reached ? ends : ['succeeded'], where).toContain(run.state);
    await judge(target, run, where);
    // What was left alone with its excuse is left; a run in which something was done and nothing failed has succeeded all the same.
    if (run.state === 'succeeded' && !run.steps.some((step) => step.state === 'refused'))
      expect(await target.sh(work.left, { args: [...work.args] }), where).toBe('');
    const second = await secondAttempt(target, each, work, run, where);
    if (!reached) {
      expect(
        run.steps.filter((step) => step.state === 'refused'),
        where,
      ).toEqual([]);
      break;
    }
    recordStrike({ action: each.title, kind: each.where ?? each.kind, at, fault, outcome: run.state, second });
  }
  expect(await target.damages(true)).toEqual([]);
}

async function judge(target: FaultHost, run: Run, where: string): Promise<void> {
  expect(await untruths(target, run), where).toEqual([]);
  expect(await target.damages(), where).toEqual([]);
}

/** What a person does next, until nothing is left to do. */
async function secondAttempt(
  target: FaultHost,
  each: FaultCase,
  work: Work,
  first: Run,
  where: string,
): Promise<string> {
  const left = () => target.sh(work.left, { args: [...work.args] });
  const refusals: string[] = [];
  let tried = 0;
  // Looked at first in any case: what a killed run leaves to its watcher is waited for there, and would else go while it is planned.
  const isLeft = (await left()) !== '';
  if (first.state !== 'succeeded' || isLeft) {
    for (const [action, params] of work.again ?? [[each.action, work.params] as const]) {
      const { draft } = await target.propose(action, { ...params });
      if (isRefusal(draft)) {
        refusals.push(`${action}: ${JSON.stringify(draft)}`);
        continue;
      }
      const run = await target.run(action, { ...params });
      expect(run.state, `${where}\nthen ${JSON.stringify(run)}`).toBe('succeeded');
      await target.reconnect();
      tried += 1;
    }
  }
  expect(await left(), `${where}\nafter the second attempt, ${tried} made\n${refusals.join('\n')}`).toBe('');
  return tried > 0 ? 'finished' : 'nothing was left to do';
}

/** Something comes to use the object after the plan was made: it is left alone and whole, and once it is free the next plan finishes. */
export async function useMeanwhile(target: FaultHost, each: FaultCase, meanwhile: Meanwhile): Promise<void> {
  const work = await each.make(target, meanwhileFault);
  const args = [...work.args];
  const plan = await target.plan(each.action, work.params);
  await target.sh(`set -e; ${meanwhile.happens}`, { args });
  const run = await target.apply(plan);
  const where = JSON.stringify(run);
  expect(
    run.state === 'refused' || run.steps.some(({ state }) => state === 'refused' || state === 'failed'),
    where,
  ).toBe(true);
  await target.reconnect();
  expect(await target.sh(meanwhile.harmed, { args, allowFailure: true }), where).toBe('');
  await judge(target, run, where);
  await target.sh(meanwhile.ends, { args });
  const second = await secondAttempt(target, each, work, { ...run, state: 'failed' }, where);
  recordStrike({
    action: each.title,
    kind: each.kind,
    at: 'between plan and apply',
    fault: meanwhile.what,
    outcome: run.state,
    second,
  });
}

/** Two plans of the same thing, applied while the first holds the machine: the second changes nothing and names the holder. */
export async function applyTwice(target: FaultHost, each: FaultCase): Promise<void> {
  const work = await each.make(target, twiceFault);
  const plan = await target.plan(each.action, work.params);
  const other = await target.plan(each.action, work.params);
  await target.holdNextRun();
  const launched = await target.launch(plan);
  await target.held();
  const refused = await target.apply(other);
  await target.letGo();
  const where = JSON.stringify(refused);
  expect(refused.state, where).toBe('refused');
  expect(refused.said, where).toMatch(/another run holds this machine: .*run run_/);
  expect([...new Set(refused.steps.map(({ state }) => state))], where).toEqual(['not-reached']);
  const run = await target.recovered(launched, plan);
  await target.reconnect();
  expect(run.state, JSON.stringify(run)).toBe('succeeded');
  await judge(target, run, JSON.stringify(run));
  expect(await target.sh(work.left, { args: [...work.args] }), JSON.stringify(run)).toBe('');
  recordStrike({
    action: each.title,
    kind: each.kind,
    at: 'the first one holds the lock',
    fault: twiceFault,
    outcome: refused.state,
    second: 'the first one finished',
  });
}
