import { existsSync } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { killGroups, removeGroups } from './control-groups.ts';
import type { HostRecord } from './host-record.ts';
import { machineName, slotFolder } from './host-record.ts';
import { slotsFolder } from './lab-paths.ts';
import { detachLoops, listOwnLoops } from './loop-devices.ts';
import { removeNetwork } from './network.ts';

/** Ends every process of the host at once and frees the loop devices it leaves behind. Files and network stay. */
export async function killHost(record: HostRecord): Promise<void> {
  // A host that is half dead or not there answers nothing; what it leaves then is only what `mount` releases itself.
  const loops = await listOwnLoops(record).catch(() => []);
  await killGroups(record.controlGroups);
  await detachLoops(loops);
}

/** Removes a host wholly, from any process and any half-made state. The slot goes last: until then the number is taken. */
export async function removeHost(record: HostRecord): Promise<void> {
  await killHost(record);
  await removeGroups(record.controlGroups);
  await removeNetwork(machineName(record));
  await rm(record.folder, { recursive: true, force: true, maxRetries: 5 });
  // Renamed first: an emptied folder of that name could be taken by a new host while the old one is being deleted.
  const grave = `${slotsFolder}/draft-removed-${record.number}-${process.pid}`;
  await rename(slotFolder(record.number), grave).catch(ignoreMissing);
  await rm(grave, { recursive: true, force: true });
}

function ignoreMissing(cause: unknown): void {
  if (!(cause instanceof Error && 'code' in cause && cause.code === 'ENOENT')) throw cause;
}

/**
 * Two reapers may find the same dead owner. Whoever makes the mark removes the host; otherwise the slower one could
 * remove a new host that took the number meanwhile. The mark goes with the slot.
 */
export async function claimRemoval(record: HostRecord): Promise<boolean> {
  try {
    await writeFile(`${slotFolder(record.number)}/removal`, String(process.pid), { flag: 'wx' });
    return true;
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    if (code === 'ENOENT') return false;
    if (code !== 'EEXIST') throw cause;
    return await isAbandoned(`${slotFolder(record.number)}/removal`);
  }
}

async function isAbandoned(mark: string): Promise<boolean> {
  const pid = await readFile(mark, 'utf8').catch(() => '');
  return pid !== '' && !existsSync(`/proc/${pid}`);
}
