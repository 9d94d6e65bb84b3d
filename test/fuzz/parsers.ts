// The long run: `node test/fuzz/parsers.ts [inputs] [seed]`. In rounds of 50,000 with seeds of their own; docs/evidence/fuzz-parsers.md is
// written after each, so a run that is stopped still says how far it came; started again with the same seed it goes on from there.
// Exits 1 where anything was found.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type FuzzReport, fuzz } from './fuzz.ts';

const wanted = Number(process.argv[2] ?? 1_000_000);
const firstSeed = Number(process.argv[3] ?? 20_261_121);
const roundInputs = 50_000;
const stateFile = path.join(os.tmpdir(), `bilge-fuzz-${firstSeed}.json`);
const state: { all: FuzzReport; cpuSeconds: number } = fs.existsSync(stateFile)
  ? JSON.parse(fs.readFileSync(stateFile, 'utf8'))
  : { all: { seed: firstSeed, inputs: 0, byTarget: {}, slowestMs: 0, problems: [] }, cpuSeconds: 0 };
const { all } = state;

for (let round = Math.floor(all.inputs / roundInputs); all.inputs < wanted; round += 1) {
  const cpuBefore = process.cpuUsage();
  const report = fuzz({ seed: firstSeed + round, inputs: Math.min(roundInputs, wanted - all.inputs) });
  all.inputs += report.inputs;
  all.slowestMs = Math.max(all.slowestMs, report.slowestMs);
  all.problems.push(...report.problems.map((problem) => `seed ${firstSeed + round}, ${problem}`));
  for (const [name, amount] of Object.entries(report.byTarget)) all.byTarget[name] = (all.byTarget[name] ?? 0) + amount;
  state.cpuSeconds += process.cpuUsage(cpuBefore).user / 1_000_000;
  fs.writeFileSync(stateFile, JSON.stringify(state));
  write(round + 1);
  process.stderr.write(`${all.inputs.toLocaleString('en-US')} of ${wanted.toLocaleString('en-US')}\n`);
}
fs.rmSync(stateFile, { force: true });
console.log(`${all.inputs} inputs, ${all.problems.length} problems, slowest ${Math.round(all.slowestMs)} ms`);
process.exit(all.problems.length > 0 ? 1 : 0);

function write(rounds: number): void {
  const rows = Object.entries(all.byTarget).sort(([one], [other]) => (one < other ? -1 : 1));
  const lines = [
    '# Fuzz run over all parsers',
    '',
    `Command: \`node test/fuzz/parsers.ts ${wanted} ${firstSeed}\`${all.inputs < wanted ? ' (stopped before its end)' : ''}`,
    '',
    'Real samples (the corpus of pastes, recorded scans of lab hosts) cut, doubled, spliced, shuffled and overwritten, and plain noise.',
    'Demanded: a value or a ParseFailure, never another error; diagnose never throws, no check of it fails, no text of a finding holds',
    '`undefined` or `NaN`, and noise gives no finding; no input takes longer than a second.',
    '',
    '| inputs | seeds | problems | slowest input | CPU |',
    '|---|---|---|---|---|',
    `| ${all.inputs.toLocaleString('en-US')} | ${firstSeed} to ${firstSeed + rounds - 1} | ${all.problems.length} | ${Math.round(all.slowestMs)} ms | ${Math.round(state.cpuSeconds)} s |`,
    '',
    '| target | inputs |',
    '|---|---|',
    ...rows.map(([name, amount]) => `| ${name} | ${amount.toLocaleString('en-US')} |`),
    ...(all.problems.length > 0 ? ['', '## Problems', '', '```', ...all.problems, '```'] : []),
    '',
  ];
  fs.mkdirSync('docs/evidence', { recursive: true });
  fs.writeFileSync('docs/evidence/fuzz-parsers.md', lines.join('\n'));
}
