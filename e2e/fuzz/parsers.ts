// The long run: `node e2e/fuzz/parsers.ts [inputs] [seed]`; writes docs/evidence/fuzz-parsers.md and exits 1 where anything was found.
import fs from 'node:fs';
import { fuzz } from './fuzz.ts';

const inputs = Number(process.argv[2] ?? 1_000_000);
const seed = Number(process.argv[3] ?? 20_261_121);
const started = Date.now();
const report = fuzz({
  seed,
  inputs,
  onProgress: (done) => process.stderr.write(`\r${done.toLocaleString('en-US')} of ${inputs.toLocaleString('en-US')}`),
});
const seconds = Math.round((Date.now() - started) / 1000);
const rows = Object.entries(report.byTarget).sort(([one], [other]) => (one < other ? -1 : 1));
const text = `# Fuzz run over all parsers

Command: \`node e2e/fuzz/parsers.ts ${inputs} ${seed}\`

Real samples (the corpus of pastes, recorded scans of lab hosts) cut, doubled, spliced, shuffled and overwritten, and plain noise.
Demanded: a value or a ParseFailure, never another error; diagnose never throws, no check of it fails, no text of a finding holds
\`undefined\` or \`NaN\`, and noise gives no finding; no input takes longer than a second.

| inputs | seed | problems | slowest input | took |
|---|---|---|---|---|
| ${report.inputs.toLocaleString('en-US')} | ${report.seed} | ${report.problems.length} | ${Math.round(report.slowestMs)} ms | ${seconds} s |

| target | inputs |
|---|---|
${rows.map(([name, amount]) => `| ${name} | ${amount.toLocaleString('en-US')} |`).join('\n')}
${report.problems.length > 0 ? `\n## Problems\n\n\`\`\`\n${report.problems.join('\n')}\n\`\`\`\n` : ''}`;
fs.mkdirSync('docs/evidence', { recursive: true });
fs.writeFileSync('docs/evidence/fuzz-parsers.md', text);
console.log(
  `\n${report.inputs} inputs, ${report.problems.length} problems, slowest ${Math.round(report.slowestMs)} ms, ${seconds} s`,
);
process.exit(report.problems.length > 0 ? 1 : 0);
