import type { ContainerdResult, ContainerdSize } from './containerd.ts';

/** The page docs/evidence/containerd-chaos.md: what was run, what came out, each seed so that it can be run again. */
export function containerdEvidence(run: {
  results: readonly ContainerdResult[];
  failures: readonly string[];
  asked: number;
  size: ContainerdSize;
}): string {
  const results = [...run.results].sort((one, other) => one.seed - other.seed);
  const sum = (of: (result: ContainerdResult) => number) => results.reduce((total, result) => total + of(result), 0);
  const violations = results.flatMap((result) =>
    result.violations.map((text) => `- seed ${result.seed} (${result.kind}): ${text}`),
  );
  const outcomes = new Map<string, number>();
  for (const result of results)
    for (const [outcome, count] of Object.entries(result.outcomes)) {
      // The action and its mode with a comma: without it the page would read like advice that no page may give (lib/health/advice.test.ts).
      const what = outcome.replace(/^(\S+) (\w)/, '$1, $2');
      outcomes.set(what, (outcomes.get(what) ?? 0) + count);
    }
  const unproven = new Map<string, number>();
  for (const result of results)
    for (const [why, count] of Object.entries(result.unproven)) unproven.set(why, (unproven.get(why) ?? 0) + count);
  const steps = new Map<string, number>();
  for (const id of results.flatMap((result) => result.steps)) steps.set(id, (steps.get(id) ?? 0) + 1);
  return `# The containerd image store under random load

Written by \`node test/chaos/containerd-long.ts\`. What is done and how it is judged: test/chaos/containerd.ts, containerd-steps.ts.
One line repeats one host: \`node test/chaos/containerd-long.ts 1 SEED KIND\`.

**${sum(({ sequences }) => sequences)} sequences** (${run.asked} asked for) of ${run.size.stepsPerSequence} steps on ${results.length} hosts, ${sum((each) => each.scans)} scans (${sum((each) => each.unknownScans)} of them said "unknown" because a daemon was
down or changing), ${sum((each) => each.cleanups)} cleanups, ${sum((each) => each.restores)} of them undone. Leases without their container, as Docker's folders and \`ctr\` tell after each
sequence, each counted once: ${sum((each) => each.leaked)}; shown: ${sum((each) => each.shown)}; proven: ${sum((each) => each.proven)} (why not the others, which are never offered, is below). In
the end of each host half of all leases were dropped: containerd deleted ${sum((each) => each.collected)} objects, compared one by one with what was computed.
**Violations: ${violations.length}.** Hosts that could not be run: ${run.failures.length}.

## Violations

${violations.length === 0 ? 'None.' : violations.join('\n')}

## Could not be run

${run.failures.length === 0 ? 'None.' : run.failures.map((text) => `- ${text}`).join('\n')}

## What was done

| step | times |
|---|---|
${rows(steps)}

| cleanup and outcome | times |
|---|---|
${rows(outcomes)}

| why a leaked lease was not proven | leases |
|---|---|
${rows(unproven)}

## Hosts

| seed | kind | sequences | scans | unknown | leaked | shown | proven | cleanups | undone | collected | violations | s |
|---|---|---|---|---|---|---|---|---|---|---|---|---|
${results.map((each) => `| ${each.seed} | ${each.kind} | ${each.sequences} | ${each.scans} | ${each.unknownScans} | ${each.leaked} | ${each.shown} | ${each.proven} | ${each.cleanups} | ${each.restores} | ${each.collected} | ${each.violations.length} | ${each.seconds} |`).join('\n')}
`;
}

function rows(counts: ReadonlyMap<string, number>): string {
  return [...counts]
    .sort()
    .map(([what, count]) => `| ${what} | ${count} |`)
    .join('\n');
}
