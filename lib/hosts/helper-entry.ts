import { sh } from '../shell/sh.ts';
import { shellWords } from './script-envelope.ts';

/**
 * What the helper container runs first: it finds whose mount namespace to enter. PID 1's is the host's, but dockerd may live in one of its own
 * (snap, PrivateMounts), and then its data root is only true in there. A dockerd inside a container (docker:dind) is seen from here
 * too; it has a second number in NSpid and is not ours. PID 1 may be out of reach in a nested host, dockerd then is not.
 */
export function helperEntry(shell: string): string {
  return sh`
if command -v nsenter >/dev/null 2>&1; then enter=nsenter
elif command -v busybox >/dev/null 2>&1 && busybox nsenter --help >/dev/null 2>&1; then enter='busybox nsenter'
else echo 'the host has no nsenter command' >&2; exit 125
fi
daemon=
for process in /proc/[0-9]*; do
  read -r name <"$process/comm" && [ "$name" = dockerd ] || continue
  while read -r key first second rest; do
    [ "$key" = NSpid: ] && [ -z "$second" ] && daemon=$first
  done <"$process/status"
  [ -n "$daemon" ] && break
done 2>/dev/null
targets="1 $daemon"
if [ -n "$daemon" ] && [ "$(readlink /proc/1/ns/mnt)" != "$(readlink "/proc/$daemon/ns/mnt")" ]; then targets="$daemon 1"; fi
for target in $targets; do
  if said=$($enter -t "$target" -m -u -i -n -- true </dev/null 2>&1); then
    exec $enter -t "$target" -m -u -i -n -- ${shellWords(shell)}
  fi
done
echo "no namespace of the host can be entered: $said" >&2
exit 125
`.source;
}
