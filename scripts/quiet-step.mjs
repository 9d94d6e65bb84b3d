// One step beside another one: what it says is shown when it has ended, so that the lines of two do not mix.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { childEnvironment, projectRoot } from './runtime.mjs';

/** `npm run` of that script, with this project's programs and Node. @returns whether it passed */
export async function quietStep(title, script) {
  const started = Date.now();
  const said = [];
  const child = spawn('npm', ['run', '--silent', script], {
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
  const seconds = ((Date.now() - started) / 1000).toFixed(0);
  console.log(`\n── ${title}: ${code === 0 ? 'passed' : 'FAILED'} in ${seconds} s`);
  process.stdout.write(Buffer.concat(said));
  return code === 0;
}
