import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type ContainerdResult, runContainerd } from './containerd.ts';
import { containerdEvidence } from './containerd-evidence.ts';
import { onManyHosts } from './many-hosts.ts';

/**
 * `node test/chaos/containerd-long.ts [SEQUENCES] [FIRST-SEED] [KIND…]`: random life of the containerd image store by the hundred, two hosts at a
 * time, each seed on a fresh host. Writes docs/evidence/containerd-chaos.md after each host. `CONTAINERD_LOG=FILE`: what earlier runs found is counted
 * too, so a run can be stopped between two hosts and taken up again.
 */
const target = path.resolve(
  process.env.CONTAINERD_EVIDENCE ?? path.join(import.meta.dirname, '../../docs/evidence/containerd-chaos.md'),
);
/** `CHAOS_SEQUENCES=5` for a short look. */
const size = { sequences: Number(process.env.CHAOS_SEQUENCES ?? 10), stepsPerSequence: 3 };
const earlierRuns = '## Earlier runs\n';
const log = process.env.CONTAINERD_LOG ?? '';
const earlier: ContainerdResult[] =
  log !== '' && existsSync(log)
    ? readFileSync(log, 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line))
    : [];
const sequences = (results: readonly ContainerdResult[]) => results.reduce((sum, result) => sum + result.sequences, 0);

await onManyHosts<ContainerdResult>({
  arguments: process.argv.slice(2),
  defaults: {
    count: 300,
    firstSeed: 7000,
    kinds: ['sid-containerd-ext4', 'trixie-containerd-ext4', 'sid-containerd-btrfs', 'trixie-containerd-btrfs'],
  },
  one: (host, seed) => runContainerd(host, seed, size),
  isEnough: ({ results, count }) => sequences([...earlier, ...results]) >= count,
  line: (result, { results, count }) =>
    `${sequences([...earlier, ...results])}/${count}: ${result.sequences} sequences`,
  async write({ results, failures, count, latest }) {
    if (log !== '' && latest !== null) appendFileSync(log, `${JSON.stringify(latest)}\n`);
    await mkdir(path.dirname(target), { recursive: true });
    // What was found before the load was made richer stays, below the heading that a person wrote.
    const old = existsSync(target) ? readFileSync(target, 'utf8') : '';
    const kept = old.includes(earlierRuns) ? `\n${old.slice(old.indexOf(earlierRuns))}` : '';
    const page = containerdEvidence({ results: [...earlier, ...results], failures, asked: count, size });
    await writeFile(target, page + kept);
  },
});
