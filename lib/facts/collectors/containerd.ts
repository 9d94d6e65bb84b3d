import { sh } from '../../shell/sh.ts';
import { parseContainerd } from '../parsers/containerd.ts';
import type { Collector } from './collector.ts';

/**
 * containerd's own records, read like BuildKit's: bytes without a lock, the head before and after, up to three times. Its store lies
 * below ROOT where dockerd starts its own containerd, else where containerd's configuration says. Databases above 64 MiB are
 * not brought: then the section is unknown.
 */
const mostBytes = 64 * 1024 * 1024;

const containerd: Collector<'containerd'> = {
  id: 'containerd',
  limitSeconds: 30,
  gzip: true,
  appliesTo: () => true,
  script:
    () => sh`root=$(sed -n 's|^root[[:space:]]*=[[:space:]]*"\(.*\)".*|\1|p' /etc/containerd/config.toml 2>/dev/null | head -n 1)
root=\${root:-/var/lib/containerd}
if [ -n "$BILGE_ROOT" ] && [ -d "$BILGE_ROOT/containerd/daemon/io.containerd.metadata.v1.bolt" ]; then root=$BILGE_ROOT/containerd/daemon; fi
if [ ! -d "$root" ]; then
  [ "$BILGE_UID" = 0 ] || bilge_denied "Whether containerd has a store at $root can only be seen by root."
  bilge_part absent
  exit 0
fi
bilge_enter "$root"
bilge_part root; printf '%s\0' "$(pwd -P)"
database() { # NAME FILE
  [ -e "$2" ] || return 0
  [ -r "$2" ] || bilge_denied "$root/$2 can only be read by root."
  [ "$(wc -c <"$2")" -le ${mostBytes} ] || bilge_missing "containerd's database $root/$2 is too big to be read over the network."
  for attempt in 1 2 3; do
    before=$(dd if="$2" bs=4096 count=17 2>/dev/null | cksum)
    bilge_part "before:$1:$attempt"; dd if="$2" bs=4096 count=17 2>/dev/null
    bilge_part "file:$1:$attempt"; cat "$2"
    bilge_part "after:$1:$attempt"; dd if="$2" bs=4096 count=17 2>/dev/null
    [ "$before" = "$(dd if="$2" bs=4096 count=17 2>/dev/null | cksum)" ] && break
  done
}
database meta io.containerd.metadata.v1.bolt/meta.db
for folder in io.containerd.snapshotter.v1.*; do
  [ -d "$folder" ] && database "snapshotter-\${folder#io.containerd.snapshotter.v1.}" "$folder/metadata.db"
done`,
  parse: (output) => parseContainerd(output),
};
export default containerd;
