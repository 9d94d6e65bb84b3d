import { sh } from '../../shell/sh.ts';
import { parseVolumesOnDisk } from '../parsers/docker/volumes-on-disk.ts';
import type { Collector } from './collector.ts';

/**
 * Volumes as they lie on disk, and what a whole data root inside one (docker:dind) gives away. First-level names are only listed
 * for small directories, by the directory's own size, so that a mail store of a million files is not read.
 */
const markers = [
  'image',
  'containers',
  'btrfs/subvolumes',
  'overlay2',
  'fuse-overlayfs',
  'overlay',
  'vfs/dir',
  'aufs/diff',
  'devicemapper/metadata',
  'zfs/graph',
  'containerd/daemon',
  'buildkit',
];

const volumesOnDisk: Collector<'volumesOnDisk'> = {
  id: 'volumesOnDisk',
  limitSeconds: 30,
  gzip: true,
  appliesTo: () => true,
  script: () => sh`[ -n "$BILGE_ROOT" ] || bilge_missing "Docker's data root was not found on this host."
bilge_enter "$BILGE_ROOT/volumes"
bilge_part path; printf '%s\0' "$(pwd -P)"
bilge_part entries; bilge_stat_find . -mindepth 1 -maxdepth 1
bilge_part data; bilge_stat_find . -mindepth 2 -maxdepth 2 -name _data
bilge_part targets
"$BILGE_FIND" . -mindepth 2 -maxdepth 2 -name _data -type l -exec sh -c 'for link; do printf "%s\0%s\0" "$link" "$(readlink -f -- "$link")"; done' sh {} +
bilge_part options; "$BILGE_FIND" . -mindepth 2 -maxdepth 2 -name opts.json -print0
bilge_part markers
for marker in ${markers}; do
  for folder in */_data/"$marker"; do [ -d "$folder" ] && printf '%s\0%s\0' "$folder" "$marker"; done
done
bilge_part firstLevel
"$BILGE_FIND" . -mindepth 2 -maxdepth 2 -name _data -type d -size -64k -exec sh -c 'exec "$BILGE_FIND" "$@" -mindepth 1 -maxdepth 1 -print0' sh {} +
bilge_part firstOfMany
"$BILGE_FIND" . -mindepth 2 -maxdepth 2 -name _data -type d ! -size -64k ! -path "*$newline*" | while IFS= read -r folder; do
  printf '%s\0' "$folder"; ls -f "$folder" 2>/dev/null | head -n 66; printf '\0'
done`,
  parse: (output) => parseVolumesOnDisk(output),
};
export default volumesOnDisk;
