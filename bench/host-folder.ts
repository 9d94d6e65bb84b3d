import { randomInt } from 'node:crypto';
import fs from 'node:fs';
import type { LabHost } from '../lab/lab.ts';

/**
 * A folder of a lab host as this process sees it, for writing two million files: one `exec` a file would take a day. A sleeping
 * process inside the host lends its view of the file system (`/proc/PID/root`).
 */
export async function hostFolder<T>(
  host: LabHost,
  folder: string,
  work: (folder: string) => T | Promise<T>,
): Promise<T> {
  const mark = `86400.${randomInt(10 ** 9)}`;
  const sleeping = host.exec('exec sleep "$1"', { args: [mark], timeoutMs: 3_600_000, allowFailure: true });
  const pid = await findProcess(mark);
  try {
    return await work(`/proc/${pid}/root${folder}`);
  } finally {
    process.kill(pid, 'SIGKILL');
    await sleeping;
  }
}

async function findProcess(mark: string): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    for (const name of fs.readdirSync('/proc')) {
      if (!/^\d+$/.test(name)) continue;
      if (commandLine(name) === `sleep\0${mark}\0`) return Number(name);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('the process inside the lab host did not appear');
}

function commandLine(pid: string): string {
  try {
    return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    // ended between listing and reading
    return '';
  }
}
