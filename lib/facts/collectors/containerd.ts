import { sh } from '../../shell/sh.ts';
import { parseContainerd } from '../parsers/containerd/containerd.ts';
import { boltCopy } from './bolt-copy.ts';
import type { Collector } from './collector.ts';
import { containerdSurroundings } from './containerd-surroundings.ts';

/**
 * containerd's own records, read like BuildKit's: bytes without a lock (bolt-copy.ts). Its root is the one of the containerd
 * to which this Docker talks (lib/shell/prelude/find-containerd.ts).
 *
 * The order is part of the proof (docs/reference/containerd-on-disk.md#the-proof-that-a-lease-is-dead): leases before their owners, the
 * records of builds here and the containers in the section that follows. The other order would take an owner that is made meanwhile for gone.
 */
const containerd: Collector<'containerd'> = {
  id: 'containerd',
  limitSeconds: 60,
  gzip: true,
  knowsDatabases: true,
  appliesTo: () => true,
  script: ({ engine }) =>
    sh.lines(
      boltCopy,
      sh`[ -n "$BILGE_CONTAINERD_ROOT" ] || bilge_missing "Where containerd keeps its store cannot be told: $BILGE_CONTAINERD_WHY."
root=$BILGE_CONTAINERD_ROOT
if [ ! -d "$root" ]; then
  [ "$BILGE_UID" = 0 ] || bilge_denied "Whether containerd has a store at $root can only be seen by root."
  bilge_part absent
  exit 0
fi
bilge_enter "$root"
bilge_part root; printf '%s\0' "$(pwd -P)"
bilge_part found; printf '%s' "$BILGE_CONTAINERD_FOUND"
if [ -n "$BILGE_CONTAINERD_PID" ]; then
  bilge_part boot; grep -a '^btime ' /proc/stat; echo "$BILGE_CLOCK_TICKS"
  line=
  { read -r line <"/proc/$BILGE_CONTAINERD_PID/stat"; } 2>/dev/null
  [ -z "$line" ] || { bilge_part stat; printf '%s\n' "$line"; }
fi
`,
      containerdSurroundings,
      sh`bilge_part uuid; if [ -r io.containerd.grpc.v1.introspection/uuid ]; then cat io.containerd.grpc.v1.introspection/uuid; fi
bilge_database meta io.containerd.metadata.v1.bolt/meta.db
for folder in io.containerd.snapshotter.v1.*; do
  [ -d "$folder" ] && bilge_database "snapshotter-\${folder#io.containerd.snapshotter.v1.}" "$folder/metadata.db"
done
# Names of snapshots are numbers; what a name with a newline would hide is not told apart either.
for folder in io.containerd.snapshotter.v1.*/snapshots io.containerd.snapshotter.v1.*/active io.containerd.snapshotter.v1.*/view; do
  [ -d "$folder" ] || continue
  name=\${folder#io.containerd.snapshotter.v1.}
  bilge_part "folder:\${name%/*}:\${folder##*/}"; "$BILGE_FIND" "$folder" -mindepth 1 -maxdepth 1 -print0
done
bilge_part ingests; if [ -d io.containerd.content.v1.content/ingest ]; then bilge_stat_find io.containerd.content.v1.content/ingest -mindepth 2 -maxdepth 2 -name data; fi
bilge_part tasks; if [ -d io.containerd.runtime.v2.task ]; then "$BILGE_FIND" io.containerd.runtime.v2.task -mindepth 2 -maxdepth 2 -print0; fi
number=0
set -f; IFS=$newline
for store in \${BILGE_CONTAINERD_UNUSED:-}; do
  number=$((number + 1))
  bilge_part "unused:$number"; printf '%s\0' "$store"
  # No one writes it: its size is known, and one that has no room left is named without its content.
  bytes=$(wc -c <"$store/io.containerd.metadata.v1.bolt/meta.db"); bytes=$((bytes))
  [ "$bytes" -gt "$((bilge_room / 2))" ] || bilge_database "unused-$number" "$store/io.containerd.metadata.v1.bolt/meta.db"
done
set +f; unset IFS
# With a graph driver BuildKit's records own no lease here, and they may be large.
mode=${engine?.imageStore ?? 'unknown'}
if [ "$mode" = graphdriver ] || [ -z "$BILGE_ROOT" ] || [ ! -e "$BILGE_ROOT/buildkit" ]; then exit 0; fi
bilge_enter "$BILGE_ROOT/buildkit"
set --
for file in metadata_v2.db */metadata_v2.db; do
  [ -e "$file" ] || continue
  set -- "$@" "$file"
  bilge_database "worker-$#" "$file"
done
bilge_part workers
for file in "$@"; do case $file in */*) printf '%s\0' "\${file%/*}" ;; *) printf '.\0' ;; esac; done
bilge_part workerIds; if [ "$#" -gt 0 ]; then bilge_stat_find . -mindepth 2 -maxdepth 2 -name workerid; fi
bilge_database history-1 history.db
bilge_database history-2 history_c8d.db`,
    ),
  parse: (output, { databases }) => parseContainerd(output, databases),
};
export default containerd;
