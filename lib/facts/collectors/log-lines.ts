import { unknown } from '../../domain/fact.ts';
import { journalUnits } from '../../platforms/detect-platform.ts';
import { sh } from '../../shell/sh.ts';
import { parseLogLines } from '../parsers/kernel/log-lines.ts';
import type { Collector } from './collector.ts';

/**
 * Why a daemon that does not answer did not start, in its own words: two drivers' data, a configuration it refuses, a driver that
 * is gone. Read only then: while Docker runs its state itself is asked, and a line of yesterday would accuse a host that is cured.
 * Lines before the last start are dropped for the same reason. At most the last 500 lines are looked at and 100 brought back.
 */
const logLines: Collector<'logLines'> = {
  id: 'logLines',
  limitSeconds: 10,
  toleratesComplaints: true,
  appliesTo: ({ engine }) =>
    engine === null || unknown('not-collected', 'The daemon’s log is read only where the daemon does not answer.'),
  script: () => sh`[ "$BILGE_UID" = 0 ] || bilge_denied "The daemon's log can only be read by root."
if command -v journalctl >/dev/null 2>&1; then
  recent=$(journalctl -q --no-pager -o cat -b -n 500 ${journalUnits.flatMap((unit) => ['-u', unit])} 2>/dev/null)
elif [ -r /var/log/docker.log ]; then recent=$(tail -n 500 /var/log/docker.log)
else bilge_no_tool "No log of the daemon was found (no journalctl, no /var/log/docker.log)."; fi
bilge_part log
printf '%s\n' "$recent" | awk '
  /^Starting (docker\.service|Docker Application)|msg="Starting up"/ { kept = 0 }
  tolower($0) ~ /graphdriver|storage.driver|driver not supported|not supported over|backing file ?system|overlayfs|failed to mount overlay|daemon has completed initialization|thin.?pool|configur|directives|invalid character|disk quota|no space left|log driver|read-only file|device-mapper|blockdev/ { line[kept++] = substr($0, 1, 1000) }
  END { for (at = kept > 100 ? kept - 100 : 0; at < kept; at++) print line[at] }'`,
  parse: (output) => parseLogLines(output),
};
export default logLines;
