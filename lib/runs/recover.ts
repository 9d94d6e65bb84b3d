import type { Plan } from '../domain/plan.ts';
import { isFinal, type Run } from '../domain/run.ts';
import type { HostSession } from '../domain/session.ts';
import { safePaths } from '../shell/prelude/safe-paths.ts';
import { asReadScript } from '../shell/read-script.ts';
import { sh } from '../shell/sh.ts';
import { type JournalReading, readJournal } from './follow.ts';
import { applyEntries, markInterrupted } from './progress.ts';

export interface Recovered {
  run: Run;
  /** for the store's journal */
  entries: JournalReading['entries'];
  /** the script still runs: keep following it */
  isAlive: boolean;
}

/**
 * Resumes following a run after a lost connection or a restart of the dashboard: reads its journal from the cursor on, and checks on the
 * host whether it still runs. Throws TransportError if the host cannot be reached; the run then keeps its state, because only the host
 * can tell that it was interrupted.
 */
export async function recoverRun(
  session: HostSession,
  run: Run,
  options: { plan: Plan; now: string },
): Promise<Recovered> {
  if (isFinal(run.state)) return { run, entries: [], isAlive: false };
  const directory = run.directory ?? (await findDirectory(session, run.id, options.plan.site.runRoots));
  if (directory === null) {
    const said =
      'The host has no trace of this run: it never started there, or its run directory was lost at a reboot.';
    return {
      run: markInterrupted(run, { at: options.now, said, stopsDocker: options.plan.stopsDocker }),
      entries: [],
      isAlive: false,
    };
  }
  let current: Run = { ...run, directory };
  const entries: JournalReading['entries'] = [];
  for (;;) {
    const reading = await readJournal(session, { runId: run.id, directory, cursor: current.cursor, waitSeconds: 0 });
    current = applyEntries(current, reading.entries, reading.cursor);
    entries.push(...reading.entries);
    if (isFinal(current.state)) return { run: current, entries, isAlive: false };
    if (reading.liveness === 'alive' || reading.liveness === 'not-begun') {
      if (reading.isWhole) return { run: current, entries, isAlive: true };
      continue;
    }
    if (!reading.isWhole && reading.liveness === 'gone') continue;
    const said =
      reading.liveness === 'gone'
        ? 'The run was interrupted on the host (power loss, reboot or kill) and wrote no last line.'
        : 'The run directory is no longer on the host: it was volatile and the host rebooted, or someone removed it.';
    return {
      run: markInterrupted(current, { at: options.now, said, stopsDocker: options.plan.stopsDocker }),
      entries,
      isAlive: false,
    };
  }
}

/** The answer to the launch was lost: the run's folder has the run's name. */
async function findDirectory(session: HostSession, runId: string, runRoots: readonly string[]): Promise<string | null> {
  const roots = [...runRoots, '/run/bilge', '/var/run/bilge'];
  const script = sh`${safePaths}
for root in ${roots}; do
  if [ -d "$root/runs/"${runId} ] && bilge_is_safe "$root/runs/"${runId}; then printf '%s\n' "$root/runs/"${runId}; exit 0; fi
done
echo none`;
  const output = await session.read(asReadScript(script), { timeoutMs: 30_000, maxBytes: 4096 });
  const [line = ''] = output.stdout.toString('utf8').split('\n');
  return line.startsWith('/') ? line : null;
}
