import { setTimeout as wait } from 'node:timers/promises';
import { startDashboard } from '../test/e2e/dashboard.ts';
import { adminPassword } from '../test/e2e/pages/entry.ts';
import { proportionalMemory } from './process-figures.ts';
import type { Comparison } from './ratio.ts';
import { addRecordedFleet } from './recorded-fleet.ts';

const hosts = 10;
const atMostMb = 120;
const answersPerPage = 60;
const paths = ['/', '/hosts/host_nas00', '/hosts/host_nas00/actions', '/health', '/api/v1/hosts', '/metrics'] as const;

/**
 * What the built dashboard holds with ten hosts: at its start, after one answer of everything, right after many, and fifteen seconds later.
 * Proportional memory (PSS): it counts what other processes share with it by its share, and is the sum over all of its processes, which is one.
 */
export async function benchMemory(): Promise<Comparison[]> {
  const dashboard = await startDashboard({ BILGE_MEASURE: 'asked', BILGE_ADMIN_PASSWORD: adminPassword });
  try {
    const found: Comparison[] = [row('at the start, no host', held(dashboard.pid))];
    const cookie = await addRecordedFleet(dashboard.data, hosts);
    found.push(row('ten hosts, no page yet', held(dashboard.pid)));
    const ask = async (path: string): Promise<void> => {
      const answer = await fetch(dashboard.url + path, { headers: { cookie } });
      if (answer.status !== 200) throw new Error(`${path} was answered with ${answer.status}`);
      await answer.text();
    };
    for (const path of paths) await ask(path);
    found.push(row('one answer of each kind', held(dashboard.pid)));
    for (const path of paths) for (let round = 0; round < answersPerPage; round += 1) await ask(path);
    found.push(row(`right after ${answersPerPage * paths.length} answers`, held(dashboard.pid), true));
    await wait(15_000);
    found.push(row('15 seconds later', held(dashboard.pid), true));
    return found;
  } finally {
    await dashboard.stop();
  }
}

function row(when: string, { pss, own }: { pss: number; own: number }, isPromised = false): Comparison {
  return {
    name: `memory of the dashboard with ten hosts, ${when}`,
    ours: { label: 'PSS', values: [pss] },
    alternative: null,
    unit: 'MB',
    target: isPromised ? { atMost: atMostMb } : null,
    remarks: `${own.toFixed(0)} MB of it are its own and no file's`,
  };
}

/** In MB of a million bytes. */
function held(pid: number): { pss: number; own: number } {
  const { bytes, ownBytes } = proportionalMemory(pid);
  return { pss: bytes / 1e6, own: ownBytes / 1e6 };
}
