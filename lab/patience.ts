/**
 * How much longer than on an idle two-core machine things take here, at least 1. The set-up measures it by starting a
 * host (`set-up.ts`) and hands it down in the environment, so every worker and child process waits alike.
 */
export const slownessVariable = 'BILGE_LAB_SLOWNESS';

/** A limit this large is no limit: a test that hangs must still end within CI's own time. */
const largestSlowness = 8;

export function slowness(environment: NodeJS.ProcessEnv = process.env): number {
  const value = Number(environment[slownessVariable] ?? '1');
  return Number.isFinite(value) ? Math.min(Math.max(value, 1), largestSlowness) : 1;
}

/**
 * A time limit that grows with the machine's slowness. For limits that end what hangs, never for what a test asserts.
 * @param limitMs the limit on an idle machine, in milliseconds
 */
export function patience(limitMs: number): number {
  return Math.ceil(limitMs * slowness());
}
