import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type HostKind, isHostKind, labAvailable } from '../../lab/lab.ts';
import { expiredLease } from '../../lab/states/containerd-leaks.ts';
import { collectNow } from '../../lab/states/containerd-store.ts';
import type { Run } from '../../lib/domain/run.ts';
import { LeaseHost } from './lease-host.ts';
import { type LeaseFault, leaseFaults } from './lease-strike.ts';
import { recordStrike } from './record.ts';

/**
 * Runs over containerd, which a dashboard does itself, struck at each line of their journal and after each call that changes something (lease-process.ts).
 * Whatever happens, nothing that a lease or its hold keeps may go that was not to go, and a new plan finishes. `FAULTS=all`: every boundary.
 */
const lab = await labAvailable();
if (!lab.ok) console.error(`SKIPPED faults of runs over containerd: ${lab.reason}`);
const asked = (process.env.FAULTS_KINDS ?? '').split(',').filter(isHostKind);
const kinds: readonly HostKind[] = asked.length > 0 ? asked : ['trixie-containerd-ext4'];
const stride = process.env.FAULTS === 'all' ? 1 : process.env.FAULTS === 'half' ? 2 : 8;
/** No run has so many. */
const tooMany = 60;

interface Work {
  action: string;
  params: Record<string, string>;
  ids: string[];
  /** what is there once it has done what it should */
  ends: { leases: boolean; holds: boolean };
  again: readonly (readonly [action: string, params: Record<string, string>])[];
}

interface Case {
  title: string;
  make(target: LeaseHost): Promise<Work>;
}

const remove = 'remove-leaked-leases';
const cases: readonly Case[] = [
  {
    title: `${remove} quarantine`,
    async make(target) {
      const ids = await target.kept(2);
      await target.applied('restore-quarantine', { entries: ids.join(',') });
      const params = { mode: 'quarantine', names: ids.join(',') };
      return { action: remove, params, ids, ends: { leases: false, holds: true }, again: [[remove, params]] };
    },
  },
  {
    title: 'restore-quarantine of leases',
    async make(target) {
      const ids = await target.kept(2);
      await target.applied(remove, { mode: 'quarantine', names: ids.join(',') });
      const params = { entries: ids.join(',') };
      const action = 'restore-quarantine';
      return { action, params, ids, ends: { leases: true, holds: false }, again: [[action, params]] };
    },
  },
  {
    title: `${remove} delete`,
    async make(target) {
      const ids = await target.take(2);
      const params = { mode: 'delete', names: ids.join(',') };
      const again = [[remove, params] as const, ['purge-quarantine', { entries: ids.join(',') }] as const];
      return { action: remove, params, ids, ends: { leases: false, holds: false }, again };
    },
  },
  {
    title: 'purge-quarantine of leases',
    async make(target) {
      const ids = await target.take(2);
      await target.applied(remove, { mode: 'quarantine', names: ids.join(',') });
      const params = { entries: ids.join(',') };
      const action = 'purge-quarantine';
      return { action, params, ids, ends: { leases: false, holds: false }, again: [[action, params]] };
    },
  },
  {
    title: `${remove} collect`,
    async make(target) {
      // A collection that is due for what went before would take it.
      await collectNow(target.host);
      const ids = [await expiredLease(target.host)];
      const params = { mode: 'collect', names: 'all' };
      return { action: remove, params, ids, ends: { leases: false, holds: false }, again: [[remove, params]] };
    },
  },
];

describe.skipIf(!lab.ok).each(kinds)('runs over containerd are struck, on %s', (kind) => {
  let target: LeaseHost;
  beforeAll(async () => {
    target = await LeaseHost.start(kind);
  });
  afterAll(async () => target?.stop());

  describe.each(cases)('$title', (each) => {
    it.each(leaseFaults)(
      '%s',
      async (fault) => {
        const first = 1 + ((leaseFaults.indexOf(fault) * 3 + cases.indexOf(each)) % stride);
        for (let boundary = first; await strike(each, fault, boundary); boundary += stride)
          expect(boundary, 'the run never ends').toBeLessThan(tooMany);
        expect(await target.damages(true)).toEqual([]);
      },
      3_600_000,
    );
  });

  /** false: the run had ended before that boundary */
  async function strike(each: Case, fault: LeaseFault, boundary: number): Promise<boolean> {
    const work = await each.make(target);
    const plan = await target.plan(work.action, work.params);
    const before = await target.objects();
    const { run, at } = await target.struck(plan, boundary, fault);
    const where = `${fault} at ${at || 'no boundary'}: ${JSON.stringify(run)}`;
    // Killed after its last line it has ended all the same, and says so.
    const ends =
      fault === 'kill -9 of the dashboard' ? ['interrupted', 'succeeded'] : ['succeeded', 'failed', 'refused'];
    expect(at === '' ? ['succeeded'] : ends, where).toContain(run.state);
    expect(await untruths(run, work), where).toEqual([]);
    expect(await lost(work, before), where).toEqual([]);
    expect(await target.damages(), where).toEqual([]);
    const second = await secondAttempt(work, run, where);
    expect(await lost(work, before), `${where}, after the second attempt`).toEqual([]);
    if (at !== '') recordStrike({ action: each.title, kind, at, fault, outcome: run.state, second });
    return at !== '';
  }

  /** What is not as it should be in the end, in words. */
  async function left({ ids, ends }: Work): Promise<string[]> {
    const there = new Set(await target.leases());
    return ids.flatMap((id) => [
      ...(there.has(id) === ends.leases ? [] : [`the lease ${id} is ${ends.leases ? 'gone' : 'there'}`]),
      ...(there.has(`bilge-${id}`) === ends.holds ? [] : [`the hold of ${id} is ${ends.holds ? 'gone' : 'there'}`]),
    ]);
  }

  /** What a person does next, until nothing is left to do. */
  async function secondAttempt(work: Work, first: Run, where: string): Promise<string> {
    let tried = 0;
    if ((await left(work)).length > 0 || first.state !== 'succeeded') {
      for (const [action, params] of work.again) {
        const run = await target.applied(action, { ...params });
        if (run === null) continue;
        expect(run.state, `${where}\nthen ${JSON.stringify(run)}`).toBe('succeeded');
        tried += 1;
      }
    }
    expect(await left(work), `${where}\nafter the second attempt, ${tried} made`).toEqual([]);
    return tried > 0 ? 'finished' : 'nothing was left to do';
  }

  /** Objects that went and that this work may not take: of all others always, of its own where it only quarantines or restores. */
  async function lost({ ids, ends }: Work, before: readonly string[]): Promise<string[]> {
    const mayGo = !ends.leases && !ends.holds;
    const there = new Set(await target.objects());
    return before.filter((line) => !there.has(line) && !(mayGo && ids.some((id) => line.includes(id))));
  }

  async function untruths(run: Run, { ids }: Work): Promise<string[]> {
    const there = new Set(await target.leases());
    const found = run.steps.flatMap((step) => {
      const id = ids.find((each) => step.title.includes(each)) ?? '';
      const [lease, hold] = [there.has(id), there.has(`bilge-${id}`)];
      if ((step.state === 'failed' || step.state === 'refused') && !/\w+ \w+/.test(step.said ?? ''))
        return [`${step.title}: ${step.state} without a word`];
      if (step.state !== 'done') return [];
      // In a run that deletes the hold of a later step has ended again.
      if (step.title.startsWith('Hold lease') && lease) return [`${step.title} is done, and the lease is there`];
      if (step.title.startsWith('End the hold') && hold) return [`${step.title} is done, and the hold is there`];
      if (step.title.startsWith('Restore lease') && (!lease || hold))
        return [`${step.title} is done, and is not restored`];
      return [];
    });
    if (run.state !== 'succeeded' && !/\w+ \w+/.test(run.said ?? '')) found.push(`${run.state} without a word`);
    if (run.state === 'interrupted' && !(run.said ?? '').includes('plan again'))
      found.push('interrupted, and nobody says what to do');
    return found;
  }
});
