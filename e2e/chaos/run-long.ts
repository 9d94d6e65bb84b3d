import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { messageOf } from '../../lib/domain/errors.ts';
import { type HostKind, isHostKind, labAvailable, startHost, stopAll } from '../lab/lab.ts';
import { evidence } from './evidence.ts';
import { runSequence, type SequenceResult } from './leak-proof.ts';

/**
 * `node e2e/chaos/run-long.ts [SEQUENCES] [FIRST-SEED] [KIND…]`: the leak proof by the hundred, two hosts at a time, each sequence on
 * a fresh host. Writes docs/evidence/leak-proof-chaos.md after each sequence, so that an interrupted run keeps what it saw.
 */
const defaultKinds: HostKind[] = ['ext4', 'btrfs', 'xfs', 'vfs', 'trixie-ext4', 'trixie-btrfs'];
const target = path.resolve(import.meta.dirname, '../../docs/evidence/leak-proof-chaos.md');
const workers = 2;
const stepsOfOne = 8;

const [countText = '200', seedText = '1000', ...kindTexts] = process.argv.slice(2);
const count = Number(countText);
const firstSeed = Number(seedText);
const chosen = kindTexts.filter(isHostKind);
const kinds = chosen.length > 0 ? chosen : defaultKinds;

const lab = await labAvailable();
if (!lab.ok) {
  console.error(`SKIPPED, no lab: ${lab.reason}`);
  process.exit(0);
}

const results: SequenceResult[] = [];
const failures: string[] = [];
let nextIndex = 0;

async function worker(): Promise<void> {
  while (nextIndex < count) {
    const index = nextIndex;
    nextIndex += 1;
    const kind = kinds[index % kinds.length] ?? 'ext4';
    await one(kind, firstSeed + index);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, evidence({ results, failures, asked: count }));
  }
}

async function one(kind: HostKind, seed: number): Promise<void> {
  try {
    const host = await startHost(kind);
    try {
      const result = await runSequence(host, seed, stepsOfOne);
      results.push(result);
      console.log(
        `${results.length}/${count} ${kind} seed ${seed}: ${result.seconds} s, ${result.violations.join('; ') || 'ok'}`,
      );
    } finally {
      await host.stop();
    }
  } catch (error) {
    failures.push(`${kind}, seed ${seed}: ${messageOf(error).split('\n')[0]}`);
    console.log(`${kind} seed ${seed} could not be run: ${messageOf(error)}`);
  }
}

await Promise.all(Array.from({ length: workers }, worker));
await stopAll();
process.exit(results.some(({ violations }) => violations.length > 0) ? 1 : 0);
