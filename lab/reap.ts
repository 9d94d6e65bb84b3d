import { readdir, rm, stat } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { listRecords } from './host-record.ts';
import { slotsFolder } from './lab-paths.ts';
import { isAlive } from './process-identity.ts';
import { claimRemoval, removeHost } from './remove-host.ts';

/**
 * Removes the hosts whose owner (the process that started them) is gone. Run by hand as `node lab/reap.ts`, by the
 * watcher of each owner, and before the first host of every lab process. `--all` takes the living owners' hosts too.
 * @returns the numbers removed
 */
export async function reap(options: { all?: boolean } = {}): Promise<number[]> {
  const removed: number[] = [];
  for (const record of await listRecords()) {
    if (options.all !== true && isAlive(record.owner)) continue;
    if (!(await claimRemoval(record))) continue;
    await removeHost(record);
    removed.push(record.number);
  }
  for (const name of await readdir(slotsFolder).catch(() => [])) {
    const path = `${slotsFolder}/${name}`;
    const age = Date.now() - ((await stat(path).catch(() => undefined))?.mtimeMs ?? Date.now());
    // A draft lives for milliseconds; an old one is from a process that died in between.
    if (name.startsWith('draft-') && age > 60_000) await rm(path, { recursive: true, force: true });
  }
  return removed;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const removed = await reap({ all: process.argv.includes('--all') });
  if (removed.length > 0) console.info(`lab: removed the leftover hosts ${removed.join(', ')}`);
}
