import { sh } from '../../shell/sh.ts';
import { parseImagedb } from '../parsers/imagedb.ts';
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
  appliesTo: needsGraphDriver,
  script: () => sh`[ -n "$BILGE_ROOT" ] || bilge_missing "Docker's data root was not found on this host."
[ -n "$BILGE_DRIVER" ] || bilge_missing "The storage driver could not be told without the Engine."
bilge_enter "$BILGE_ROOT/image/$BILGE_DRIVER"
bilge_part driver; printf '%s\0' "$BILGE_DRIVER"
bilge_part repositories; if [ -e repositories.json ]; then cat repositories.json; fi
content=imagedb/content
bilge_part images; if [ -e $content/sha256 ]; then bilge_stat_find $content/sha256 -mindepth 1 -maxdepth 1; fi
bilge_part diffIds
if [ -e $content/sha256 ]; then
  ( cd $content && "$BILGE_FIND" ./sha256 -mindepth 1 -maxdepth 1 -type f ! -path "*$newline*" -exec grep -aoH '"diff_ids":\[[^]]*\]' {} + )
fi
bilge_part whole
if [ -e $content/sha256 ]; then
  ( cd $content && "$BILGE_FIND" ./sha256 -mindepth 1 -maxdepth 1 -type f ! -path "*$newline*" -exec grep -aL '"diff_ids":\[[^]]*\]' {} + |
    while IFS= read -r file; do grep -aH '' "$file"; done )
fi`,
  parse: (output) => parseImagedb(output),
};
export default imagedb;
