import fs from 'node:fs';

/** As a day of it would be; null where the kernel does not say, and in the first hour, of which a day says nothing. */
export function writtenADay(uptimeSeconds: number = process.uptime()): number | null {
  const written = writtenByProcess();
  return written === null || uptimeSeconds < 3600 ? null : (written / uptimeSeconds) * 86_400;
}

/** What this process has handed to the disks since it began, as the kernel counts it; null where it does not say. */
export function writtenByProcess(): number | null {
  try {
    const text = fs.readFileSync('/proc/self/io', 'utf8');
    const written = /^write_bytes: (\d+)$/m.exec(text)?.[1];
    // Pages that were dirtied and thrown away before they were written.
    const cancelled = /^cancelled_write_bytes: (-?\d+)$/m.exec(text)?.[1];
    return written === undefined ? null : Number(written) - Math.max(0, Number(cancelled ?? 0));
  } catch {
    return null;
  }
}
