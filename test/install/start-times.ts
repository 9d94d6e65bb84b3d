import type { LabHost } from '../../lab/lab.ts';
import type { InstallLog } from './install-log.ts';
import { firstPage } from './install-steps.ts';

const starts = 5;

interface StartTime {
  wallMs: number;
  /** its main thread, on a processor */
  workedMs: number;
  /** its main thread, ready to work while others had the processors */
  waitedMs: number;
}

/**
 * Several starts until the first page. The clock says little on a machine that others use, so the kernel is asked as well how long the
 * dashboard's main thread worked, and how long it was kept waiting for a processor.
 * @param processId what prints the dashboard's process on the host
 */
export async function timeStarts(
  host: LabHost,
  log: InstallLog,
  { what, stop, start, processId }: { what: string; stop: string; start: string; processId: string },
): Promise<void> {
  const times: StartTime[] = [];
  for (let round = 0; round < starts; round += 1) {
    await host.exec(stop);
    const since = performance.now();
    await host.exec(start);
    const wallMs = await firstPage(host, since);
    const [worked = 0, waited = 0] = (await host.exec(`cat /proc/$(${processId})/schedstat`)).stdout
      .trim()
      .split(' ')
      .map((nanoseconds) => Math.round(Number(nanoseconds) / 1e6));
    times.push({ wallMs, workedMs: worked, waitedMs: waited });
  }
  const shown = times
    .toSorted((one, other) => one.wallMs - other.wallMs)
    .map(({ wallMs, workedMs, waitedMs }) => `${wallMs} (${workedMs}, ${waitedMs})`);
  const idle = Math.min(...times.map(({ wallMs, waitedMs }) => wallMs - waitedMs));
  log.note(
    `${what}: ms until the first page (of these the main thread worked, and waited for a processor)`,
    shown.join(' · '),
  );
  log.note(`${what}: without that waiting, in the best of ${starts}`, `${idle} ms (2000 are the goal)`);
}
