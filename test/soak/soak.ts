import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import { machineDescription } from '../../bench/ratio.ts';
import { labAvailable, stopAll } from '../../lab/lab.ts';
import { growthPerThousand, heldBytes, mebibytes, mostGrowthBytesPerThousand, problemsOf } from './judge-soak.ts';
import { runSoak } from './run-soak.ts';
import { longSoak, type Sample, type SoakOutcome } from './soak-plan.ts';

/**
 * `npm run soak [-- SCANS]`: is a dashboard that runs for months flat? Writes docs/evidence/soak.md; ends with 1 where it is not. Another
 * number of scans than the usual only prints.
 */
const [given] = process.argv.slice(2).filter((word) => word !== '--');
const scans = given === undefined ? longSoak.scans : Number(given);
if (!Number.isInteger(scans) || scans < 200) {
  console.error('npm run soak [-- SCANS]: a number, 200 at the least.');
  process.exit(2);
}
const lab = await labAvailable();
if (!lab.ok) {
  console.error(`SKIPPED: the soak needs the lab: ${lab.reason}`);
  process.exit(1);
}
const started = new Date();
const machine = machineDescription();
try {
  const outcome = await runSoak({ ...longSoak, scans }, (sample) => console.error(rowOf(sample)));
  const text = pageOf(outcome);
  if (given === undefined)
    fs.writeFileSync(fileURLToPath(new URL('../../docs/evidence/soak.md', import.meta.url)), text);
  console.log(text);
  process.exitCode = verdictOf(outcome).length === 0 ? 0 : 1;
} finally {
  await stopAll();
}

function verdictOf(outcome: SoakOutcome): string[] {
  return problemsOf(outcome, { growthBytesPerThousand: mostGrowthBytesPerThousand });
}

function rowOf(sample: Sample): string {
  const { living } = sample;
  const cells = [
    sample.scans,
    mebibytes(heldBytes(sample)),
    mebibytes(sample.heapBytes),
    mebibytes(sample.externalBytes),
    mebibytes(sample.bufferBytes),
    mebibytes(sample.residentBytes),
    sample.descriptors,
    living.timers,
    living.sockets,
    living['SSH channels'],
    living['abort signals'],
    living['listeners on the event bus'],
  ];
  return `| ${cells.join(' | ')} |`;
}

function pageOf(outcome: SoakOutcome): string {
  const problems = verdictOf(outcome);
  const { before, after } = outcome;
  const left = Object.keys(after.living).map(
    (what) => `| ${what} | ${before.living[what] ?? 0} | ${after.living[what] ?? 0} |`,
  );
  return [
    '# Soak',
    '',
    '`npm run soak` writes this page: one process does what a dashboard does without its pages (scans, plans, runs, event streams over real',
    'sockets) against a lab host over one SSH connection, which is cut now and then. Each sample is taken after a forced collection,',
    'with the connection open. A bounded form runs with the host tests (`test/soak/soak.host.test.ts`).',
    '',
    `${started.toISOString()}: ${machine}; ${outcome.seconds} s.`,
    '',
    `**Growth: ${mebibytes(growthPerThousand(outcome.samples))} per 1,000 scans** (slope over all samples; at most ${mebibytes(mostGrowthBytesPerThousand)}). ${
      problems.length === 0 ? 'Flat.' : `NOT FLAT: ${problems.join('; ')}.`
    }`,
    '',
    'Done meanwhile:',
    '',
    ...Object.entries(outcome.done).map(([what, count]) => `- ${count} ${what}`),
    '',
    '| scans | held | heap | external | of it buffers | resident | descriptors | timers | sockets | SSH channels | abort signals | bus listeners |',
    '|---|---|---|---|---|---|---|---|---|---|---|---|',
    ...outcome.samples.map(rowOf),
    '',
    'Held is heap and external together. What is alive before the first connection and after the pool has closed the last one:',
    '',
    '| what | before | after |',
    '|---|---|---|',
    `| descriptors | ${before.descriptors} | ${after.descriptors} |`,
    ...left,
    '',
  ].join('\n');
}
