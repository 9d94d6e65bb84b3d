import { formatBytes } from '../../../domain/bytes.ts';
import type { ContainerdRecords } from '../../../domain/containerd-facts.ts';
import { type Fact, known, unknown } from '../../../domain/fact.ts';
import type { ContainerdFacts } from '../../../domain/layer-facts.ts';
import { eachInPieces, type InPieces } from '../../../domain/slices.ts';
import { dominatedWeightsInPieces, reachable } from './reach.ts';
import { bySnapshotter } from './snapshot-path.ts';
import type { StoreGraph } from './store-graph.ts';

/**
 * What comes free when one object goes, which is what it alone holds. containerd recorded the size of each committed snapshot and
 * blob; active snapshots (what a container wrote) are measured, and until then a size is a lower bound. On btrfs snapshots share extents, so
 * there all of it is an upper bound.
 */
export interface StoreSizes {
  /** of an object that is held */
  alone(node: number): Fact<number>;
  /** of several at once: what two of them share counts too */
  together(nodes: readonly number[]): Fact<number>;
  /** of what is not held: what the next collection frees of what this one names */
  unheld(node: number): Fact<number>;
  /** of the object itself; undefined: it has none of its own */
  own(node: number): number | null | undefined;
}

/** Of an active snapshot; null where it was not measured. */
export type Measured = (snapshot: ContainerdFacts['snapshots'][number]) => number | null;

interface Weighed {
  records: ContainerdRecords;
  store: Pick<ContainerdFacts, 'snapshots'> & { ingestBytes: Record<string, number> };
  measured: Measured;
}

/** @param above the dominators of the graph, which no measurement changes */
export function* storeSizesInPieces(graph: StoreGraph, above: Int32Array, weighed: Weighed): InPieces<StoreSizes> {
  const bytes = yield* bytesByNode(graph, weighed);
  const isUnknown = (node: number) => (bytes[node] === null ? 1 : 0);
  const weights = yield* dominatedWeightsInPieces(graph.edges, (node) => bytes[node] ?? 0, above);
  const unknowns = yield* dominatedWeightsInPieces(graph.edges, isUnknown, above);
  const difference = (more: Uint8Array, less: Uint8Array): Fact<number> => {
    let sum = 0;
    let unmeasured = 0;
    more.forEach((isIn, node) => {
      if (isIn !== 1 || less[node] === 1) return;
      sum += bytes[node] ?? 0;
      unmeasured += isUnknown(node);
    });
    return sizeFact(sum, unmeasured);
  };
  const held = reachable(graph.edges, [0]);
  return {
    alone: (node) => sizeFact(weights[node] ?? 0, unknowns[node] ?? 0),
    together: (nodes) => difference(held, reachable(graph.edges, [0], new Set(nodes))),
    unheld: (node) => difference(reachable(graph.edges, [node]), held),
    own: (node) => bytes[node],
  };
}

function sizeFact(bytes: number, unmeasured: number): Fact<number> {
  if (unmeasured === 0) return known(bytes);
  return unknown('not-collected', `At least ${formatBytes(bytes)}; what containers wrote is not measured yet.`);
}

/** undefined: it weighs nothing; null: its size is unknown. Content is weighed by file, so that each digest counts once. */
function* bytesByNode(
  graph: StoreGraph,
  { records, store: { snapshots, ingestBytes }, measured }: Weighed,
): InPieces<(number | null | undefined)[]> {
  const bytes: (number | null | undefined)[] = [];
  const backend = bySnapshotter(snapshots);
  for (const space of records.namespaces) {
    yield* eachInPieces(space.content, ({ digest, sizeBytes }) => {
      bytes[graph.nodeOf('file', '', digest)] = sizeBytes;
    });
    for (const { ref, folder } of space.ingests)
      bytes[graph.nodeOf('ingest', space.name, ref)] = folder === null ? 0 : (ingestBytes[folder] ?? 0);
    yield* eachInPieces(space.snapshots, ({ snapshotter, key, name }) => {
      const own = name === null ? undefined : backend.get(snapshotter)?.get(name);
      // Without a record it is being made or removed just now.
      const size = own === undefined ? null : (own.sizeBytes ?? measured(own));
      bytes[graph.snapshotNode(space.name, snapshotter, key)] = size;
    });
  }
  return bytes;
}
