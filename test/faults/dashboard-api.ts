import type { LabHost } from '../../lab/lab.ts';
import { isFinal, type Run } from '../../lib/domain/run.ts';
import type { Dashboard } from '../e2e/dashboard.ts';
import { Bilge } from './bilge-process.ts';

export interface DashboardApi {
  ask<T>(method: 'GET' | 'POST', address: string, body?: unknown): Promise<T>;
  /** what the dashboard says of a run once it has an end */
  runOver(id: string): Promise<Run>;
}

/** A dashboard that knows the host as `nas`, asked as a program asks it: with a token, over HTTP. */
export async function dashboardApi(dashboard: Dashboard, host: LabHost): Promise<DashboardApi> {
  const bilge = new Bilge(dashboard.data);
  await bilge.add('nas', host);
  await bilge.addUser('operator', 'operator');
  const token = ['token', 'create', '--role', 'operator', '--name', 'faults', '--user', 'operator'];
  const made = await bilge.json<{ token: string }>(...token);
  const ask = async <T>(method: 'GET' | 'POST', address: string, body?: unknown): Promise<T> => {
    const answer = await fetch(`${dashboard.url}/api/v1${address}`, {
      method,
      headers: { authorization: `Bearer ${made.token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${address}: ${answer.status} ${text}`);
    return JSON.parse(text) as T;
  };
  return {
    ask,
    async runOver(id) {
      for (let attempt = 0; attempt < 300; attempt += 1) {
        const seen = await ask<Run>('GET', `/runs/${id}`);
        if (isFinal(seen.state)) return seen;
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
      throw new Error(`the dashboard knows no end of ${id} after a minute`);
    },
  };
}
