import { knownPlaces } from '../../platforms/detect-platform.ts';
import { sh } from '../../shell/sh.ts';
import { parseDaemonConfiguration } from '../parsers/daemon-configuration.ts';
import type { Collector } from './collector.ts';

/** The file that the running dockerd was told to read, else the first of the platforms' that exists, and the daemon's flags. */
const daemonConfiguration: Collector<'daemonConfiguration'> = {
  id: 'daemonConfiguration',
  limitSeconds: 10,
  appliesTo: () => true,
  script: () => sh`path=; daemon=
for pid in $(grep -alx -e dockerd /proc/[0-9]*/comm 2>/dev/null | sed 's|^/proc/\([0-9]*\)/comm$|\1|'); do
  [ "$BILGE_UID" != 0 ] || [ "/proc/$pid/root/." -ef /. ] || continue
  daemon=$pid
  path=$(tr '\0' '\n' <"/proc/$pid/cmdline" | sed -n -e 's|^--config-file=||p' -e '/^--config-file$/{n;p;}' | head -n 1)
  break
done
bilge_part flags; if [ -n "$daemon" ]; then cat "/proc/$daemon/cmdline"; fi
if [ -z "$path" ]; then
  qnap=
  if [ -r /etc/config/qpkg.conf ] && [ -x /sbin/getcfg ]; then
    qnap=$(/sbin/getcfg container-station Install_Path -f /etc/config/qpkg.conf 2>/dev/null)
    qnap=\${qnap:+$qnap/etc/docker.json}
  fi
  for path in "$qnap" ${[...knownPlaces.configurationPaths]}; do [ -n "$path" ] && [ -e "$path" ] && break; done
  [ -e "$path" ] || path=/etc/docker/daemon.json
fi
bilge_part path; printf '%s\0' "$path"
if [ -e "$path" ]; then
  [ -r "$path" ] || bilge_denied "Docker's configuration $path can only be read by root."
  bilge_part content; cat "$path"
  if command -v lsattr >/dev/null 2>&1 && attributes=$(lsattr -d "$path" 2>/dev/null); then
    bilge_part attributes; printf '%s\n' "$attributes"
  fi
fi`,
  parse: (output) => parseDaemonConfiguration(output),
};
export default daemonConfiguration;
