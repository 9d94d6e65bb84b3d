/**
 * Work on a large host in pieces, so that the thread which answers visitors is never kept from them for long. The pieces are the same
 * computation, only interrupted: a pause between two of them can change nothing, because the facts it works on never change.
 */
export type InPieces<T> = Generator<void, T, void>;

/** Everything at once: for tests, for the command line and for small work. */
export function atOnce<T>(work: InPieces<T>): T {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

/** Piece by piece; whatever waits for this thread comes in between. */
export async function inSlices<T>(work: InPieces<T>): Promise<T> {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
    await nextTurn();
  }
}

export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
