import fs from 'node:fs';
import { type LabHost, startHost } from '../lab/lab.ts';
import { startDocker } from '../lab/states/engine.ts';
import type { HostFacts } from '../lib/domain/host-facts.ts';
import type { HostSession } from '../lib/domain/session.ts';
import { collectHostFacts } from '../lib/facts/collect.ts';
import { asReadScript } from '../lib/shell/read-script.ts';
import { sh } from '../lib/shell/sh.ts';
import { labSession } from '../test/helpers/lab-session.ts';
import { hostFolder } from './host-folder.ts';
import { buildLayerTree, type LayerTree } from './layer-tree.ts';
import { proveLayers } from './prove-layers.ts';
import { type Comparison, timed } from './ratio.ts';

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
  /** a second host with this many files per layer: the proof may not cost more there, or less here */
  flatAgainst?: number;
}

const warmRounds = 9;
const coldRounds = 3;
const duRounds = 3;

export interface Target {
  host: LabHost;
  tree: LayerTree;
  session: HostSession;
}

export async function benchLeakProof(scenario: Scenario): Promise<Comparison[]> {
  const { layers, filesPerLayer, flatAgainst } = scenario;
  const target = await hostWithTree(layers, filesPerLayer);
  try {
    const compared = await compareWithDu(target, scenario);
    return flatAgainst === undefined ? compared : [...compared, await flatness(target, flatAgainst)];
  } finally {
    await stopTarget(target);
  }
}

async function compareWithDu(target: Target, scenario: Scenario): Promise<Comparison[]> {
  const { layers, filesPerLayer } = scenario;
  const { session, tree } = target;
  await prove(session, tree, 'first look');
  await disk(session);
  const first = await sideBySide(target, 'first look', { ours: warmRounds, du: duRounds }, () => {});
  const firstCold = await sideBySide(target, 'first look', { ours: coldRounds, du: coldRounds }, dropCaches);
  await untilRemembered(target);
  const warm = await sideBySide(target, 'later look', { ours: warmRounds, du: duRounds }, () => {});
  const cold = await sideBySide(target, 'later look', { ours: coldRounds, du: coldRounds }, dropCaches);
  const name = `${layers.toLocaleString('en-US')} layers × ${filesPerLayer.toLocaleString('en-US')} files`;
  const remarks = `${tree.leaked.length} leaked directories proven, none too many, none missed`;
  const row = (kind: string, times: Times, atLeast: number | null): Comparison => ({
    name: `leak proof, ${name}, ${kind}`,
    ours: { label: 'scan and proof', values: times.ours },
    alternative: { label: '`du -s`', values: times.du },
    target: atLeast === null ? null : { atLeast },
    remarks,
  });
  return [
    row('warm', warm, scenario.warmAtLeast),
    row('warm, first look over a connection', first, null),
    {
      name: `leak proof, ${name}, warm, CPU time`,
      ours: { label: 'script on the host and the whole of this process', values: warm.oursCpu },
      alternative: { label: '`du -s` alone', values: warm.duCpu },
      target: null,
      remarks:
        'tells apart what the proof costs from what a busy machine does to it: it runs at the lowest priority, du does not',
    },
    row('cold caches', cold, scenario.coldAtLeast),
    row('cold caches, first look over a connection', firstCold, null),
  ];
}

/** Two hosts that differ only in the files per layer, asked in turns. */
async function flatness(many: Target, filesPerLayer: number): Promise<Comparison> {
  const few = await hostWithTree(many.tree.layers, filesPerLayer);
  try {
    const times = { many: [] as number[], few: [] as number[] };
    for (let round = -2; round < 15; round += 1) {
      const pair = {
        few: await timed(() => prove(few.session, few.tree, 'first look')),
        many: await timed(() => prove(many.session, many.tree, 'first look')),
      };
      if (round < 0) continue;
      times.many.push(pair.many);
      times.few.push(pair.few);
    }
    return {
      name: `leak proof, ${many.tree.layers.toLocaleString('en-US')} layers, flat in the number of files`,
      ours: { label: `${many.tree.filesPerLayer.toLocaleString('en-US')} files a layer`, values: times.many },
      alternative: { label: `${filesPerLayer.toLocaleString('en-US')} files a layer`, values: times.few },
      target: { atMostRatio: 1.2 },
      remarks: 'the same proof on two hosts, in turns, everything read each time',
    };
  } finally {
    await stopTarget(few);
  }
}

async function stopTarget({ session, host }: Target): Promise<void> {
  await session.close();
  await host.stop();
}

export async function hostWithTree(layers: number, filesPerLayer: number): Promise<Target> {
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

/**
 * `first look`: everything is read. `later look`: as the dashboard's hourly scans over its open connection do, which take records that Docker
 * has not touched since the last one from memory (lib/facts/session-memory.ts).
 */
type Look = 'first look' | 'later look';

async function prove(session: HostSession, tree: LayerTree, look: Look): Promise<HostFacts> {
  const facts = await collectHostFacts(session, {
    hostId: 'host_bench',
    now: () => new Date().toISOString(),
    newFactsId: () => 'facts_bench',
    only: 'proof',
    whole: look === 'first look',
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

/** Answers the CPU time that `du` itself took, of the second line of `times`: `0m1.234s 0m5.678s`. */
async function disk(session: HostSession): Promise<number> {
  const script = asReadScript(sh`du -s /var/lib/docker/overlay2 >/dev/null; times`);
  const output = await session.read(script, { timeoutMs: 600_000 });
  const found = [...output.stdout.toString().matchAll(/(\d+)m([\d.]+)s/g)].slice(2);
  if (output.exitCode !== 0 || found.length !== 2) throw new Error(`du failed: ${output.stderr}`);
  return found.reduce((sum, [, minutes, seconds]) => sum + Number(minutes) * 60_000 + Number(seconds) * 1000, 0);
}

interface Times {
  ours: number[];
  du: number[];
  /** CPU time: of the script on the host and of this process; of du alone */
  oursCpu: number[];
  duCpu: number[];
}

/** Docker's records are taken from memory half a minute after they were last written, the first time that they are looked at again. */
async function untilRemembered({ session, tree }: Target): Promise<void> {
  for (let attempt = 0; attempt < 60; attempt += 1) {
    const { cost } = await prove(session, tree, 'later look');
    if (cost.bytes < 100 * tree.layers) return;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  throw new Error('a later look over the connection reads everything again');
}

/** In turns. `du` takes seconds and varies little, so it need not be asked as often. */
async function sideBySide(
  { session, tree }: Target,
  look: Look,
  rounds: { ours: number; du: number },
  before: () => void,
): Promise<Times> {
  const times: Times = { ours: [], du: [], oursCpu: [], duCpu: [] };
  for (let round = 0; round < rounds.du; round += 1) {
    for (let each = 0; each < rounds.ours / rounds.du; each += 1) {
      before();
      const started = performance.now();
      const cpu = process.cpuUsage();
      const { cost } = await prove(session, tree, look);
      const used = process.cpuUsage(cpu);
      times.ours.push(performance.now() - started);
      times.oursCpu.push((cost.remoteCpuMs ?? Number.NaN) + (used.user + used.system) / 1000);
    }
    before();
    const started = performance.now();
    times.duCpu.push(await disk(session));
    times.du.push(performance.now() - started);
  }
  return times;
}

function dropCaches(): void {
  fs.writeFileSync('/proc/sys/vm/drop_caches', '3');
}
