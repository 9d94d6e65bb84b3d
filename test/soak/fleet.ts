import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { machineDescription } from '../../bench/ratio.ts';
import { type HostKind, type LabHost, labAvailable, startHost, stopAll } from '../../lab/lab.ts';
import { runNap } from '../states/make-state.ts';
import type { FleetHour, FleetOutcome, FleetPlan } from './fleet-plan.ts';

/**
 * `node test/soak/fleet.ts [HOSTS] [HOURS]`: a day of a hundred hosts, compressed in time. Prints a page for
 * docs/evidence. The hosts are three lab hosts that answer at many ports each, with one connection of the dashboard for each port:
 * every scan is a real one, and what they cost together falls on three machines instead of a hundred.
 */
const [hosts = '100', hours = '24'] = process.argv.slice(2);
const kinds: readonly HostKind[] = ['ext4', 'btrfs', 'trixie-containerd-ext4'];
const firstPort = 2200;

const lab = await labAvailable();
if (!lab.ok) {
  console.error(`SKIPPED: the soak of a fleet needs the lab: ${lab.reason}`);
  process.exit(1);
}
const started = new Date();
const machine = machineDescription();
try {
  const perLab = Math.ceil(Number(hosts) / kinds.length);
  const labs: FleetPlan['labs'] = [];
  for (const [index, kind] of kinds.entries()) {
    const ports = Math.min(perLab, Number(hosts) - index * perLab);
    const host = await startHost(kind);
    await runNap(host);
    await runWriter(host);
    labs.push({ name: host.name, ports: await listenAt(host, ports) });
  }
  const outcome = await run({ hosts: Number(hosts), hours: Number(hours), scanEveryMinutes: 15, labs });
  const text = pageOf(outcome);
  console.log(text);
} finally {
  await stopAll();
}

/** A disk on which nothing is written is left asleep between two scans; here every scan is to be a whole one. */
async function runWriter(host: LabHost): Promise<void> {
  await host.exec(
    `docker run -d --network none --name writer -v written:/data busybox:lab \\
       sh -c 'trap exit TERM; while :; do date | dd of=/data/now conv=fsync 2>/dev/null; sleep 1 & wait; done'`,
  );
}

async function listenAt(host: LabHost, count: number): Promise<number[]> {
  const ports = Array.from({ length: count }, (_, index) => firstPort + index);
  await host.exec(
    `{ echo 'MaxStartups 200'; for port in 22 $1; do echo "Port $port"; done; } >/etc/ssh/sshd_config.d/05-fleet.conf
     sshd -t && systemctl restart ssh`,
    { args: [ports.join(' ')] },
  );
  return ports;
}

async function run(plan: FleetPlan): Promise<FleetOutcome> {
  const child = spawn(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      '--import',
      new URL('./alias.ts', import.meta.url).href,
      fileURLToPath(new URL('./fleet-process.ts', import.meta.url)),
      JSON.stringify(plan),
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const closed = once(child, 'close');
  let last: FleetOutcome | null = null;
  for await (const line of createInterface({ input: child.stdout })) {
    const said: FleetHour | FleetOutcome = JSON.parse(line);
    if ('hours' in said) last = said;
    else console.error(rowOf(said));
  }
  const [code] = await closed;
  if (code !== 0 || last === null) throw new Error(`the fleet's dashboard ended with ${code}`);
  return last;
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}

function rowOf(hour: FleetHour): string {
  const cells = [
    hour.hour,
    hour.scans,
    hour.failed,
    hour.hubCpuMs.toFixed(0),
    hour.hostCpuMs === null ? 'unknown' : hour.hostCpuMs.toFixed(0),
    megabytes(hour.mostMemoryBytes),
    hour.longestPieceMs.toFixed(0),
    hour.longestPauseMs.toFixed(0),
    megabytes(hour.writtenBytes),
    megabytes(hour.databaseBytes),
    hour.connections,
  ];
  return `| ${cells.join(' | ')} |`;
}

function pageOf({ plan, hours: seen, seconds, problems }: FleetOutcome): string {
  const sum = (of: (hour: FleetHour) => number): number => seen.reduce((total, hour) => total + of(hour), 0);
  const most = (of: (hour: FleetHour) => number): number => Math.max(...seen.map(of));
  return [
    '# A hundred hosts over a day',
    '',
    '`node test/soak/fleet.ts` prints this page: the dashboard’s own work (scans, judging, alerts, forecasts, upkeep; no pages) for many hosts, with a moved',
    'clock. Every scan is a real one over a connection of its own; three lab hosts answer at many ports each. The process runs from the sources,',
    'which costs it memory that the built dashboard does not need, and lacks what pages need.',
    '',
    `${started.toISOString()}: ${machine}. ${plan.hosts} hosts, ${plan.hours} simulated hours, a scan every ${plan.scanEveryMinutes} minutes; ${seconds} s by the clock.`,
    '',
    '| | seen | asked |',
    '|---|---|---|',
    `| scans, failed ones | ${sum(({ scans }) => scans)}, ${sum(({ failed }) => failed)} | |`,
    `| CPU time of the dashboard for each scan | ${(
      sum(({ scans, hubCpuMs }) => scans * hubCpuMs) /
        Math.max(
          1,
          sum(({ scans }) => scans),
        )
    ).toFixed(0)} ms | |`,
    `| most memory (PSS) | ${megabytes(most(({ mostMemoryBytes }) => mostMemoryBytes))} MB | at most 250 MB |`,
    `| longest piece on the request thread (CPU time) | ${most(({ longestPieceMs }) => longestPieceMs).toFixed(0)} ms | |`,
    `| longest pause of the event loop (clock) | ${most(({ longestPauseMs }) => longestPauseMs).toFixed(0)} ms | |`,
    `| written to the disk | ${megabytes(sum(({ writtenBytes }) => writtenBytes))} MB | |`,
    `| size of the database in the end | ${megabytes(seen.at(-1)?.databaseBytes ?? 0)} MB | |`,
    '',
    '| hour | scans | failed | dashboard, CPU ms a scan | host, CPU ms a scan | most memory, MB | longest piece, ms | longest pause, ms | written, MB | database, MB | connections |',
    '|---|---|---|---|---|---|---|---|---|---|---|',
    ...seen.map(rowOf),
    '',
    ...(Object.keys(problems).length === 0
      ? ['No scan failed.']
      : ['What failed scans said:', '', ...Object.entries(problems).map(([said, times]) => `- ${times} × ${said}`)]),
    '',
  ].join('\n');
}
