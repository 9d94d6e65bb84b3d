// Writes the page on alerts among the evidence: `node test/alerts/run-simulation.ts`. Takes some minutes.
import fs from 'node:fs';
import path from 'node:path';
import { type SimulationResult, simulate } from './simulate.ts';

const days = Number(process.argv[2] ?? 396);
const from = '2026-01-01T00:00:00.000Z';
const seeds = [1];
const hosts = 4;

// Each first failure in a row of the simulated network is a line in the log.
console.error = () => {};
const results: SimulationResult[] = [];
for (const seed of seeds) {
  const begun = performance.now();
  const result = await simulate({ from, days, seed, hosts });
  console.log(`seed ${seed}: ${JSON.stringify(result)} in ${Math.round((performance.now() - begun) / 1000)} s`);
  results.push(result);
}

const row = (title: string, value: (result: SimulationResult) => number | string): string =>
  `| ${title} | ${results.map(value).join(' | ')} |`;
const page = `# Alerts over thirteen simulated months

Written by \`node test/alerts/run-simulation.ts\` (${days} days from ${from.slice(0, 10)}, ${hosts} hosts scanned every 15 minutes, a look every 5; Europe/Berlin, so daylight saving changes twice).
The clock is injected; store, steps, outbox and channel are the real ones; hosts and the receiver are simulated. The receiver fails one try in 25, the network is gone for a week, the dashboard is stopped and killed at random.
A bounded form runs with the unit tests (test/alerts/simulate.long.test.ts).

| | ${seeds.map((seed) => `seed ${seed}`).join(' | ')} |
|---|${seeds.map(() => '---').join('|')}|
${[
  row('scans', ({ scans }) => scans),
  row('stops and starts', ({ restarts }) => restarts),
  row('kills in the middle of sending', ({ kills }) => kills),
  row('alerts by phase at the stops', ({ phasesAtRestart }) => words(phasesAtRestart)),
  row('problems that lasted longer than their hold', ({ problems }) => problems),
  row('**of them lost**', ({ lost }) => `**${lost.length}**`),
  row('messages that arrived', ({ messages }) => messages),
  row('by kind', ({ byPhase }) => words(byPhase)),
  row('most on one day', ({ busiestDay }) => busiestDay),
  row('not critical, in quiet hours', ({ inQuietHours }) => inQuietHours),
  row('arrived twice with the same key', ({ repeated }) => repeated),
  row('of them after a kill between the receiver’s yes and its note', ({ repeatedAfterKill }) => repeatedAfterKill),
  row('waiting at the end', ({ waiting }) => waiting),
].join('\n')}
`;

function words(counts: Record<string, number>): string {
  return Object.entries(counts)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
}

if (days >= 396) fs.writeFileSync(path.join(import.meta.dirname, '../../docs/evidence/alerts.md'), page);
else console.log(page);
