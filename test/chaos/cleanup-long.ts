import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type CleanupResult, runCleanups } from './cleanup.ts';
import { cleanupEvidence } from './cleanup-evidence.ts';
import { onManyHosts } from './many-hosts.ts';

/**
 * `node test/chaos/cleanup-long.ts [CLEANUPS] [FIRST-SEED] [KIND…]`: random cleanups under load by the hundred, two hosts at a time, each
 * seed on a fresh host. Writes docs/evidence/cleanup-chaos.md after each host.
 */
const target = path.resolve(
  process.env.CLEANUP_EVIDENCE ?? path.join(import.meta.dirname, '../../docs/evidence/cleanup-chaos.md'),
);
const size = { rounds: 1, cleanupsPerRound: 14 };
const cleanups = (results: readonly CleanupResult[]) => results.reduce((sum, result) => sum + result.cleanups, 0);

await onManyHosts<CleanupResult>({
  arguments: process.argv.slice(2),
  defaults: { count: 300, firstSeed: 5000, kinds: ['ext4', 'btrfs'] },
  one: (host, seed) => runCleanups(host, seed, size),
  isEnough: ({ results, count }) => cleanups(results) >= count,
  line: (result, { results, count }) => `${cleanups(results)}/${count}: ${result.cleanups} cleanups`,
  async write({ results, failures, count }) {
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, cleanupEvidence({ results, failures, asked: count, size }));
  },
});
