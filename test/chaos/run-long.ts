import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { evidence } from './evidence.ts';
import { runSequence, type SequenceResult } from './leak-proof.ts';
import { onManyHosts } from './many-hosts.ts';

/**
 * `node test/chaos/run-long.ts [SEQUENCES] [FIRST-SEED] [KIND…]`: the leak proof by the hundred, two hosts at a time, each sequence on
 * a fresh host. After each sequence its result is added to docs/evidence/leak-proof-chaos.jsonl and the page beside it is written from all of
 * them, so that several runs add up.
 */
const folder = path.resolve(process.env.CHAOS_EVIDENCE ?? path.join(import.meta.dirname, '../../docs/evidence'));
const page = path.join(folder, 'leak-proof-chaos.md');
const log = path.join(folder, 'leak-proof-chaos.jsonl');
const stepsOfOne = 5;

await mkdir(folder, { recursive: true });
await appendFile(log, '');
const already: SequenceResult[] = (await readFile(log, 'utf8'))
  .split('\n')
  .filter(Boolean)
  .map((line) => JSON.parse(line));

await onManyHosts<SequenceResult>({
  arguments: process.argv.slice(2),
  defaults: { count: 200, firstSeed: 1000, kinds: ['ext4', 'btrfs', 'xfs', 'vfs', 'trixie-ext4', 'trixie-btrfs'] },
  one: (host, seed) => runSequence(host, seed, stepsOfOne),
  isEnough: ({ begun, count }) => begun >= count,
  line: (_, { results, count }) => `${results.length}/${count}`,
  async write({ results, failures, latest }) {
    if (latest) await appendFile(log, `${JSON.stringify(latest)}\n`);
    await writeFile(page, evidence({ results: [...already, ...results], failures }));
  },
});
