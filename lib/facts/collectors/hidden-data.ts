import { sectionFunctions } from '../../shell/prelude/section-functions.ts';
import { sh } from '../../shell/sh.ts';
import { parseHiddenData } from '../parsers/docker/hidden-data.ts';
import type { Collector } from './collector.ts';
import { dataRootContents } from './data-root-contents.ts';

/**
 * What lies in a folder below the filesystem that is mounted on it: a Docker that started before its disk wrote there, and it fills the
 * system's disk unseen. Looked at below each mount that the data root (or containerd's) lies on, and below those in the data root.
 *
 * In a mount namespace of its own, with propagation cut, the filesystem above is bound over the mount point, read-only and noatime:
 * the host's mounts are not touched, nothing is unmounted, and all of it ends with the process (docs/architecture.md#law-8). Only the
 * first level is listed.
 */
const hiddenData: Collector<'hiddenData'> = {
  id: 'hiddenData',
  limitSeconds: 10,
  appliesTo: () => true,
  script: () => sh`[ -n "$BILGE_ROOT" ] || bilge_missing "Docker's data root was not found on this host."
[ "$BILGE_UID" = 0 ] || bilge_denied "What lies below a mount point can only be looked at by root."
command -v unshare >/dev/null 2>&1 || bilge_no_tool "This host has no unshare command, so it cannot be looked below a mount point without touching its mounts."
# Lines: MOUNT-POINT, its parent's mount point and type. dockerd binds its data root on itself: such a mount hides nothing of its own.
places=$(BILGE_CONTAINERD=$(readlink -f /var/lib/containerd 2>/dev/null) awk '
function joined(root, rest) { if (root == "/") root = ""; return rest == "" || rest == "/" ? (root == "" ? "/" : root) : root rest }
function rest_of(path, top) { return top == "/" ? path : substr(path, length(top) + 1) }
function within(path, top) { return top == "/" || path == top || index(path, top "/") == 1 }
function escape(path) { gsub(/\\/, "\\134", path); gsub(/ /, "\\040", path); gsub(/\t/, "\\011", path); return path }
function is_self(m, p) { p = parent[m]; return (p in point) && device[p] == device[m] && within(point[m], point[p]) && joined(root[p], rest_of(point[m], point[p])) == root[m] }
function tell(m, p) {
  if (is_self(m) || told[point[m]]++) return
  p = parent[m]
  while ((p in point) && is_self(p)) p = parent[p]
  if (p in point) print point[m] " " point[p] " " kind[p] " " device[p]
}
function climb(path, m, best) {
  best = ""
  for (m in point) if (within(path, point[m]) && (best == "" || length(point[m]) > length(point[best]) || (length(point[m]) == length(point[best]) && line[m] > line[best]))) best = m
  while (best != "" && (best in point) && point[best] != "/") { tell(best); best = parent[best] }
}
{ point[$1] = $5; parent[$1] = $2; device[$1] = $3; root[$1] = $4; line[$1] = NR
  for (i = 7; i <= NF; i++) if ($i == "-") { kind[$1] = $(i + 1); break } }
END {
  data = escape(ENVIRON["BILGE_ROOT"]); climb(data)
  if (ENVIRON["BILGE_CONTAINERD"] != "") climb(escape(ENVIRON["BILGE_CONTAINERD"]))
  for (m in point) if (index(point[m], data "/") == 1 && substr(point[m], length(data) + 2) ~ /^(volumes|containers|image|overlay2|btrfs|buildkit|tmp)$/) tell(m)
}' /proc/self/mountinfo)
bilge_part places; printf '%s\n' "$places"
plain() { case $1 in *\\*) printf '%b' "$(printf '%s' "$1" | sed 's/\\\([0-7][0-7][0-7]\)/\\0\1/g')" ;; *) printf '%s' "$1" ;; esac; }
number=0
printf '%s\n' "$places" | head -n 12 | while read -r point above type _; do
  [ -n "$point" ] || continue
  number=$((number + 1))
  case $type in nfs* | cifs | smb* | fuse* | 9p | ceph | autofs | glusterfs | davfs)
    bilge_part "unseen:$number"; printf '%s is a network or user-space file system (%s), which is not looked into' "$above" "$type"; continue ;;
  esac
  if [ "$point" = "$above" ]; then bilge_part "unseen:$number"; printf 'two file systems are mounted on each other there'; continue; fi
  point=$(plain "$point"); above=$(plain "$above")
  unshare -m sh -c ${sh.anyName(
    sh.lines(
      sectionFunctions,
      dataRootContents,
      sh`point=$1; above=$2; key=$3
unseen() { bilge_part "unseen:$key"; printf '%s' "$1"; exit 0; }
{ mount --make-rprivate / && mount --bind "$above" "$point" && mount -o remount,bind,ro,noatime "$point"; } 2>/dev/null || unseen 'a mount namespace with a read-only view could not be made (is this a container without SYS_ADMIN?)'
# As it is called from the top of the filesystem above.
if [ "$above" = / ]; then inside=$point$point; else inside=$point\${point#"$above"}; fi
cd -P -- "$inside" 2>/dev/null || unseen 'the folder below it cannot be entered'
bilge_part "entries:$key"
"$BILGE_FIND" . -mindepth 1 -maxdepth 1 ! -path "*$newline*" -exec "$BILGE_STAT" -c '%f %b %B %n' {} + | head -n 200
if bilge_is_root; then bilge_contents "$key"; fi
exit 0`,
    ).source,
  )} sh "$point" "$above" "$number" || { bilge_part "unseen:$number"; printf 'a mount namespace could not be made'; }
done`,
  parse: (output) => parseHiddenData(output),
};
export default hiddenData;
