import fs from 'node:fs';
import type { HostFacts } from '../../lib/domain/host-facts.ts';
import type { HostSession } from '../../lib/domain/session.ts';
import { collectHostFacts } from '../../lib/facts/collect.ts';
import { labSession } from '../../lib/facts/testing/lab-session.ts';
import { asReadScript } from '../../lib/shell/read-script.ts';
import { sh } from '../../lib/shell/sh.ts';
import { type LabHost, startHost } from '../lab/lab.ts';
import { startDocker } from '../lab/states/engine.ts';
import { hostFolder } from './host-folder.ts';
import { buildLayerTree, type LayerTree } from './layer-tree.ts';
import { proveLayers } from './prove-layers.ts';
import { type Comparison, median, timed } from './ratio.ts';

/**
 * The leak proof against `du -s` of the same tree, on ext4 in a real lab host with a real dockerd, both over the same SSH connection.
 * The proof is the whole way: the Engine's answers, collector script, framing, parsing, ownership, verdict. Every round checks that
 * exactly the planted leaks were proven: a fast wrong answer is no answer.
 */
export interface Scenario {
  layers: number;
  filesPerLayer: number;
  warmAtLeast: number;
  coldAtLeast: number;
}

const warmRounds = 5;
const coldRounds = 3;

export async function benchLeakProof(scenario: Scenario): Promise<{ comparisons: Comparison[]; warmMs: number }> {
  const { layers, filesPerLayer } = scenario;
  const { host, tree, session } = await hostWithTree(layers, filesPerLayer);
  try {
    await prove(session, tree);
    await disk(session);
    const warm = await sideBySide(session, tree, warmRounds, () => {});
    const cold = await sideBySide(session, tree, coldRounds, dropCaches);
    const name = `${layers.toLocaleString('en-US')} layers × ${filesPerLayer.toLocaleString('en-US')} files`;
    const remarks = `${tree.leaked.length} leaked directories proven, none too many, none missed`;
    const row = (kind: string, times: { ours: number[]; du: number[] }, atLeast: number): Comparison => ({
      name: `leak proof, ${name}, ${kind}`,
      ours: { label: 'scan and proof', ms: times.ours },
      alternative: { label: '`du -s`', ms: times.du },
      target: { atLeast },
      remarks,
    });
    return {
      warmMs: median(warm.ours),
      comparisons: [row('warm', warm, scenario.warmAtLeast), row('cold caches', cold, scenario.coldAtLeast)],
    };
  } finally {
    await session.close();
    await host.stop();
  }
}

export async function hostWithTree(
  layers: number,
  filesPerLayer: number,
): Promise<{ host: LabHost; tree: LayerTree; session: HostSession }> {
  const inodes = Math.ceil(layers * (filesPerLayer * 1.02 + 12)) + 100_000;
  const diskBytes = Math.max(8, Math.ceil((inodes * 700) / 2 ** 30) + 6) * 2 ** 30;
  const host = await startHost('ext4', {
    startDocker: false,
    diskBytes,
    mkfsArguments: ['-N', String(inodes)],
    mountOptions: 'noatime',
  });
  try {
    const tree = await hostFolder(host, '/var/lib/docker', (folder) => buildLayerTree(folder, layers, filesPerLayer));
    await startDocker(host);
    return { host, tree, session: await labSession(host) };
  } catch (error) {
    await host.stop();
    throw error;
  }
}

export async function prove(session: HostSession, tree: LayerTree): Promise<HostFacts> {
  const facts = await collectHostFacts(session, {
    hostId: 'host_bench',
    now: () => new Date().toISOString(),
    newFactsId: () => 'facts_bench',
    only: 'proof',
  });
  const leaks = proveLayers(facts);
  if (leaks.state === 'unknown') throw new Error(`the proof was refused: ${leaks.detail}`);
  const orphans = leaks.value.filter((leak) => leak.state === 'orphan');
  const found = new Set(orphans.map((leak) => leak.name));
  if (found.size !== tree.leaked.length || tree.leaked.some((name) => !found.has(name))) {
    throw new Error(`${found.size} orphans proven, ${tree.leaked.length} planted`);
  }
  return facts;
}

async function disk(session: HostSession): Promise<void> {
  const output = await session.read(asReadScript(sh`du -s /var/lib/docker/overlay2`), { timeoutMs: 600_000 });
  if (output.exitCode !== 0) throw new Error(`du failed: ${output.stderr}`);
}

async function sideBySide(
  session: HostSession,
  tree: LayerTree,
  rounds: number,
  before: () => void,
): Promise<{ ours: number[]; du: number[] }> {
  const times: { ours: number[]; du: number[] } = { ours: [], du: [] };
  for (let round = 0; round < rounds; round += 1) {
    before();
    times.ours.push(await timed(() => prove(session, tree)));
    before();
    times.du.push(await timed(() => disk(session)));
  }
  return times;
}

function dropCaches(): void {
  fs.writeFileSync('/proc/sys/vm/drop_caches', '3');
}
