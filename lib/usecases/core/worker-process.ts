import fs from 'node:fs';

/**
 * Work that ends with the process that does it names that process, so that any other can say that it is gone: checked in the kernel where
 * both see the same processes, and else (another container on the same data directory) by when it was last seen.
 */
export interface Worker {
  process: string;
  /** ISO */
  seenAt: string;
}

export const seenEveryMs = 10_000;
const goneAfterMs = 60_000;

export function workerNow(now: Date): Worker {
  return { process: thisProcess(), seenAt: now.toISOString() };
}

export function isAtWork(worker: Worker | null | undefined, now: Date): boolean {
  if (!worker) return false;
  const [space = '', pid = '', start = ''] = worker.process.split(' ');
  if (space === processSpace()) return startOf(pid) === start;
  return now.getTime() - Date.parse(worker.seenAt) < goneAfterMs;
}

export function thisProcess(): string {
  return `${processSpace()} ${process.pid} ${startOf(String(process.pid))}`;
}

/** Process ids mean something only within one boot and one pid namespace. */
function processSpace(): string {
  return `${fs.readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}:${fs.readlinkSync('/proc/self/ns/pid')}`;
}

/** Field 22 of stat, counted from the bracket that ends the command's name; null where there is no such process. */
function startOf(pid: string): string | null {
  try {
    return (
      fs
        .readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ')[19] ?? null
    );
  } catch {
    return null;
  }
}
