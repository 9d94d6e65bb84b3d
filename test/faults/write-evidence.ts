import fs from 'node:fs';
import path from 'node:path';
import { allCases } from './cases/all-cases.ts';
import type { FaultCase } from './fault-case.ts';
import { dashboardFault, meanwhileFault, twiceFault } from './fault-case.ts';
import type { Strike } from './record.ts';
import { faults } from './strike-at.ts';

/** `node test/faults/write-evidence.ts SUMMARY-LINE LOG…`: docs/evidence/faults.md from what the fault ring recorded (FAULTS_LOG). */
const [summary, ...logs] = process.argv.slice(2);
if (summary === undefined || logs.length === 0)
  throw new Error('usage: node test/faults/write-evidence.ts SUMMARY-LINE LOG…');
const target = path.join(import.meta.dirname, '../../docs/evidence/faults.md');

const lines = logs.flatMap((log) => fs.readFileSync(log, 'utf8').split('\n')).filter((line) => line !== '');
/** A strike that was made twice, by two runs of the ring, counts once. */
const strikes = [
  ...new Map(
    lines
      .map((line) => JSON.parse(line) as Strike)
      .map((strike) => [`${strike.action}|${strike.kind}|${strike.fault}|${strike.at}`, strike]),
  ).values(),
];

const drivers: Readonly<Record<string, string>> = { ext4: 'overlay2', btrfs: 'btrfs' };
const driverOf = (kind: string) => drivers[kind] ?? kind;
const boundaryOf = ({ at }: Strike) => Number(/^\d+/.exec(at)?.[0] ?? 0);
const of = ({ title, kind }: FaultCase, fault?: string) =>
  strikes.filter(
    (strike) => strike.action === title && strike.kind === kind && (fault === undefined || strike.fault === fault),
  );

/** How many boundaries of how many; a run has as many as the strikes of all faults have met. */
function coverage(each: FaultCase): string {
  const all = Math.max(0, ...faults.flatMap((fault) => of(each, fault)).map(boundaryOf));
  const cells = faults.map((fault) =>
    each.leftOut?.[fault] === undefined ? `${new Set(of(each, fault).map(boundaryOf)).size} of ${all}` : 'left out',
  );
  const meanwhile =
    each.meanwhile === undefined
      ? 'left out'
      : of(each, each.meanwhile.what).length > 0
        ? each.meanwhile.what
        : 'not tried';
  const twice = of(each, twiceFault).length > 0 ? 'tried' : 'not tried';
  const struck = of(each, dashboardFault).length;
  const dashboard = `at ${struck} ${struck === 1 ? 'line' : 'lines'}`;
  return `| ${each.title} | ${driverOf(each.kind)} | ${[...cells, dashboard, meanwhile, twice].join(' | ')} |`;
}

const leftOut = allCases.flatMap(({ title, kind, leftOut: reasons = {} }) =>
  Object.entries(reasons).map(([fault, reason]) => `- ${title} (${driverOf(kind)}), ${fault}: ${reason}.`),
);

/** Boundaries with the same end stand in one line. */
const rows = new Map<string, Strike[]>();
for (const strike of strikes) {
  const key = `${strike.action} | ${driverOf(strike.kind)} | ${strike.fault} | ${strike.outcome} | ${strike.second}`;
  rows.set(key, [...(rows.get(key) ?? []), strike]);
}
const details = [...rows.entries()].map(([key, same]) => {
  const [action, driver, fault, outcome, second] = key.split(' | ');
  const places = [...new Set(same.map(({ at }) => at))].sort((one, other) =>
    one.localeCompare(other, 'en', { numeric: true }),
  );
  return `| ${action} | ${driver} | ${fault} | ${places.join(', ')} | ${outcome} | ${second} | ${same.length} |`;
});
const counts = [...new Set(strikes.map(({ fault }) => fault))]
  .sort()
  .map((fault) => `| ${fault} | ${strikes.filter((each) => each.fault === fault).length} |`);

fs.writeFileSync(
  target,
  `# Faults, one at a time, on real hosts

Written by \`node test/faults/write-evidence.ts\` from what \`FAULTS=all FAULTS_LOG=… npm run faults\` records. A strike is recorded only after everything
that is asserted about the strike has held: nothing that was there before is damaged (by a judge of its own, test/chaos/cleanup-oracle.ts),
each step that is said to be done is done on the host (test/faults/truths.ts), whatever went wrong is said in words, and the second
attempt finishes. The rest of the ring's tests is in lib/runs/faults.host.test.ts (host ring).

A boundary is a place where something has just become true on the host (test/faults/strike-at.ts): lines of the journal were written
("journal"), an effect was made and not yet looked at ("performed"), or a place inside an effect where it is half done. A run that takes
long writes down how it goes and what is free, so it may have some boundaries more than the same run at another time; the counts are of the longest. Runs are started
by a process that does not follow them and found again by what the host says of them, as after a dashboard that was killed.

- **disk full**: the filesystem that the action writes to, to the last block. Docker's configuration lay on a small filesystem of its own for that.
- **read-only**: the folder that the action writes to (the layers with the quarantine, the logs, \`/etc/docker\`, else the whole data root), mounted over
  itself, so that Docker meets it too. Files that were open for writing stay so: a filesystem that dockerd writes to cannot be remounted as a whole.
- **${dashboardFault}**: the one that serves, while the run is stopped at a line of its journal. The run goes on; the next dashboard on the same data comes while
  it works, or after its end, in turns, and tells the end by itself.
- **${twiceFault}**: the second one is refused, names the holder and touches nothing; the first one finishes.

**${strikes.length} strikes.** ${summary}

| fault | strikes |
|---|---|
${counts.join('\n')}

## What was struck, and at how many boundaries

| action | driver | ${faults.join(' | ')} | ${dashboardFault} | ${meanwhileFault} | ${twiceFault} |
|---|---|${[...faults, dashboardFault, meanwhileFault, twiceFault].map(() => '---').join('|')}|
${allCases.map(coverage).join('\n')}

Left out, and why:

${leftOut.join('\n')}

## What became of each

| action | driver | fault | at boundary | what became of the run | second attempt | strikes |
|---|---|---|---|---|---|---|
${details.join('\n')}
`,
);
console.log(`${strikes.length} strikes in ${target}`);
