import fs from 'node:fs';

/** CPU time that this thread has used, in milliseconds: what a busy machine does to it is not in that. */
export function threadCpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/** Proportional memory of a process, in bytes, and what of it is its own and no file's: it counts what others share with it by its share. */
export function proportionalMemory(pid: number | 'self'): { bytes: number; ownBytes: number } {
  const rollup = fs.readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const bytesOf = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(rollup)?.[1]) * 1024;
  return { bytes: bytesOf('Pss'), ownBytes: bytesOf('Pss_Anon') };
}
