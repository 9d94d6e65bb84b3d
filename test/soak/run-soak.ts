import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { startHost } from '../../lab/lab.ts';
import type { Sample, SoakOutcome, SoakPlan } from './soak-plan.ts';

/** One lab host with something on it, and a process of its own that looks at it so often. */
export async function runSoak(plan: SoakPlan, onSample: (sample: Sample) => void = () => {}): Promise<SoakOutcome> {
  const host = await startHost('ext4');
  try {
    await host.exec('docker import /usr/local/share/bilge-lab/busybox.tar busybox:lab && docker volume create kept');
    const child = spawn(
      process.execPath,
      [
        '--expose-gc',
        '--disable-warning=ExperimentalWarning',
        '--import',
        alias,
        script,
        host.name,
        JSON.stringify(plan),
      ],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    const closed = once(child, 'close');
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-4_000);
    });
    let last: unknown = null;
    for await (const line of createInterface({ input: child.stdout })) {
      last = JSON.parse(line);
      if (isSample(last)) onSample(last);
    }
    const [code, signal] = await closed;
    if (code !== 0 || !isOutcome(last)) throw new Error(`the soak ended with ${code ?? signal}: ${said.trim()}`);
    return last;
  } finally {
    await host.stop();
  }
}

const alias = new URL('./alias.ts', import.meta.url).href;
const script = fileURLToPath(new URL('./soak-process.ts', import.meta.url));

function isSample(line: unknown): line is Sample {
  return typeof line === 'object' && line !== null && 'heapBytes' in line;
}

function isOutcome(line: unknown): line is SoakOutcome {
  return typeof line === 'object' && line !== null && 'samples' in line;
}
