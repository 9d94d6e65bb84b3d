import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { messageOf } from '../../lib/domain/errors.ts';
import { type HostKind, isHostKind, labAvailable, startHost, stopAll } from '../lab/lab.ts';
import { type CleanupResult, runCleanups } from './cleanup.ts';
import { cleanupEvidence } from './cleanup-evidence.ts';

/**
 * `node e2e/chaos/cleanup-long.ts [CLEANUPS] [FIRST-SEED] [KIND…]`: random cleanups under load by the hundred, two hosts at a time, each
 * seed on a fresh host. Writes docs/evidence/cleanup-chaos.md after each host, so that an interrupted run keeps what it saw.
 */
const defaultKinds: HostKind[] = ['ext4', 'btrfs'];
const target = path.resolve(
  process.env.CLEANUP_EVIDENCE ?? path.join(import.meta.dirname, '../../docs/evidence/cleanup-chaos.md'),
);
const workers = 2;
const size = { rounds: 1, cleanupsPerRound: 14 };

const [countText = '300', seedText = '5000', ...kindTexts] = process.argv.slice(2);
const asked = Number(countText);
const firstSeed = Number(seedText);
const chosen = kindTexts.filter(isHostKind);
const kinds = chosen.length > 0 ? chosen : defaultKinds;

const lab = await labAvailable();
if (!lab.ok) {
  console.error(`SKIPPED, no lab: ${lab.reason}`);
  process.exit(0);
}

const results: CleanupResult[] = [];
const failures: string[] = [];
let nextIndex = 0;
const cleanups = () => results.reduce((sum, result) => sum + result.cleanups, 0);

async function worker(): Promise<void> {
  while (cleanups() < asked) {
    const index = nextIndex;
    nextIndex += 1;
    await one(kinds[index % kinds.length] ?? 'ext4', firstSeed + index);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, cleanupEvidence({ results, failures, asked, size }));
  }
}

async function one(kind: HostKind, seed: number): Promise<void> {
  try {
    const host = await startHost(kind);
    try {
      const result = await runCleanups(host, seed, size);
      results.push(result);
      console.log(
        `${cleanups()}/${asked} ${kind} seed ${seed}: ${result.cleanups} in ${result.seconds} s, ${result.violations.join('; ') || 'ok'}`,
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
