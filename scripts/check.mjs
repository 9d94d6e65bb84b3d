// `npm run check`: what should be right before each commit, in less than a minute on two idle cores. Tests that call programs, and those
// on hosts and in a browser, are `npm test`. Two lanes side by side; what a step says is shown when it has ended.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { childEnvironment, projectRoot } from './runtime.mjs';

const npm = (script) => ['npm', ['run', '--silent', script]];
const lanes = [
  [['quick tests', ...npm('quick')]],
  [
    ['lint', ...npm('lint')],
    ['types', ...npm('typecheck')],
  ],
];
const failed = [];

async function step(title, command, args) {
  const started = Date.now();
  const said = [];
  const child = spawn(command, args, {
    cwd: projectRoot,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: childEnvironment({ PATH: `${path.join(projectRoot, 'node_modules/.bin')}:${process.env.PATH}` }),
  });
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => said.push(bytes));
  const code = await new Promise((resolve) => {
    child.once('error', (error) => {
      said.push(Buffer.from(String(error)));
      resolve(1);
    });
    child.once('close', resolve);
  });
  if (code !== 0) failed.push(title);
  const seconds = ((Date.now() - started) / 1000).toFixed(0);
  console.log(`\n── ${title}: ${code === 0 ? 'passed' : 'FAILED'} in ${seconds} s`);
  process.stdout.write(Buffer.concat(said));
}

await Promise.all(
  lanes.map(async (lane) => {
    for (const each of lane) await step(...each);
  }),
);
if (failed.length > 0) console.log(`\nFAILED: ${failed.join(', ')}`);
process.exitCode = failed.length > 0 ? 1 : 0;
