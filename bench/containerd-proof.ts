import type { HostSession } from '../lib/domain/session.ts';
import { collectHostFacts } from '../lib/facts/collect.ts';
import { judgedStore, leakState } from '../lib/facts/views/containerd/judged-store.ts';
import { sizesFrom } from '../lib/facts/views/leaks/leak.ts';
import { asReadScript } from '../lib/shell/read-script.ts';
import { sh } from '../lib/shell/sh.ts';
import { labSession } from '../test/helpers/lab-session.ts';
import { type BigStore, hostWithStore } from './containerd-store.ts';
import { type Comparison, timed } from './ratio.ts';
import { runApart, scanAnswer } from './run-apart.ts';

/**
 * The proof of dead leases against `docker system df` on the same host, both over the same SSH connection, and how it grows. The proof is the whole
 * way: the Engine's answers, both databases, parsing, reachability, verdict. Every round checks that exactly the leases that were made were proven.
 */
interface Target {
  session: HostSession;
  leased: ReadonlySet<string>;
  store: BigStore;
  hostName: string;
  stop(): Promise<void>;
}

const middle: BigStore = { snapshots: 5_000, leases: 500, filesEach: 5 };
const manyFiles: BigStore = { ...middle, filesEach: 60 };
const large: BigStore = { snapshots: 10_000, leases: 1_000, filesEach: 5 };

export async function benchContainerdProof(): Promise<Comparison[]> {
  const target = await targetWith(middle);
  try {
    return [
      ...(await compareWithDf(target)),
      await against(target, manyFiles, {
        name: 'flat in the number of files',
        ours: '60 files a snapshot',
        alternative: '5 files a snapshot',
        atMostRatio: 1.2,
      }),
      await against(target, large, {
        name: 'twice the objects',
        ours: '10,000 snapshots, 1,000 leases',
        alternative: '5,000 snapshots, 500 leases',
        atMostRatio: 2.4,
      }),
    ];
  } finally {
    await target.stop();
  }
}

export async function benchContainerdMemory(): Promise<Comparison[]> {
  const target = await targetWith(large);
  try {
    const found = scanAnswer.parse(JSON.parse(await runApart('scan-in-own-process.ts', [target.hostName])));
    if (found.orphans !== target.leased.size)
      throw new Error(`${found.orphans} dead leases, ${target.leased.size} planted`);
    const alternative = null;
    const remarks = `${found.orphans} dead leases proven, none missed`;
    return [
      {
        name: "containerd's store, 10,000 snapshots, end to end over SSH",
        ours: { label: 'scan of all sections and report', values: found.ms },
        alternative,
        target: null,
        remarks,
      },
      {
        name: "containerd's store, 10,000 snapshots, memory",
        ours: { label: 'growth of the process at its highest', values: [found.grownBytes / 1e6] },
        alternative,
        unit: 'MB',
        target: { atMost: 150 },
        remarks: 'peak RSS during five scans less RSS before the first, connection open',
      },
    ];
  } finally {
    await target.stop();
  }
}

async function compareWithDf(target: Target): Promise<Comparison[]> {
  const times = { ours: [] as number[], first: [] as number[], df: [] as number[], cpu: [] as number[] };
  await prove(target, true);
  await systemDf(target.session);
  for (let round = 0; round < 3; round += 1) {
    for (let each = 0; each < 3; each += 1) {
      times.first.push(await timed(() => prove(target, true)));
      const cpu = process.cpuUsage();
      let onHost = Number.NaN;
      times.ours.push(
        await timed(async () => {
          onHost = (await prove(target, false)) ?? Number.NaN;
        }),
      );
      const used = process.cpuUsage(cpu);
      times.cpu.push(onHost + (used.user + used.system) / 1000);
    }
    times.df.push(await timed(() => systemDf(target.session)));
  }
  const name = "containerd's store, 5,000 snapshots, 500 leases";
  const remarks = `${target.leased.size} dead leases proven, none too many, none missed`;
  const alternative = { label: '`docker system df`', values: times.df };
  return [
    {
      name: `${name}, proof`,
      ours: { label: 'scan and proof', values: times.ours },
      alternative: null,
      target: { atMost: 800 },
      remarks,
    },
    {
      name: `${name}, proof`,
      ours: { label: 'scan and proof', values: times.ours },
      alternative,
      target: { atLeast: 4 },
      remarks,
    },
    {
      name: `${name}, everything read again`,
      ours: { label: 'scan and proof', values: times.first },
      alternative,
      target: null,
      remarks,
    },
    {
      name: `${name}, CPU time`,
      ours: { label: 'script on the host and the whole of this process', values: times.cpu },
      alternative: null,
      target: null,
      remarks: 'tells apart what the proof costs from what a busy machine does to it',
    },
  ];
}

/** Two hosts, asked in turns. */
async function against(
  target: Target,
  other: BigStore,
  words: { name: string; ours: string; alternative: string; atMostRatio: number },
): Promise<Comparison> {
  const second = await targetWith(other);
  try {
    const times = { ours: [] as number[], theirs: [] as number[] };
    for (let round = -1; round < 9; round += 1) {
      const theirs = await timed(() => prove(target, true));
      const ours = await timed(() => prove(second, true));
      if (round < 0) continue;
      times.ours.push(ours);
      times.theirs.push(theirs);
    }
    return {
      name: `containerd's store, ${words.name}`,
      ours: { label: words.ours, values: times.ours },
      alternative: { label: words.alternative, values: times.theirs },
      target: { atMostRatio: words.atMostRatio },
      remarks: 'the same proof on two hosts, in turns, everything read each time',
    };
  } finally {
    await second.stop();
  }
}

async function targetWith(store: BigStore): Promise<Target> {
  const { host, leased } = await hostWithStore(store);
  const session = await labSession(host);
  return {
    session,
    leased: new Set(leased),
    store,
    hostName: host.name,
    async stop() {
      await session.close();
      await host.stop();
    },
  };
}

/** @returns the CPU time of the script on the host */
async function prove({ session, leased }: Target, whole: boolean): Promise<number | null> {
  const facts = await collectHostFacts(session, {
    hostId: 'host_bench',
    now: () => new Date().toISOString(),
    newFactsId: () => 'facts_bench',
    whole,
  });
  const judged = judgedStore(facts, sizesFrom([]));
  if (judged?.state !== 'known') throw new Error(`the proof was refused: ${judged?.detail ?? 'no such store'}`);
  const dead = judged.value.view.leases.filter((row) => leakState(row) === 'orphan').map(({ id }) => id);
  if (dead.length !== leased.size || dead.some((id) => !leased.has(id)))
    throw new Error(`${dead.length} dead leases proven, ${leased.size} made`);
  return facts.cost.remoteCpuMs;
}

async function systemDf(session: HostSession): Promise<void> {
  const output = await session.read(asReadScript(sh`docker system df >/dev/null`), { timeoutMs: 600_000 });
  if (output.exitCode !== 0) throw new Error(`docker system df failed: ${output.stderr}`);
}
