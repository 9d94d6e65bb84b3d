import { readFileSync } from 'node:fs';

/** A process id alone may be given to another process later; with its start time (clock ticks since boot) it is exact. */
export type ProcessIdentity = { pid: number; startTime: string };

/** Undefined when there is no such process. Source: field 22 of /proc/PID/stat, counted after the name's last `)`. */
function processIdentity(pid: number): ProcessIdentity | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const startTime = fields[19];
  const isZombie = fields[0] === 'Z' || fields[0] === 'X';
  return startTime === undefined || isZombie ? undefined : { pid, startTime };
}

export function isAlive(identity: ProcessIdentity): boolean {
  return processIdentity(identity.pid)?.startTime === identity.startTime;
}

export function thisProcess(): ProcessIdentity {
  const identity = processIdentity(process.pid);
  if (identity === undefined) throw new Error('/proc is not mounted: the lab cannot name its own process');
  return identity;
}
