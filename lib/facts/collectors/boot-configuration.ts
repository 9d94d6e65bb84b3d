import { sh } from '../../shell/sh.ts';
import { parseBootConfiguration } from '../parsers/kernel/boot-configuration.ts';
import type { Collector } from './collector.ts';

/** What is mounted at boot, and what Docker's service waits for: systemd's own answer (drop-ins included), or OpenRC's. */
const bootConfiguration: Collector<'bootConfiguration'> = {
  id: 'bootConfiguration',
  limitSeconds: 10,
  appliesTo: () => true,
  script: () => sh`bilge_part fstab; if [ -e /etc/fstab ]; then cat /etc/fstab; fi
if [ -d /run/systemd/system ] && command -v systemctl >/dev/null 2>&1; then
  bilge_part unit
  systemctl show docker.service -p LoadState -p RequiresMountsFor -p After -p Requires 2>/dev/null || :
elif [ -e /etc/init.d/docker ] && command -v openrc >/dev/null 2>&1; then
  bilge_part openrc; if [ -e /etc/conf.d/docker ]; then cat /etc/conf.d/docker; fi
fi
if [ -n "$BILGE_ROOT" ] && command -v lsattr >/dev/null 2>&1 && attributes=$(lsattr -d "$BILGE_ROOT" 2>/dev/null); then
  bilge_part attributes; printf '%s\n' "$attributes"
fi`,
  parse(output, context) {
    const mounts = context.section('mounts');
    const isMounted =
      mounts.state === 'unknown' || mounts.value.some((mount) => mount.mountPoint === context.host.dataRoot);
    return parseBootConfiguration(output, isMounted);
  },
};
export default bootConfiguration;
