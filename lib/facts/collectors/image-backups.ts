import { knownPlaces } from '../../platforms/detect-platform.ts';
import { safePaths } from '../../shell/prelude/safe-paths.ts';
import { sh } from '../../shell/sh.ts';
import { parseImageBackups } from '../parsers/docker/image-backups.ts';
import type { Collector } from './collector.ts';

/**
 * The records of saved images (lib/actions/ops/shell/image-backup.sh). Nothing is looked at where the archives are: their disk may sleep. A
 * record is read only where root alone can have written it, because its checksums say what may be loaded later.
 */
const imageBackups: Collector<'imageBackups'> = {
  id: 'imageBackups',
  limitSeconds: 10,
  appliesTo: () => true,
  script: () =>
    sh.lines(
      safePaths,
      sh`[ "$BILGE_UID" = 0 ] || bilge_denied "The records of saved images can only be read by root."
number=0
bilge_part looked
for root in ${knownPlaces.runRoots}; do
  for record in "$root"/image-backups/run_*; do
    [ -f "$record" ] || continue
    bilge_is_safe "$record" || bilge_denied "$record is not read: $bilge_why"
    number=$((number + 1))
    [ "$number" -le 20 ] || continue
    bilge_part "record:$number"; printf '%s\n' "\${record##*/}"; cat "$record"
  done
done`,
    ),
  parse: (output) => parseImageBackups(output),
};
export default imageBackups;
