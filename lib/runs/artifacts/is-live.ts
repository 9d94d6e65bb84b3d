import { CommandError } from '../../domain/errors.ts';
import { sh } from '../../shell/sh.ts';

/** `set -u` safe. Succeeds if the process in the pid file still runs. */
export const isLive = sh.constant(`is_live() {
  if [ ! -f "$1/pid" ] || [ -h "$1/pid" ]; then return 1; fi
  read -r pid start <"$1/pid" || return 1
  now=$(sed -e 's/^.*) //' "/proc/$pid/stat" 2>/dev/null | awk '{ print $20; exit }')
  [ -n "$now" ] && [ "$now" = "$start" ]
} 2>/dev/null`);

/** A script that did not come to its last line. */
export function unfinished(
  what: string,
  output: { stderr: string; exitCode: number | null; timedOut: boolean },
): CommandError {
  return new CommandError({
    message: `${what}: ${output.stderr.trim() || `exit code ${output.exitCode}`}`,
    exitCode: output.exitCode,
    timedOut: output.timedOut,
    stderrTail: output.stderr,
  });
}
