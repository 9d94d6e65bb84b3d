import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type ContainerdResult, runContainerd } from './containerd.ts';
import { containerdEvidence } from './containerd-evidence.ts';
import { onManyHosts } from './many-hosts.ts';

/**
 * `node test/chaos/containerd-long.ts [SEQUENCES] [FIRST-SEED] [KIND…]`: random life of the containerd image store by the hundred, two hosts at a
 * time, each seed on a fresh host. Writes docs/evidence/containerd-chaos.md after each host.
 */
const target = path.resolve(
  process.env.CONTAINERD_EVIDENCE ?? path.join(import.meta.dirname, '../../docs/evidence/containerd-chaos.md'),
);
const size = { sequences: 5, stepsPerSequence: 3 };
const sequences = (results: readonly ContainerdResult[]) => results.reduce((sum, result) => sum + result.sequences, 0);

await onManyHosts<ContainerdResult>({
  arguments: process.argv.slice(2),
  defaults: {
    count: 300,
    firstSeed: 7000,
    kinds: ['sid-containerd-ext4', 'trixie-containerd-ext4', 'sid-containerd-btrfs', 'trixie-containerd-btrfs'],
  },
  one: (host, seed) => runContainerd(host, seed, size),
  isEnough: ({ results, count }) => sequences(results) >= count,
  line: (result, { results, count }) => `${sequences(results)}/${count}: ${result.sequences} sequences`,
  async write({ results, failures, count }) {
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, containerdEvidence({ results, failures, asked: count, size }));
  },
});
