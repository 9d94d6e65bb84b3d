import type { CleanupResult } from './cleanup.ts';

/** The page docs/evidence/cleanup-chaos.md: what was run, what came out, each seed so that it can be run again. */
export function cleanupEvidence(run: {
  results: readonly CleanupResult[];
  failures: readonly string[];
  asked: number;
  size: { rounds: number; cleanupsPerRound: number };
}): string {
  const results = [...run.results].sort((one, other) => one.seed - other.seed);
  const sum = (of: (result: CleanupResult) => number) => results.reduce((total, result) => total + of(result), 0);
  const violations = results.flatMap((result) =>
    result.violations.map((text) => `- seed ${result.seed} (${result.kind}): ${text}`),
  );
  const outcomes = new Map<string, number>();
  for (const result of results)
    for (const [what, count] of Object.entries(result.outcomes)) outcomes.set(what, (outcomes.get(what) ?? 0) + count);
  return `# Random cleanups of hosts under load

Written by \`node test/chaos/cleanup-long.ts\`. What is done and how it is judged: test/chaos/cleanup.ts, cleanup-load.ts, cleanup-oracle.ts.
One line repeats one host: \`node test/chaos/cleanup-long.ts 1 SEED KIND\`.

**${sum(({ cleanups }) => cleanups)} cleanups** (${run.asked} asked for) and ${sum(({ restores }) => restores)} restores on ${results.length} hosts, while BuildKit builds, loads, runs and removals went on.
${sum(({ proven }) => proven)} proven leaks, ${sum(({ removed }) => removed)} of them removed. Steps that the host refused at the last moment: ${sum(({ refusedSteps }) => refusedSteps)}.
**Violations (damaged, lost, or a proven leak left): ${violations.length}.** Hosts that could not be run: ${run.failures.length}.

## Violations

${violations.length === 0 ? 'None.' : violations.join('\n')}

## Could not be run

${run.failures.length === 0 ? 'None.' : run.failures.map((text) => `- ${text}`).join('\n')}

## What was done

"not planned" is the refusal while planning, with the guard that said no; under load a scan may contradict itself (\`storage-provable\`), and
the next one is tried.

| action and outcome | times |
|---|---|
${[...outcomes.entries()]
  .sort()
  .map(([what, count]) => `| ${what} | ${count} |`)
  .join('\n')}

## Hosts

${run.size.rounds} round of ${run.size.cleanupsPerRound} attempts each, and the end.

| seed | kind | cleanups | restores | refused steps | proven | removed | violations | s |
|---|---|---|---|---|---|---|---|---|
${results.map((each) => `| ${each.seed} | ${each.kind} | ${each.cleanups} | ${each.restores} | ${each.refusedSteps} | ${each.proven} | ${each.removed} | ${each.violations.length} | ${each.seconds} |`).join('\n')}
`;
}
