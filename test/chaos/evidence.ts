import type { SequenceResult } from './leak-proof.ts';

/** The page docs/evidence/leak-proof-chaos.md: what was run, what came out, each seed with its steps so that it can be run again. */
export function evidence(run: { results: readonly SequenceResult[]; failures: readonly string[] }): string {
  const results = [...run.results].sort((one, other) => one.seed - other.seed);
  const sum = (of: (result: SequenceResult) => number) => results.reduce((total, result) => total + of(result), 0);
  const violations = results.flatMap((result) =>
    result.violations.map((text) => `- seed ${result.seed} (${result.kind}): ${text}`),
  );
  const byKind = [...new Set(results.map(({ kind }) => kind))].map((kind) => {
    const own = results.filter((result) => result.kind === kind);
    return `| ${kind} | ${own.length} | ${own.reduce((total, each) => total + each.scans, 0)} | ${own.reduce((total, each) => total + each.leaked, 0)} | ${own.reduce((total, each) => total + each.proven, 0)} | ${own.filter((each) => each.violations.length > 0).length} |`;
  });
  return `# The leak proof under random load

Written by \`node test/chaos/run-long.ts\` (see test/chaos/leak-proof.ts for what is done and how the two judges work). One line repeats
one sequence: \`node test/chaos/run-long.ts 1 SEED KIND\`.

What the runs found and what was changed for it: [notes](leak-proof-chaos-notes.md).

${results.length} sequences, ${sum(({ steps }) => steps.length)} steps, ${sum(({ scans }) => scans)} scans (${sum(({ unknownScans }) => unknownScans)} of them said
"unknown" because Docker was restarting or changing), ${sum(({ named }) => named)} directories called an orphan at some time, ${sum(({ leaked }) => leaked)} left behind by
Docker in the end, ${sum(({ proven }) => proven)} of these proven. **Violations: ${violations.length}.** Sequences that could not be run: ${run.failures.length}.

| kind | sequences | scans | leaked | proven | with violations |
|---|---|---|---|---|---|
${byKind.join('\n')}

## Violations

${violations.length === 0 ? 'None.' : violations.join('\n')}

## Could not be run

${run.failures.length === 0 ? 'None.' : run.failures.map((text) => `- ${text}`).join('\n')}

## Sequences

| seed | kind | judge | steps | scans | unknown | named | leaked | proven | s |
|---|---|---|---|---|---|---|---|---|---|
${results
  .map(
    (each) =>
      `| ${each.seed} | ${each.kind} | ${each.judge} | ${each.steps.join(' ')} | ${each.scans} | ${each.unknownScans} | ${each.named} | ${each.leaked} | ${each.proven} | ${each.seconds} |`,
  )
  .join('\n')}
`;
}
