import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dominatedWeights, dominators, reachable } from './reach.ts';
import { storeGraph } from './store-graph.ts';
import { isKeptByOracle, keptByOracle } from './testing/oracle.ts';
import { randomRecords, storeNow } from './testing/random-store.ts';

const collected = new Set(['content', 'snapshot', 'image', 'ingest', 'lease']);

describe('reachability', () => {
  it('keeps exactly what containerd’s collector keeps', () => {
    let kept = 0;
    let dropped = 0;
    fc.assert(
      fc.property(randomRecords, (records) => {
        const graph = storeGraph(records, storeNow);
        const seen = reachable(graph.edges, [0]);
        const oracle = keptByOracle(records, storeNow);
        for (const { type, namespace, key } of graph.objects) {
          if (!collected.has(type)) continue;
          const isHeld = seen[graph.nodeOf(type, namespace, key)] === 1;
          expect([type, namespace, key, isHeld]).toEqual([
            type,
            namespace,
            key,
            isKeptByOracle(oracle, namespace, type, key),
          ]);
          if (isHeld) kept += 1;
          else dropped += 1;
        }
      }),
      { numRuns: 2000 },
    );
    // Stores in which everything is held, or nothing, would prove little.
    expect(Math.min(kept, dropped)).toBeGreaterThan(1000);
  });

  it('gives a lease alone what is held with it and not without it, files of several namespaces once', () => {
    let alone = 0;
    fc.assert(
      fc.property(randomRecords, (records) => {
        const graph = storeGraph(records, storeNow);
        const sizes = new Map(
          records.namespaces.flatMap(({ content }) => content.map((each) => [each.digest, each.sizeBytes ?? 0])),
        );
        const weights = dominatedWeights(graph.edges, (node) => {
          const object = graph.objectAt(node);
          if (object?.type === 'file') return sizes.get(object.key) ?? 0;
          return object?.type === 'snapshot' ? 100_000 : 0;
        });
        const held = heldBytes(keptByOracle(records, storeNow), records, sizes);
        for (const { name, leases } of records.namespaces) {
          for (const { id } of leases) {
            const node = graph.nodeOf('lease', name, id);
            if (reachable(graph.edges, [0])[node] !== 1) continue;
            const without = keptByOracle(records, storeNow, new Set([`${name}|lease|${id}`]));
            const difference = held - heldBytes(without, records, sizes);
            expect(weights[node]).toBe(difference);
            if (difference > 0) alone += 1;
          }
        }
      }),
      { numRuns: 1000 },
    );
    expect(alone).toBeGreaterThan(200);
  });
});

function heldBytes(kept: Set<string>, records: Parameters<typeof keptByOracle>[0], sizes: Map<string, number>): number {
  const files = new Set<string>();
  let snapshots = 0;
  for (const { name, content, snapshots: all } of records.namespaces) {
    for (const { digest } of content) if (isKeptByOracle(kept, name, 'content', digest)) files.add(digest);
    snapshots += all.filter(({ snapshotter, key }) =>
      isKeptByOracle(kept, name, 'snapshot', `${snapshotter}/${key}`),
    ).length;
  }
  return snapshots * 100_000 + [...files].reduce((sum, digest) => sum + (sizes.get(digest) ?? 0), 0);
}

describe('dominators', () => {
  it('are the last nodes through which every way leads', () => {
    const graphs = fc
      .integer({ min: 1, max: 9 })
      .chain((count) =>
        fc.array(fc.array(fc.nat(count - 1), { maxLength: 3 }), { minLength: count, maxLength: count }),
      );
    fc.assert(
      fc.property(graphs, (edges) => {
        const above = dominators(edges);
        const held = reachable(edges, [0]);
        for (let node = 0; node < edges.length; node += 1) {
          const over: number[] = [];
          for (let each = above[node] ?? -1; each >= 0; each = above[each] ?? -1) over.push(each);
          const all =
            held[node] !== 1 || node === 0
              ? []
              : edges.flatMap((_, each) =>
                  each !== node &&
                  (each === 0 || reachable(edges, [0], new Set([each]))[node] !== 1) &&
                  held[each] === 1
                    ? [each]
                    : [],
                );
          expect(over.sort()).toEqual(all.sort());
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('survive a chain of 200,000 snapshots', () => {
    const edges = Array.from({ length: 200_000 }, (_, node) => (node + 1 < 200_000 ? [node + 1] : []));
    expect(dominatedWeights(edges, () => 1)[0]).toBe(200_000);
  });
});
