import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Dashboard, startDashboard } from '../dashboard.ts';
import { adminPassword } from './entry.ts';

const script = fileURLToPath(new URL('../recorded-hosts.ts', import.meta.url));

/** Writes into the database of a dashboard what a living host would; see recorded-hosts.ts for the words. */
export async function record(...words: string[]): Promise<void> {
  await promisify(execFile)(process.execPath, [script, ...words]);
}

/** A dashboard of recorded hosts, with an admin: for pages that need no living host. */
export async function startRecordedDashboard(): Promise<Dashboard> {
  const dashboard = await startDashboard({ BILGE_MEASURE: 'asked', BILGE_ADMIN_PASSWORD: adminPassword });
  await record(dashboard.data);
  return dashboard;
}
