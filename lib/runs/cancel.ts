import { CommandError, NotFoundError } from '../domain/errors.ts';
import type { Run } from '../domain/run.ts';
import type { HostSession } from '../domain/session.ts';
import { safePaths } from '../shell/prelude/safe-paths.ts';
import { sh } from '../shell/sh.ts';
import { asEffectScript } from './effect-script.ts';

/** Asks a run to stop between two batches: the current one is finished and probed, the rest is skipped. */
export async function cancelRun(session: HostSession, run: Run): Promise<Run> {
  if (run.directory === null) throw new NotFoundError(`The run directory of ${run.id} on the host is unknown.`);
  const script = sh`${safePaths}
if ! bilge_is_safe ${run.directory}; then echo "$bilge_why" >&2; exit 1; fi
true >${`${run.directory}/cancel`} && echo asked`;
  const output = await session.execute(asEffectScript(script), { timeoutMs: 30_000 });
  if (output.stdout.toString('utf8').trim() !== 'asked') {
    throw new CommandError({
      message: `asking ${run.id} to stop: ${output.stderr.trim() || `exit code ${output.exitCode}`}`,
      exitCode: output.exitCode,
      timedOut: output.timedOut,
      stderrTail: output.stderr,
    });
  }
  return { ...run, cancelRequested: true };
}
