import { dockerdProcesses } from '../../shell/prelude/dockerd-processes.ts';
import { sh } from '../../shell/sh.ts';
import { parseDaemonProcesses } from '../parsers/docker/daemon-processes.ts';
import { failure } from '../parsers/records.ts';
import type { Collector } from './collector.ts';

/**
 * Every dockerd on the machine, in containers too: two of them on one data root make every conclusion worthless. Device and inode
 * of the data root are read through the daemon's own root directory, so different paths to one tree are seen for what they are.
 *
 * Only root and the owner of the data root (rootless Docker) can work on it: a process of anybody else that calls itself dockerd is none. The
 * file that an argument names is read only where it is safe; otherwise that daemon's data root is not known, and it may be any.
 */
const daemonProcesses: Collector<'daemonProcesses'> = {
  id: 'daemonProcesses',
  limitSeconds: 15,
  appliesTo: () => true,
  script: () =>
    sh.lines(
      dockerdProcesses,
      sh`owner=; if [ -n "$BILGE_ROOT" ]; then owner=$("$BILGE_STAT" -c %u "$BILGE_ROOT" 2>/dev/null); fi
arguments_of() { # PID: one a line; every program costs a millisecond, so each daemon's are read once
  arguments=$(tr '\0' '\n' <"/proc/$1/cmdline" 2>/dev/null)
}
bilge_option() { # NAME...: sets option to the value of the first of these among the arguments
  option=
  for name in "$@"; do
    next=
    for argument in $arguments; do
      if [ -n "$next" ]; then option=$argument; return; fi
      case $argument in
        "$name="*) option=\${argument#*=}; return ;;
        "$name") next=1 ;;
      esac
    done
  done
}
set -f; IFS=$newline
bilge_part boot; grep -a '^btime ' /proc/stat; echo "$BILGE_CLOCK_TICKS"
bilge_part euid; echo "$BILGE_UID"
set +f; found=$(grep -alx -e dockerd -e dockerd-ce -e docker /proc/[0-9]*/comm 2>/dev/null); set -f
for file in $found; do
  pid=\${file#/proc/}; pid=\${pid%/comm}
  read -r command <"/proc/$pid/comm" || continue
  arguments_of "$pid"
  # shellcheck disable=SC2086 # one word a line
  set -- $arguments
  bilge_read_status "$pid" || continue
  case " 0 $owner " in *" $bilge_ids "*) ;; *) continue ;; esac
  case "$command:\${1-} \${2-} \${3-} " in dockerd*) ;; docker:*' daemon '* | docker:*' -d '*) ;; *) continue ;; esac
  bilge_part "command:$pid"; cat "/proc/$pid/cmdline"
  bilge_part "stat:$pid"; read -r line <"/proc/$pid/stat" && printf '%s\n' "$line"
  bilge_option --data-root --graph -g; root=$option
  if [ -z "$root" ]; then
    bilge_option --config-file
    # One in a container may exchange it meanwhile: all that comes of it is a data-root.
    bilge_below=/proc/$pid/root
    if bilge_is_safe "\${option:-/etc/docker/daemon.json}" && [ -f "$bilge_below$bilge_real" ]; then
      [ -r "$bilge_below$bilge_real" ] && root=$(tr '\n' ' ' <"$bilge_below$bilge_real" | sed -n 's|.*"data-root"[[:space:]]*:[[:space:]]*"\([^"\\]*\)".*|\1|p')
      root=\${root:-/var/lib/docker}
    elif { [ -n "$bilge_gone" ] && [ "$bilge_ids" = 0 ]; } || [ "$BILGE_UID" != 0 ]; then root=/var/lib/docker
    fi
    bilge_below=
  fi
  real=/proc/$pid/root$root
  # With userns-remap the data root that the Engine names is <uid>.<gid> below the configured one.
  case \${BILGE_ROOT##*/} in
    *[!0-9.]* | '') ;;
    *) [ "$real/." -ef "\${BILGE_ROOT%/*}/." ] && real=$BILGE_ROOT ;;
  esac
  bilge_part "root:$pid"; printf '%s\0' "$root"
  [ -z "$root" ] || "$BILGE_STAT" -L -c '%d:%i' "$real/." 2>/dev/null
  bilge_part "containerd:$pid"; bilge_option --containerd; printf '%s' "$option"
  bilge_part "fds:$pid"
  if ! listing=$(ls -ln "/proc/$pid/fd/" 2>/dev/null); then
    ls "/proc/$pid/fd/" >/dev/null 2>&1 || [ ! -d "/proc/$pid" ] || bilge_denied "The open files of dockerd (process $pid) can only be read by root."
  fi
  for line in $listing; do
    case $line in *' -> '*/layerdb/tmp/write-set-*) printf '%s\n' "\${line#* -> }" ;; esac
  done
done
set +f
bilge_part unpackers
for file in $(grep -alE '^docker-(applyLayer|untar)' /proc/[0-9]*/cmdline 2>/dev/null); do cat "$file" 2>/dev/null && printf '\n'; done`,
    ),
  parse(output, context) {
    const found = parseDaemonProcesses(output);
    if (found.daemons.length === 0 && context.engine !== null) {
      throw failure('/proc', 'the Engine answers, but no dockerd is among the processes that can be seen here', '');
    }
    return found;
  },
};
export default daemonProcesses;
