import { atOnce, eachInPieces, type InPieces } from '../../../domain/slices.ts';

/** Which nodes can be reached, in linear time and without recursion: chains of snapshots are as long as a host makes them. */
export type Edges = readonly (readonly number[])[];

/** @param blocked nodes through which no way leads */
export function reachable(
  edges: Edges,
  starts: Iterable<number>,
  blocked: ReadonlySet<number> = new Set(),
): Uint8Array {
  const seen = new Uint8Array(edges.length);
  const waiting: number[] = [];
  const visit = (node: number): void => {
    if (node < 0 || seen[node] === 1 || blocked.has(node)) return;
    seen[node] = 1;
    waiting.push(node);
  };
  for (const start of starts) visit(start);
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop())
    for (const next of edges[node] ?? []) visit(next);
  return seen;
}

/**
 * The immediate dominator of each node that can be reached from node 0 (Lengauer and Tarjan, with path compression): the last node through
 * which every way from 0 leads. So what a lease dominates is exactly what is held with it and not without it, for all leases at once.
 * -1 for node 0 and for what cannot be reached.
 */
export function dominators(edges: Edges): Int32Array {
  return atOnce(dominatorsInPieces(edges));
}

export function* dominatorsInPieces(edges: Edges): InPieces<Int32Array> {
  const { order, parent, number } = yield* depthFirst(edges);
  const count = order.length;
  const before = yield* predecessors(edges, number);
  const semi = Int32Array.from({ length: count }, (_, index) => index);
  const best = Int32Array.from(semi);
  const ancestor = new Int32Array(count).fill(-1);
  const immediate = new Int32Array(count).fill(-1);
  const buckets: number[][] = Array.from({ length: count }, () => []);

  const evaluate = (node: number): number => {
    if (at(ancestor, node) < 0) return node;
    const path: number[] = [];
    let top = node;
    while (at(ancestor, at(ancestor, top)) >= 0) {
      path.push(top);
      top = at(ancestor, top);
    }
    for (let each = path.pop(); each !== undefined; each = path.pop()) {
      const above = at(ancestor, each);
      if (at(semi, at(best, above)) < at(semi, at(best, each))) best[each] = at(best, above);
      ancestor[each] = at(ancestor, above);
    }
    return at(best, node);
  };

  for (let node = count - 1; node > 0; node -= 1) {
    if (node % perPiece === 0) yield;
    for (const previous of before[node] ?? []) {
      const lowest = at(semi, evaluate(previous));
      if (lowest < at(semi, node)) semi[node] = lowest;
    }
    buckets[at(semi, node)]?.push(node);
    const above = at(parent, node);
    ancestor[node] = above;
    for (const each of buckets[above] ?? []) {
      const lowest = evaluate(each);
      immediate[each] = at(semi, lowest) < at(semi, each) ? lowest : above;
    }
    buckets[above] = [];
  }
  for (let node = 1; node < count; node += 1)
    if (at(immediate, node) !== at(semi, node)) immediate[node] = at(immediate, at(immediate, node));

  const result = new Int32Array(edges.length).fill(-1);
  for (let node = 1; node < count; node += 1) result[at(order, node)] = at(order, at(immediate, node));
  return result;
}

/** What each node weighs together with everything that it dominates. `above`: its dominators, where several weights are asked of one graph. */
export function dominatedWeights(
  edges: Edges,
  weightOf: (node: number) => number,
  above: Int32Array = dominators(edges),
): Float64Array {
  return atOnce(dominatedWeightsInPieces(edges, weightOf, above));
}

export function* dominatedWeightsInPieces(
  edges: Edges,
  weightOf: (node: number) => number,
  above: Int32Array,
): InPieces<Float64Array> {
  const children = new Int32Array(edges.length);
  const weights = Float64Array.from({ length: edges.length }, (_, node) => weightOf(node));
  for (const node of above) if (node >= 0) children[node] = at(children, node) + 1;
  const ready: number[] = [];
  above.forEach((over, node) => {
    if (over >= 0 && at(children, node) === 0) ready.push(node);
  });
  yield;
  for (let node = ready.pop(); node !== undefined; node = ready.pop()) {
    if (node % perPiece === 0) yield;
    const over = at(above, node);
    if (over < 0) continue;
    weights[over] = (weights[over] ?? 0) + (weights[node] ?? 0);
    children[over] = at(children, over) - 1;
    if (at(children, over) === 0) ready.push(over);
  }
  return weights;
}

function* depthFirst(edges: Edges): InPieces<{ order: Int32Array; parent: Int32Array; number: Int32Array }> {
  const number = new Int32Array(edges.length).fill(-1);
  const parent = new Int32Array(edges.length).fill(-1);
  const order: number[] = [];
  const place = new Int32Array(edges.length);
  const path: number[] = [];
  const enter = (node: number, from: number): void => {
    number[node] = order.length;
    parent[order.length] = from;
    order.push(node);
    path.push(node);
  };
  enter(0, -1);
  let steps = 0;
  for (let node = path.at(-1); node !== undefined; node = path.at(-1)) {
    steps += 1;
    if (steps % perPiece === 0) yield;
    const next = edges[node]?.[at(place, node)];
    place[node] = at(place, node) + 1;
    if (next === undefined) path.pop();
    else if (at(number, next) < 0) enter(next, at(number, node));
  }
  return { order: Int32Array.from(order), parent, number };
}

function* predecessors(edges: Edges, number: Int32Array): InPieces<number[][]> {
  const before: number[][] = [];
  yield* eachInPieces(edges.entries(), ([node, targets]) => {
    const from = at(number, node);
    if (from < 0) return;
    for (const target of targets) {
      const to = at(number, target);
      const known = before[to];
      if (known === undefined) before[to] = [from];
      else known.push(from);
    }
  });
  return before;
}

/** Nodes of one piece of work; each costs far less than a layer does. */
const perPiece = 1000;

function at(numbers: Int32Array, index: number): number {
  return numbers[index] ?? -1;
}
