import { formerDataRoots, knownPlaces } from '../../platforms/detect-platform.ts';
import { findPackage } from '../../platforms/tool-places.ts';
import { safePaths } from '../../shell/prelude/safe-paths.ts';
import { sh } from '../../shell/sh.ts';
import { parseOtherDataRoots } from '../parsers/docker/other-data-roots.ts';
import type { Collector } from './collector.ts';
import { dataRootContents } from './data-root-contents.ts';

/**
 * Data roots that lie on the host beside the one the Engine uses: of another packaging (snap), of before a move (`docker.old`), one
 * that an earlier configuration names. Looked for in the places that the platforms name, in copies of daemon.json, beside the data
 * root, and where overlay layers of another root are still mounted. Names only; nothing is walked.
 */
const otherDataRoots: Collector<'otherDataRoots'> = {
  id: 'otherDataRoots',
  limitSeconds: 10,
  appliesTo: () => true,
  script: () =>
    sh.lines(
      dataRootContents,
      safePaths,
      findPackage,
      sh`[ "$BILGE_UID" = 0 ] || bilge_denied "Other data roots can only be looked into by root."
[ "$BILGE_STAT_KIND" != none ] || bilge_no_tool "This host has no stat command, so directories cannot be told apart safely."
number=0; seen=$newline
candidate() { # PATH: a folder that may be another data root
  case $1 in /*) ;; *) return 0 ;; esac
  if [ ! -d "$1/containers" ] || [ ! -d "$1/volumes" ]; then return 0; fi
  place=$(cd -P -- "$1" 2>/dev/null && bilge_is_root && pwd -P) || return 0
  # The Engine's own, and what lies in it or around it (userns-remap), is no other one.
  case "$BILGE_ROOT/" in "$place"/*) return 0 ;; esac
  case "$place/" in "$BILGE_ROOT"/*) return 0 ;; esac
  case $seen in *"$newline$place$newline"*) return 0 ;; esac
  # What others may write to is no Docker's, and a link in it would have root read whatever it leads to.
  bilge_is_safe "$place" && bilge_is_safe "$place/containers" && bilge_is_safe "$place/volumes" || return 0
  if [ -n "$BILGE_ROOT" ] && [ "$place/." -ef "$BILGE_ROOT/." ]; then return 0; fi
  seen=$seen$place$newline
  [ "$number" -lt 20 ] || return 0
  number=$((number + 1))
  bilge_part "path:$number"; printf '%s\0' "$place"
  ( cd -P -- "$place" && bilge_contents "$number" )
}
bilge_part looked
for place in ${sh.constant(formerDataRoots.join(' '))}; do candidate "$place"; done
bilge_find_package
if [ -n "$bilge_package" ]; then
  for place in "$bilge_package_data" "$bilge_package/var/lib/docker"; do candidate "$place"; done
fi
if [ -n "$BILGE_ROOT" ]; then for place in "$BILGE_ROOT"?*/; do candidate "\${place%/}"; done; fi
# What a configuration says, or a copy of one that was kept.
for file in ${knownPlaces.configurationPaths.map((path) => sh`${sh.constant(path)}*`)}; do
  if [ ! -f "$file" ] || [ ! -r "$file" ]; then continue; fi
  for place in $(head -c 65536 "$file" | tr '\n' ' ' | grep -ao '"\(data-root\|graph\)"[[:space:]]*:[[:space:]]*"/[^"\\[:space:]*?[]*"' | sed 's|.*"\(/[^"]*\)"$|\1|'); do candidate "$place"; done
done
# Layers of another root that are still mounted name it.
for place in $(sed -n -e 's|.*[,=:]\(/[^,: ]*\)/overlay2/[^/]*/diff.*|\1|p' -e 's|^[^ ]* [^ ]* [^ ]* [^ ]* \(/[^ ]*\)/btrfs .*|\1|p' /proc/1/mountinfo 2>/dev/null | sort -u | head -n 50); do
  case $place in *\\*) ;; *) candidate "$place" ;; esac
done`,
    ),
  parse: (output, context) => parseOtherDataRoots(output, context.section('mounts')),
};
export default otherDataRoots;
