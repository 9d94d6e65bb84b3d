import { hostName, listRecords } from './host-record.ts';
import type { LabHost } from './lab-host.ts';
import { openHost } from './open-host.ts';
import { claimRemoval, removeHost } from './remove-host.ts';

/**
 * A handle on a host that another process started (Playwright's global set-up, `npm run lab`), by its name `lab-N`.
 * The host still ends with its owner.
 */
export async function attachHost(name: string): Promise<LabHost> {
  const record = (await listRecords()).find((candidate) => hostName(candidate) === name);
  if (record === undefined || !record.isReady) throw new Error(`there is no running lab host named ${name}`);
  return openHost(record, async () => {
    if (await claimRemoval(record)) await removeHost(record);
  });
}
