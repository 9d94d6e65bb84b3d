import fs from 'node:fs';
import { type Dashboard, startDashboard } from '../test/e2e/dashboard.ts';
import { adminPassword } from '../test/e2e/pages/entry.ts';
import { type Comparison, timed } from './ratio.ts';
import { addRecordedFleet } from './recorded-fleet.ts';

const hosts = 40;
const rounds = 31;
const alternative = { label: 'the login page, which reads nothing', path: '/login' };

/** What a person waits for at most, in milliseconds. */
const pages = [
  { name: 'overview', path: '/', atMost: 50 },
  { name: 'host', path: '/hosts/host_nas00', atMost: 60 },
  { name: 'actions of a host', path: '/hosts/host_nas00/actions', atMost: 60 },
  { name: 'health of the fleet', path: '/health', atMost: 80 },
];

/** What the built server needs for the pages of forty hosts, asked one after the other. Reaches no host. */
export async function benchAnswers(): Promise<Comparison[]> {
  const dashboard = await startDashboard({ BILGE_MEASURE: 'asked', BILGE_ADMIN_PASSWORD: adminPassword });
  try {
    const cookie = await addRecordedFleet(dashboard.data, hosts);
    const found: Comparison[] = [];
    for (const page of pages) found.push(...(await answersOf(dashboard, cookie, page)));
    return found;
  } finally {
    await dashboard.stop();
  }
}

async function answersOf(dashboard: Dashboard, cookie: string, page: (typeof pages)[number]): Promise<Comparison[]> {
  const ours = await measured(dashboard, page.path, cookie);
  const other = await measured(dashboard, alternative.path, '');
  const name = `answer of the ${page.name}, ${hosts} hosts`;
  return [
    {
      name: `${name}, CPU time`,
      ours: { label: 'the server, all its threads', values: ours.cpu },
      alternative: { label: alternative.label, values: other.cpu },
      target: { atMost: page.atMost },
      remarks: 'per answer, over batches of ten: what other programs on the machine do is not in it',
    },
    {
      name: `${name}, waited`,
      ours: { label: 'the whole page', values: ours.waited },
      alternative: { label: alternative.label, values: other.waited },
      target: null,
      remarks: 'depends on the load of the machine; the least is the nearest to what a quiet one does',
    },
  ];
}

/** Enough for the compiler to be done with a page: what comes later is what a person meets. */
const warmUps = 60;
const batch = 10;

async function measured(
  dashboard: Dashboard,
  path: string,
  cookie: string,
): Promise<{ cpu: number[]; waited: number[] }> {
  const ask = async (): Promise<void> => {
    const answer = await fetch(dashboard.url + path, { headers: { cookie }, redirect: 'manual' });
    if (answer.status !== 200) throw new Error(`${path} was answered with ${answer.status}`);
    await answer.text();
  };
  for (let round = 0; round < warmUps; round += 1) await ask();
  const cpu: number[] = [];
  const waited: number[] = [];
  while (waited.length < rounds * 2) {
    const before = cpuMs(dashboard.pid);
    for (let round = 0; round < batch; round += 1) waited.push(await timed(ask));
    cpu.push((cpuMs(dashboard.pid) - before) / batch);
  }
  return { cpu, waited };
}

const tickMs = 10;

/** User and system time of the process: fields 14 and 15, counted after the name, which may hold spaces. */
function cpuMs(pid: number): number {
  const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * tickMs;
}
