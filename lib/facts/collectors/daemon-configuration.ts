import { knownPlaces } from '../../platforms/detect-platform.ts';
import { findPackage } from '../../platforms/tool-places.ts';
import { dockerdProcesses } from '../../shell/prelude/dockerd-processes.ts';
import { sh } from '../../shell/sh.ts';
import { parseDaemonConfiguration } from '../parsers/docker/daemon-configuration.ts';
import type { Collector } from './collector.ts';

/**
 * The file that the running dockerd was told to read, else the first of the platforms' that exists, and the daemon's flags. Whose arguments
 * count, and which file is read, is not theirs to choose: root would read any file that a process names (dockerd-processes.ts, safe-paths.ts).
 */
const daemonConfiguration: Collector<'daemonConfiguration'> = {
  id: 'daemonConfiguration',
  limitSeconds: 10,
  appliesTo: () => true,
  script: () =>
    sh.lines(
      dockerdProcesses,
      findPackage,
      sh`path=; daemon=
owner=; if [ -n "$BILGE_ROOT" ]; then owner=$("$BILGE_STAT" -c %u "$BILGE_ROOT" 2>/dev/null); fi
bilge_find_dockerds "$owner"
for pid in $bilge_dockerds; do
  [ "$BILGE_UID" != 0 ] || [ "/proc/$pid/root/." -ef /. ] || continue
  bilge_read_status "$pid" || continue
  # Where rootful and rootless Docker run side by side, whose data root it is tells which is meant.
  [ -z "$daemon" ] || [ "$bilge_ids" = "$owner" ] || continue
  daemon=$pid; user=$bilge_ids
done
[ -n "$daemon" ] || [ -z "$bilge_not_told" ] || bilge_missing "Docker's configuration was not looked for: $bilge_why_not."
if [ -n "$daemon" ]; then
  # A user could exchange a file of theirs while root reads it.
  [ "$user" = 0 ] || [ "$user" = "$BILGE_UID" ] || bilge_missing "Docker runs rootless, as user $user: its configuration can be read where Bilge logs in as that user."
  path=$(tr '\0' '\n' <"/proc/$daemon/cmdline" | sed -n -e 's|^--config-file=||p' -e '/^--config-file$/{n;p;}' | head -n 1)
fi
bilge_part flags; if [ -n "$daemon" ]; then cat "/proc/$daemon/cmdline"; fi
if [ -z "$path" ]; then
  bilge_find_package
  for path in "$bilge_package_configuration" ${[...knownPlaces.configurationPaths]}; do [ -n "$path" ] && [ -e "$path" ] && break; done
  [ -e "$path" ] || path=/etc/docker/daemon.json
fi
bilge_part path; printf '%s\0' "$path"
if [ -e "$path" ]; then
  [ -r "$path" ] || bilge_denied "Docker's configuration $path can only be read by root."
  bilge_is_safe "$path" || bilge_missing "Docker's configuration $path was not read, because others than root may choose what is in it: $bilge_why."
  [ -f "$bilge_real" ] || bilge_missing "Docker's configuration $path was not read: it is no file."
  bilge_part content; cat "$bilge_real"
  if command -v lsattr >/dev/null 2>&1 && attributes=$(lsattr -d "$path" 2>/dev/null); then
    bilge_part attributes; printf '%s\n' "$attributes"
  fi
fi`,
    ),
  parse: (output) => parseDaemonConfiguration(output),
};
export default daemonConfiguration;
