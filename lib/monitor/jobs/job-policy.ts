/**
 * When a job is due, and which of the due ones begin now. Pure: the clock and chance come in as arguments, so that a test lives through
 * a year in a second. The times are the wall clock's, because they outlive the process; so every rule here also holds where that clock jumps.
 */
export interface JobTimes {
  key: string;
  hostId: string | null;
  /** milliseconds since the epoch */
  nextAtMs: number;
  isHeld: boolean;
}

export interface BackOff {
  firstMs: number;
  longestMs: number;
}

/** The pause after this many failures in a row: doubled each time, up to the longest. */
export function backOffMs(failures: number, { firstMs, longestMs }: BackOff): number {
  return Math.min(firstMs * 2 ** Math.min(Math.max(0, failures - 1), 40), longestMs);
}

/** Up to a tenth earlier or later, so that a hundred hosts that were added at once are not asked at once for ever. `chance` is in [0, 1). */
export function jittered(ms: number, chance: number): number {
  return Math.round(ms * (0.9 + 0.2 * chance));
}

const dayMs = 86_400_000;
/** Of one processor of the host; a machine with more has the same bound. */
const shareOfHost = 0.01;

/**
 * From one scan to the next: what the person wants, and longer where a scan costs the host more than a hundredth of one processor's time.
 * Where the host did not say what it spent (only its socket is reached) the whole time of the scan counts as spent.
 */
export function scanIntervalMs(wantedMs: number, cost: { wallMs: number; remoteCpuMs: number | null } | null): number {
  if (cost === null) return wantedMs;
  const spentMs = Math.max(0, cost.remoteCpuMs ?? cost.wallMs);
  return Math.max(wantedMs, Math.min(spentMs / shareOfHost, dayMs));
}

/**
 * A time further ahead than the job ever waits was written by a clock that was wrong. It would keep the job from running for as long as
 * that clock was ahead; so it is due after one interval. null: the time is plausible.
 */
export function correctedMs(nextAtMs: number, nowMs: number, longestWaitMs: number): number | null {
  return nextAtMs - nowMs > longestWaitMs * 1.2 ? nowMs + longestWaitMs : null;
}

/**
 * Which jobs begin now: those that waited longest first, one at a time on each host, and no more of them at once than `mostOnHosts`.
 * Jobs of the dashboard itself touch no host and are not counted.
 */
export function jobsToBegin<T extends JobTimes>(
  jobs: readonly T[],
  { nowMs, running, mostOnHosts }: { nowMs: number; running: readonly JobTimes[]; mostOnHosts: number },
): T[] {
  const runningKeys = new Set(running.map(({ key }) => key));
  const busy = new Set(running.flatMap(({ hostId }) => hostId ?? []));
  let onHosts = running.filter(({ hostId }) => hostId !== null).length;
  const due = jobs
    .filter((job) => !job.isHeld && job.nextAtMs <= nowMs && !runningKeys.has(job.key))
    .sort((one, other) => one.nextAtMs - other.nextAtMs || (one.key < other.key ? -1 : 1));
  return due.filter(({ hostId }) => {
    if (hostId === null) return true;
    if (onHosts >= mostOnHosts || busy.has(hostId)) return false;
    busy.add(hostId);
    onHosts += 1;
    return true;
  });
}
