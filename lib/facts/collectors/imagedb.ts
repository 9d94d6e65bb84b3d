import { sh } from '../../shell/sh.ts';
import { parseImagedb } from '../parsers/docker/imagedb.ts';
import type { Collector } from './collector.ts';
import { needsGraphDriver } from './driver-layout.ts';

/**
 * Which layers each image stands on. Only `diff_ids` of each configuration is brought back; inside a JSON string its quotes
 * would be escaped, so the pattern cannot match there. Configurations in another writing (pretty-printed) come whole.
 */
const imagedb: Collector<'imagedb'> = {
  id: 'imagedb',
  limitSeconds: 60,
  gzip: true,
  stamped: true,
  appliesTo: needsGraphDriver,
  script: () => sh`[ -n "$BILGE_ROOT" ] || bilge_missing "Docker's data root was not found on this host."
[ -n "$BILGE_DRIVER" ] || bilge_missing "The storage driver is unknown without the Engine."
bilge_enter "$BILGE_ROOT/image/$BILGE_DRIVER"
content=imagedb/content
# repositories.json and the configurations are replaced by renaming, never written in place.
bilge_stamp . repositories.json imagedb $content $content/sha256
bilge_part driver; printf '%s\0' "$BILGE_DRIVER"
bilge_part repositories; if [ -e repositories.json ]; then cat repositories.json; fi
bilge_part images; if [ -e $content/sha256 ]; then bilge_stat_find $content/sha256 -mindepth 1 -maxdepth 1; fi
bilge_part diffIds
if [ -e $content/sha256 ]; then
  cd $content || exit
  { others=$("$BILGE_FIND" ./sha256 -mindepth 1 -maxdepth 1 -type f ! -path "*$newline*" -exec awk '
BEGIN {
  for (at = 1; at < ARGC; at++) {
    file = ARGV[at]; found = 0
    while ((getline line < file) > 0)
      while (match(line, /"diff_ids":\[[^]]*\]/)) {
        print file ":" substr(line, RSTART, RLENGTH)
        line = substr(line, RSTART + RLENGTH); found = 1
      }
    close(file)
    if (!found) print file > "/proc/self/fd/8"
  }
}' {} + 8>&1 >&7); } 7>&1
  bilge_part whole
  IFS=$newline; set -f
  for file in $others; do grep -aH '' "$file"; done
else
  bilge_part whole
fi`,
  parse: (output) => parseImagedb(output),
};
export default imagedb;
