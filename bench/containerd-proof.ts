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
 * way: the Engine's answers, both databases, parsing, reachability, verdict, and no section that it does not need, as leak-proof.ts measures that
 * of layers; a row of its own has all sections. Every round checks that exactly the leases that were made were proven.
 *
 * A later look over the connection is what the dashboard's scans do. It is the same proof: a database is sent again unless its last transaction
 * is the one that was read (lib/facts/collectors/bolt-copy.ts).
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
  const times = { first: nothing(), later: nothing(), all: nothing(), df: nothing() };
  await prove(target, 'first look');
  await systemDf(target.session);
  for (let round = 0; round < 3; round += 1) {
    for (let each = 0; each < 3; each += 1) {
      await measure(times.first, target, 'first look');
      await measure(times.later, target, 'later look');
    }
    await measure(times.all, target, 'all sections');
    const started = performance.now();
    times.df.cpu.push(await systemDf(target.session));
    times.df.ms.push(performance.now() - started);
  }
  const name = "containerd's store, 5,000 snapshots, 500 leases";
  const remarks = `${target.leased.size} dead leases proven, none too many, none missed`;
  const alternative = { label: '`docker system df`', values: times.df.ms };
  const label = 'scan and proof';
  const cpuLabel = 'script on the host and the whole of this process';
  const cpuOfDf = { label: '`docker system df` with dockerd and containerd', values: times.df.cpu };
  return [
    {
      name: `${name}, proof`,
      ours: { label, values: times.later.ms },
      alternative: null,
      target: { atMost: 800 },
      remarks,
    },
    {
      name: `${name}, proof`,
      ours: { label, values: times.later.ms },
      alternative,
      target: { atLeast: 4 },
      remarks,
    },
    {
      name: `${name}, proof, first look over a connection`,
      ours: { label, values: times.first.ms },
      alternative,
      target: null,
      remarks,
    },
    {
      name: `${name}, all sections and proof`,
      ours: { label, values: times.all.ms },
      alternative,
      target: null,
      remarks: 'a later look, as the dashboard scans',
    },
    {
      name: `${name}, proof, CPU time`,
      ours: { label: cpuLabel, values: times.later.cpu },
      alternative: cpuOfDf,
      target: null,
      remarks:
        'tells apart what the proof costs from what a busy machine does to it: it runs at the lowest priority, dockerd does not',
    },
    {
      name: `${name}, proof, first look over a connection, CPU time`,
      ours: { label: cpuLabel, values: times.first.cpu },
      alternative: cpuOfDf,
      target: null,
      remarks,
    },
  ];
}

interface Times {
  ms: number[];
  cpu: number[];
}

function nothing(): Times {
  return { ms: [], cpu: [] };
}

async function measure(times: Times, target: Target, look: Look): Promise<void> {
  const started = performance.now();
  const cpu = process.cpuUsage();
  const onHost = (await prove(target, look)) ?? Number.NaN;
  const used = process.cpuUsage(cpu);
  times.ms.push(performance.now() - started);
  times.cpu.push(onHost + (used.user + used.system) / 1000);
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
      const theirs = await timed(() => prove(target, 'first look'));
      const ours = await timed(() => prove(second, 'first look'));
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

/** `all sections`: a later look that reads all that the dashboard shows. */
type Look = 'first look' | 'later look' | 'all sections';

/** @returns the CPU time of the script on the host */
async function prove({ session, leased }: Target, look: Look): Promise<number | null> {
  const facts = await collectHostFacts(session, {
    hostId: 'host_bench',
    now: () => new Date().toISOString(),
    newFactsId: () => 'facts_bench',
    whole: look === 'first look',
    ...(look === 'all sections' ? {} : { only: 'proof' as const }),
  });
  const judged = judgedStore(facts, sizesFrom([]));
  if (judged?.state !== 'known') throw new Error(`the proof was refused: ${judged?.detail ?? 'no such store'}`);
  const dead = judged.value.view.leases.filter((row) => leakState(row) === 'orphan').map(({ id }) => id);
  if (dead.length !== leased.size || dead.some((id) => !leased.has(id)))
    throw new Error(`${dead.length} dead leases proven, ${leased.size} made`);
  return facts.cost.remoteCpuMs;
}

/** @returns the CPU time of the command, of dockerd and of containerd meanwhile */
async function systemDf(session: HostSession): Promise<number> {
  const script = sh`ticks() { cat /proc/[0-9]*/stat 2>/dev/null | awk '$2 ~ /^\((dockerd|containerd)\)$/ { sum += $14 + $15 } END { print sum }'; }
getconf CLK_TCK; ticks; docker system df >/dev/null || exit 1; ticks; times`;
  const output = await session.read(asReadScript(script), { timeoutMs: 600_000 });
  if (output.exitCode !== 0) throw new Error(`docker system df failed: ${output.stderr}`);
  const [perSecond = '', before = '', after = '', , children = ''] = output.stdout.toString().split('\n');
  const ofCommand = [...children.matchAll(/(\d+)m([\d.]+)s/g)];
  const seconds = ofCommand.reduce((sum, [, minutes, rest]) => sum + Number(minutes) * 60 + Number(rest), 0);
  return 1000 * (seconds + (Number(after) - Number(before)) / Number(perSecond));
}
