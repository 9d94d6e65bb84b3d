import { dockerdProcesses } from '../../shell/prelude/dockerd-processes.ts';
import { systemPath } from '../../shell/prelude/root-path.ts';
import { sh } from '../../shell/sh.ts';
import { shellWords } from '../scripts/script-envelope.ts';

/**
 * What the helper container runs first: it enters the host, and the mount namespace of dockerd where that has one of its own (snap,
 * PrivateMounts), because its data root is only true in there.
 *
 * PID 1's namespaces come first, and whose dockerd is whose is judged from in there: any user can make a mount namespace in which
 * `env` is a program of their own, and call a process in it dockerd. PID 1 may be out of reach of a nested host's helper; then dockerd, if
 * it surely is the host's, is entered straight away.
 */
export function helperEntry(shell: string): string {
  const enterDockerd = sh.lines(
    dockerdProcesses,
    sh`enter=$1
bilge_find_dockerds
for daemon in $bilge_dockerds; do
  if [ -n "$2" ] && [ "/proc/1/ns/mnt" -ef "/proc/$daemon/ns/mnt" ]; then continue; fi
  if said=$($enter -t "$daemon" -m -u -i -n -- true </dev/null 2>&1); then
    exec $enter -t "$daemon" -m -u -i -n -- ${shellWords(shell)}
  fi
done
if [ -n "$2" ]; then exec ${shellWords(shell)}; fi
echo "no namespace of the host can be entered: $3\${bilge_why_not:+; $bilge_why_not}" >&2
exit 125`,
  );
  return sh`
PATH=${systemPath}; export PATH
if command -v nsenter >/dev/null 2>&1; then enter=nsenter
elif command -v busybox >/dev/null 2>&1 && busybox nsenter --help >/dev/null 2>&1; then enter='busybox nsenter'
else echo 'the host has no nsenter command' >&2; exit 125
fi
enter_dockerd=${sh.anyName(enterDockerd.source)}
if said=$($enter -t 1 -m -u -i -n -- true </dev/null 2>&1); then
  exec $enter -t 1 -m -u -i -n -- /bin/sh -c "$enter_dockerd" sh "$enter" entered ''
fi
exec /bin/sh -c "$enter_dockerd" sh "$enter" '' "$said"
`.source;
}
