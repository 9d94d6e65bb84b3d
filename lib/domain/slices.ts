/**
 * Work on a large host in pieces, so that the thread which answers visitors is never kept from them for long. The pieces are the same
 * computation, only interrupted: a pause between two of them can change nothing, because the facts it works on never change.
 */
export type InPieces<T> = Generator<void, T, void>;

/** After this long the thread is given up between two pieces: less than a visitor notices, also where several hosts are scanned at once. */
const turnMs = 8;
/** Objects of one piece: together well below a millisecond or two on a slow machine, and more than a look at the clock costs. */
const perPiece = 250;

/** Everything at once: for tests, for the command line and for small work. */
export function atOnce<T>(work: InPieces<T>): T {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

/** Piece by piece; whatever waits for this thread comes in between. With 0 ms: after each piece. */
export async function inSlices<T>(work: InPieces<T>, longestMs: number = turnMs): Promise<T> {
  let began = performance.now();
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
    if (performance.now() - began < longestMs) continue;
    await nextTurn();
    began = performance.now();
  }
}

export function* eachInPieces<T>(items: Iterable<T>, work: (item: T) => void): InPieces<void> {
  let count = 0;
  for (const item of items) {
    work(item);
    count += 1;
    if (count % perPiece === 0) yield;
  }
}

export function* mapInPieces<T, R>(items: Iterable<T>, make: (item: T) => R): InPieces<R[]> {
  const made: R[] = [];
  yield* eachInPieces(items, (item) => {
    made.push(make(item));
  });
  return made;
}

export function* filterInPieces<T>(items: Iterable<T>, isWanted: (item: T) => boolean): InPieces<T[]> {
  const wanted: T[] = [];
  yield* eachInPieces(items, (item) => {
    if (isWanted(item)) wanted.push(item);
  });
  return wanted;
}

/** Like `toSorted`: of equals, the one that came first stays first. Sorted parts are merged two by two. */
export function* sortedInPieces<T>(items: readonly T[], compare: (one: T, other: T) => number): InPieces<T[]> {
  let runs: T[][] = [];
  for (let at = 0; at < items.length; at += perPiece) {
    runs.push(items.slice(at, at + perPiece).sort(compare));
    yield;
  }
  while (runs.length > 1) {
    const merged: T[][] = [];
    for (let at = 0; at < runs.length; at += 2)
      merged.push(yield* mergedInPieces(runs[at] ?? [], runs[at + 1] ?? [], compare));
    runs = merged;
  }
  return runs[0] ?? [];
}

function* mergedInPieces<T>(
  left: readonly T[],
  right: readonly T[],
  compare: (one: T, other: T) => number,
): InPieces<T[]> {
  const merged: T[] = [];
  const iterators = [left[Symbol.iterator](), right[Symbol.iterator]()] as const;
  let [one, other] = [iterators[0].next(), iterators[1].next()];
  while (!one.done || !other.done) {
    if (!one.done && (other.done || compare(one.value, other.value) <= 0)) {
      merged.push(one.value);
      one = iterators[0].next();
    } else if (!other.done) {
      merged.push(other.value);
      other = iterators[1].next();
    }
    if (merged.length % perPiece === 0) yield;
  }
  return merged;
}

export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
