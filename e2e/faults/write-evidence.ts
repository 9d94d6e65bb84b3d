import fs from 'node:fs';
import path from 'node:path';
import type { Strike } from './record.ts';

/** `node e2e/faults/write-evidence.ts LOG [SUMMARY-LINE]`: docs/evidence/faults.md from what the fault ring recorded (FAULTS_LOG). */
const [log, summary = ''] = process.argv.slice(2);
if (log === undefined) throw new Error('usage: node e2e/faults/write-evidence.ts LOG [SUMMARY-LINE]');
const target = path.join(import.meta.dirname, '../../docs/evidence/faults.md');

const strikes: Strike[] = fs
  .readFileSync(log, 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as Strike);

const drivers: Readonly<Record<string, string>> = { ext4: 'overlay2', btrfs: 'btrfs' };
const group = (strike: Strike) => `${strike.action} | ${drivers[strike.kind] ?? strike.kind} | ${strike.fault}`;

/** Boundaries with the same end stand in one line: `1–6 9`. */
const rows = new Map<string, Strike[]>();
for (const strike of strikes) {
  const key = `${group(strike)} | ${strike.outcome} | ${strike.second}`;
  rows.set(key, [...(rows.get(key) ?? []), strike]);
}
const lines = [...rows.entries()].map(([key, same]) => {
  const [action, driver, fault, outcome, second] = key.split(' | ');
  const places = [...new Set(same.map(({ at }) => at))].sort((one, other) =>
    one.localeCompare(other, 'en', { numeric: true }),
  );
  return `| ${action} | ${driver} | ${fault} | ${places.join(', ')} | ${outcome} | ${second} | ${same.length} |`;
});
const faults = [...new Set(strikes.map(({ fault }) => fault))].sort();
const table = faults.map((fault) => `| ${fault} | ${strikes.filter((each) => each.fault === fault).length} |`);

fs.writeFileSync(
  target,
  `# Faults, one at a time, on real hosts

Written by \`node e2e/faults/write-evidence.ts\` from what \`FAULTS=all FAULTS_LOG=… npm run faults\` records. A strike is recorded only after everything
that is asserted about the strike has held: nothing that was there before is damaged (by a judge of its own, e2e/chaos/cleanup-oracle.ts),
what the run says is done is done, the state is told truthfully, and the second attempt finishes. The rest of the ring's tests is in
lib/runs/faults.host.test.ts (host ring).

A boundary is a place where something has just become true on the host (e2e/faults/strike-at.ts): lines of the journal were written
("journal"), an effect was made and not yet looked at ("performed"), or a place inside an effect where it is half done.

**${strikes.length} strikes.** ${summary}

| fault | strikes |
|---|---|
${table.join('\n')}

| action | driver | fault | at boundary | what became of the run | second attempt | strikes |
|---|---|---|---|---|---|---|
${lines.join('\n')}
`,
);
console.log(`${strikes.length} strikes in ${target}`);
