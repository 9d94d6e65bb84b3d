import { sh } from '../../shell/sh.ts';
import { parseQuarantine } from '../parsers/docker/quarantine.ts';
import type { Collector } from './collector.ts';

/** The quarantine, in any driver's directory: entries and the notes that the runs left beside them. */
const quarantine: Collector<'quarantine'> = {
  id: 'quarantine',
  limitSeconds: 15,
  appliesTo: () => true,
  script: () => sh`[ -n "$BILGE_ROOT" ] || bilge_missing "Docker's data root was not found on this host."
bilge_enter "$BILGE_ROOT"
bilge_part path; printf '%s\0' "$(pwd -P)"
for folder in overlay2 fuse-overlayfs btrfs vfs aufs overlay; do
  [ -d "$folder/.bilge-quarantine" ] || continue
  bilge_part "entries:$folder"; bilge_stat_find "$folder/.bilge-quarantine" -mindepth 1 -maxdepth 1
  bilge_part "notes:$folder"
  ( cd "$folder" && bilge_read_find ./.bilge-quarantine -mindepth 1 -maxdepth 1 -name '*.note' )
done`,
  parse: (output) => parseQuarantine(output),
};
export default quarantine;
