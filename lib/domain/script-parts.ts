/** The line of a compiled script below which nothing depends on the plan. */
export const libraryMark =
  '# ==== Everything below is the library. It names no object, and is the same for every plan with these kinds of steps. ====';

/**
 * What a person checks, and the rest. The last such line counts: a title that says the same cannot hide what comes after it. Without
 * that line (the requests of an engine-only plan) all of it is the head.
 */
export function scriptParts(script: string): { head: string; library: string } {
  const at = script.lastIndexOf(`\n${libraryMark}\n`);
  return at < 0 ? { head: script, library: '' } : { head: script.slice(0, at + 1), library: script.slice(at + 1) };
}
