import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { messageOf } from '../../lib/domain/errors.ts';
import { type HostKind, isHostKind, labAvailable, startHost, stopAll } from '../lab/lab.ts';
import { evidence } from './evidence.ts';
import { runSequence, type SequenceResult } from './leak-proof.ts';

/**
 * `node e2e/chaos/run-long.ts [SEQUENCES] [FIRST-SEED] [KIND…]`: the leak proof by the hundred, two hosts at a time, each sequence on
 * a fresh host. After each sequence its result is added to docs/evidence/leak-proof-chaos.jsonl and the page beside it is written from all of
 * them, so that an interrupted run keeps what it saw and several runs add up.
 */
const defaultKinds: HostKind[] = ['ext4', 'btrfs', 'xfs', 'vfs', 'trixie-ext4', 'trixie-btrfs'];
const folder = path.resolve(import.meta.dirname, '../../docs/evidence');
const page = path.join(folder, 'leak-proof-chaos.md');
const log = path.join(folder, 'leak-proof-chaos.jsonl');
const workers = 2;
const stepsOfOne = 5;

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

await mkdir(folder, { recursive: true });
await appendFile(log, '');
const results: SequenceResult[] = (await readFile(log, 'utf8'))
  .split('\n')
  .filter(Boolean)
  .map((line) => JSON.parse(line));
const already = results.length;
const failures: string[] = [];
let nextIndex = 0;

async function worker(): Promise<void> {
  while (nextIndex < count) {
    const index = nextIndex;
    nextIndex += 1;
    const kind = kinds[index % kinds.length] ?? 'ext4';
    await one(kind, firstSeed + index);
    await writeFile(page, evidence({ results, failures }));
  }
}

async function one(kind: HostKind, seed: number): Promise<void> {
  try {
    const host = await startHost(kind);
    try {
      const result = await runSequence(host, seed, stepsOfOne);
      results.push(result);
      await appendFile(log, `${JSON.stringify(result)}\n`);
      console.log(
        `${results.length - already}/${count} ${kind} seed ${seed}: ${result.seconds} s, ${result.violations.join('; ') || 'ok'}`,
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
