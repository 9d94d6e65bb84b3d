// `npm run check`: what should be right before each commit, in less than a minute on two idle cores. Tests that call programs, and those
// on hosts and in a browser, are `npm test`. Two lanes side by side; what a step says is shown when it has ended.
import { quietStep } from './quiet-step.mjs';

const lanes = [
  [['quick tests', 'quick']],
  [
    ['lint', 'lint'],
    ['types', 'typecheck'],
  ],
];
const failed = [];

await Promise.all(
  lanes.map(async (lane) => {
    for (const [title, script] of lane) if (!(await quietStep(title, script))) failed.push(title);
  }),
);
if (failed.length > 0) console.log(`\nFAILED: ${failed.join(', ')}`);
process.exitCode = failed.length > 0 ? 1 : 0;
