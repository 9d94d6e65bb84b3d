import { sh } from '../../shell/sh.ts';
import { parseDaemonProcesses } from '../parsers/daemon-processes.ts';
import { failure } from '../parsers/records.ts';
import type { Collector } from './collector.ts';

/**
 * Every dockerd on the machine, in containers too: two of them on one data root make every conclusion worthless. Device and inode
 * of the data root are read through the daemon's own root directory, so different paths to one tree are seen for what they are.
 */
const daemonProcesses: Collector<'daemonProcesses'> = {
  id: 'daemonProcesses',
  limitSeconds: 15,
  appliesTo: () => true,
  script: () => sh`bilge_option() { # PID NAME...
  pid=$1; shift
  for name in "$@"; do
    value=$(tr '\0' '\n' <"/proc/$pid/cmdline" 2>/dev/null | sed -n -e "s|^$name=||p" -e "/^$name\$/{n;p;}" | head -n 1)
    if [ -n "$value" ]; then printf '%s' "$value"; return 0; fi
  done
}
bilge_part boot; grep -a '^btime ' /proc/stat; getconf CLK_TCK 2>/dev/null || echo 100
bilge_part euid; echo "$BILGE_UID"
pids=$(grep -alx -e dockerd -e dockerd-ce -e docker /proc/[0-9]*/comm 2>/dev/null | sed 's|^/proc/\([0-9]*\)/comm$|\1|')
for pid in $pids; do
  read -r command <"/proc/$pid/comm" || continue
  arguments=$(tr '\0' '\n' <"/proc/$pid/cmdline" | head -n 3 | tr '\n' ' ')
  case "$command:$arguments" in dockerd*) ;; docker:*' daemon '* | docker:*' -d '*) ;; *) continue ;; esac
  bilge_part "command:$pid"; cat "/proc/$pid/cmdline"
  bilge_part "stat:$pid"; cat "/proc/$pid/stat"
  root=$(bilge_option "$pid" --data-root --graph -g)
  if [ -z "$root" ]; then
    file=$(bilge_option "$pid" --config-file)
    file=/proc/$pid/root\${file:-/etc/docker/daemon.json}
    [ -r "$file" ] && root=$(tr '\n' ' ' <"$file" | sed -n 's|.*"data-root"[[:space:]]*:[[:space:]]*"\([^"\\]*\)".*|\1|p')
  fi
  root=\${root:-/var/lib/docker}; real=/proc/$pid/root$root
  # With userns-remap the data root that the Engine names is <uid>.<gid> below the configured one.
  case \${BILGE_ROOT##*/} in
    *[!0-9.]* | '') ;;
    *) [ "$real/." -ef "\${BILGE_ROOT%/*}/." ] && real=$BILGE_ROOT ;;
  esac
  bilge_part "root:$pid"; printf '%s\0' "$root"
  "$BILGE_STAT" -L -c '%d:%i' "$real/." 2>/dev/null
  bilge_part "containerd:$pid"; bilge_option "$pid" --containerd
  bilge_part "fds:$pid"
  ls -ln "/proc/$pid/fd/" 2>/dev/null | sed -n 's|^.* -> \(.*/layerdb/tmp/write-set-.*\)$|\1|p'
  ls "/proc/$pid/fd/" >/dev/null 2>&1 || [ ! -d "/proc/$pid" ] || bilge_denied "The open files of dockerd (process $pid) can only be read by root."
done
bilge_part unpackers
for file in $(grep -alE '^docker-(applyLayer|untar)' /proc/[0-9]*/cmdline 2>/dev/null); do cat "$file" 2>/dev/null && printf '\n'; done`,
  parse(output, context) {
    const found = parseDaemonProcesses(output);
    if (found.daemons.length === 0 && context.engine !== null) {
      throw failure('/proc', 'the Engine answers, but no dockerd is among the processes that can be seen here', '');
    }
    return found;
  },
};
export default daemonProcesses;
