import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inSlices } from '../../../domain/slices.ts';
import { ContainerdHost } from '../testing/containerd-host.ts';
import { daemonStart, old } from '../testing/docker-host.ts';
import { storeFacts } from './store-facts.ts';
import { type StoreView, storeView, storeViewInPieces } from './store-view.ts';

/**
 * Random lives of a host. What was lost is noted as it is lost, not concluded from records, and the verdicts have to say exactly
 * that: nothing that has its owner, and everything that lost it while this data root was in place.
 */
type Step = {
  what: 'image' | 'create' | 'run' | 'build' | 'fail' | 'lose' | 'lose-build' | 'rmi' | 'pull';
  pick: number;
  made: number;
};

const step: fc.Arbitrary<Step> = fc.record({
  what: fc.constantFrom('image', 'create', 'run', 'build', 'fail', 'lose', 'lose-build', 'rmi', 'pull'),
  pick: fc.nat(50),
  made: fc.integer({ min: old, max: daemonStart + 100 }),
});

function lived(steps: readonly Step[]): { host: ContainerdHost; lost: Map<string, number> } {
  const host = new ContainerdHost();
  const lost = new Map<string, number>();
  const containers: { id: string; made: number }[] = [];
  const builds: { id: string; made: number }[] = [];
  const names: string[] = [];
  const take = <T>(list: T[], pick: number): T | undefined =>
    list.length === 0 ? undefined : list.splice(pick % list.length, 1)[0];
  const chainOf = (pick: number) => (names.length === 0 ? '' : `sha256:chain-${names[pick % names.length]}`);
  for (const [index, { what, pick, made }] of steps.entries()) {
    if (what === 'image') host.image(`i${index}`);
    if (what === 'image') names.push(`i${index}`);
    if (what === 'create') containers.push({ id: host.container(chainOf(pick), { made }), made });
    // It runs and is never lost.
    if (what === 'run') host.container(chainOf(pick), { made, isRunning: true });
    if (what === 'build') builds.push({ id: host.build(50, made), made });
    if (what === 'fail') lost.set(host.failedCreate(chainOf(pick), made, { isEmpty: pick % 3 === 0 }), made);
    if (what === 'rmi') host.removeImage(take(names, pick) ?? '');
    if (what === 'pull')
      host.lease(`${index + 1}-pull`, { made, labels: { 'containerd.io/gc.expire': '2027-01-01T00:00:00Z' } });
    const gone = what === 'lose' ? take(containers, pick) : undefined;
    if (gone !== undefined) {
      host.loseContainer(gone.id);
      lost.set(gone.id, gone.made);
    }
    const record = what === 'lose-build' ? take(builds, pick) : undefined;
    if (record !== undefined) {
      const [worker] = host.builds.workers;
      if (worker !== undefined) worker.records = worker.records.filter(({ id }) => id !== record.id);
      lost.set(record.id, record.made);
    }
  }
  return { host, lost };
}

function deadOf(host: ContainerdHost): string[] {
  const needed = storeFacts(host.facts());
  if (needed.state === 'unknown') throw new Error(needed.detail);
  const { leases, refusals } = storeView(needed.value, () => 0);
  expect(refusals).toEqual([]);
  return leases.filter(({ state }) => state === 'dead').map(({ id }) => id);
}

describe('the proof of leases', () => {
  it('calls dead what lost its owner before dockerd started, all of it and nothing else', () => {
    let dead = 0;
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const { host, lost } = lived(steps);
        const old = [...lost].filter(([, made]) => made <= daemonStart - 2).map(([id]) => id);
        expect(deadOf(host).sort()).toEqual(old.sort());
        dead += old.length;
      }),
      { numRuns: 500 },
    );
    expect(dead).toBeGreaterThan(200);
  });

  it('calls nothing dead where another data root is in place, whatever had been lost before (T1)', () => {
    let leases = 0;
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 25 }),
        fc.array(step, { maxLength: 5 }),
        fc.boolean(),
        (steps, later, isOnlyBuildkit) => {
          const { host } = lived(steps);
          const before = new Set(host.moby.leases.map(({ id }) => id));
          if (isOnlyBuildkit) {
            host.loseBuildCache();
            // Containers have their owners: only what had been lost before is dead, and no record of the build cache.
            expect(deadOf(host).filter((id) => id.length === 25)).toEqual([]);
            return;
          }
          host.liveMounts.length = 0;
          host.tasks.length = 0;
          host.loseDataRoot();
          for (const each of later) host.container('', { made: daemonStart + 10 + each.pick });
          expect(deadOf(host).filter((id) => before.has(id))).toEqual([]);
          leases += before.size;
        },
      ),
      { numRuns: 500 },
    );
    expect(leases).toBeGreaterThan(500);
  });

  it('comes to the same in pieces as at once, judged anew and remembered, whatever was measured', async () => {
    let leases = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), fc.option(fc.nat(1000)), async (steps, bytes) => {
        const { host } = lived(steps);
        const facts = host.facts();
        const [needed, copy] = [storeFacts(facts), storeFacts(structuredClone(facts))];
        if (needed.state === 'unknown' || copy.state === 'unknown') throw new Error('no facts of the store');
        const atOnce = plain(storeView(needed.value, () => bytes));
        expect(
          plain(
            await inSlices(
              storeViewInPieces(copy.value, () => bytes),
              0,
            ),
          ),
        ).toEqual(atOnce);
        // Remembered with other sizes in between, which must not stay.
        storeView(needed.value, () => 7);
        expect(plain(storeView(needed.value, () => bytes))).toEqual(atOnce);
        leases += atOnce.leases.length;
      }),
      { numRuns: 100 },
    );
    expect(leases).toBeGreaterThan(100);
  });
});

function plain({ refusals, leases, graph, sizes, ownerOf }: StoreView) {
  const nodes = graph.edges.map((_, node) => ({ alone: sizes.alone(node), owner: ownerOf(node) }));
  return { refusals, leases, nodes, edges: graph.edges, objects: graph.objects };
}
