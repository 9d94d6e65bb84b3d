import { sh } from '../../shell/sh.ts';
import { parseContainerd } from '../parsers/containerd/containerd.ts';
import { boltCopy } from './bolt-copy.ts';
import type { Collector } from './collector.ts';

/**
 * containerd's own records, read like BuildKit's: bytes without a lock (bolt-copy.ts). Its root is the one of the containerd
 * to which this Docker talks (lib/shell/prelude/find-containerd.ts).
 */
const containerd: Collector<'containerd'> = {
  id: 'containerd',
  limitSeconds: 30,
  gzip: true,
  appliesTo: () => true,
  script: () =>
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
bilge_database meta io.containerd.metadata.v1.bolt/meta.db
for folder in io.containerd.snapshotter.v1.*; do
  [ -d "$folder" ] && bilge_database "snapshotter-\${folder#io.containerd.snapshotter.v1.}" "$folder/metadata.db"
done`,
    ),
  parse: (output) => parseContainerd(output),
};
export default containerd;
