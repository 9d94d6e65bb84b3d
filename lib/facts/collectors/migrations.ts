import { knownPlaces } from '../../platforms/detect-platform.ts';
import { safePaths } from '../../shell/prelude/safe-paths.ts';
import { sh } from '../../shell/sh.ts';
import { parseMigrations } from '../parsers/docker/migrations.ts';
import type { Collector } from './collector.ts';

/**
 * The records of migrations (lib/actions/ops/shell/migration-record.sh), and whether what they name is there now. A record is read only
 * where root alone can have written it: it names folders that may be deleted later.
 */
const migrations: Collector<'migrations'> = {
  id: 'migrations',
  limitSeconds: 10,
  appliesTo: () => true,
  script: () =>
    sh.lines(
      safePaths,
      sh`[ "$BILGE_UID" = 0 ] || bilge_denied "The records of migrations can only be read by root."
[ "$BILGE_STAT_KIND" != none ] || bilge_no_tool "This host has no stat command, so folders cannot be told apart safely."
number=0
side() { # NUMBER KEY
  place=$(sed -n "s/^$2=//p" facts | tail -n 1)
  case $place in /*) ;; *) return 0 ;; esac
  if [ ! -d "$place" ] || [ -h "$place" ]; then return 0; fi
  bilge_part "$2:$1"; "$BILGE_STAT" -c '%i' "$place"; "$BILGE_STAT" -f -c '%i' "$place"
}
image() { # NUMBER
  place=$(sed -n 's/^image=//p' facts | tail -n 1)
  if [ -f "$place" ] && [ ! -h "$place" ]; then bilge_part "image:$1"; "$BILGE_STAT" -c '%i' "$place"; fi
}
bilge_part byUuid; if [ -d /dev/disk/by-uuid ]; then ls -ln /dev/disk/by-uuid/; fi
bilge_part blkid; if command -v blkid >/dev/null 2>&1; then blkid -c /dev/null -s UUID 2>/dev/null; fi
bilge_part looked
for root in ${knownPlaces.runRoots}; do
  for record in "$root"/migrations/run_*; do
    [ -f "$record/facts" ] || continue
    bilge_is_safe "$record/facts" || bilge_denied "$record is not read: $bilge_why"
    number=$((number + 1))
    [ "$number" -le 20 ] || continue
    bilge_part "path:$number"; printf '%s\0' "$record"
    ( cd -P -- "$record" || exit 0
      bilge_part "facts:$number"; cat facts
      if [ -f lists ]; then bilge_part "lists:$number"; cat lists; fi
      side "$number" from; side "$number" to; image "$number" )
  done
done`,
    ),
  parse: (output, context) => parseMigrations(output, context.section('mounts')),
};
export default migrations;
