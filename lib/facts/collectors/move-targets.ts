import { safePaths } from '../../shell/prelude/safe-paths.ts';
import { sh } from '../../shell/sh.ts';
import { parseMoveTargets } from '../parsers/kernel/move-targets.ts';
import type { Collector } from './collector.ts';

/**
 * The local filesystems that Docker's data root could be moved to: where they are mounted, what is free, and whether root alone can
 * write to the mount point. One statfs each; each filesystem once, by its shortest mount point.
 */
const moveTargets: Collector<'moveTargets'> = {
  id: 'moveTargets',
  limitSeconds: 10,
  appliesTo: () => true,
  script: () =>
    sh.lines(
      safePaths,
      sh`[ "$BILGE_STAT_KIND" != none ] || bilge_no_tool "This host has no stat command, so the size of its file systems cannot be read."
number=0
bilge_part looked
# A mount point with a blank or another odd letter in it is written in octal; such a path is no target.
for place in $(awk '{ for (i = 7; $i != "-"; i++); if ($(i + 1) ~ /^(ext4|xfs|btrfs)$/ && $5 !~ /\\/) print length($5), $5 }' /proc/self/mountinfo | sort -n | cut -d ' ' -f 2); do
  [ -d "$place" ] || continue
  case $place/ in "$BILGE_ROOT"/?*) continue ;; esac
  number=$((number + 1))
  [ "$number" -le 64 ] || continue
  bilge_part "place:$number"; printf '%s\0' "$place"
  "$BILGE_STAT" -f -c '%b %a %S %i' "$place"
  bilge_part "unsafe:$number"; if ! bilge_is_safe "$place"; then printf '%s' "$bilge_why"; fi
  bilge_part "taken:$number"; for name in "$place"/docker*; do if [ -e "$name" ] || [ -h "$name" ]; then printf '%s\0' "\${name##*/}"; fi; done
done`,
    ),
  parse: (output, context) => parseMoveTargets(output, context.section('mounts')),
};
export default moveTargets;
