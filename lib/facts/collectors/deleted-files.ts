import { sh } from '../../shell/sh.ts';
import { parseDeletedFiles } from '../parsers/kernel/deleted-files.ts';
import type { Collector } from './collector.ts';

/**
 * Files that were deleted and are still held open: their blocks are in use, and neither `du` nor Docker shows them (moby 32420).
 *
 * A file is taken for deleted because its link count is 0, never because of its name: anyone may call a file `x (deleted)`. Only what
 * has such a name is asked for its link count: a stat of a descriptor on a dead network share would hang.
 *
 * The device number of a file on btrfs or overlay is that of no mount, so each device's mount is looked up by the id that fdinfo
 * gives for one of its descriptors. What lies in memory (memfd, /dev/shm) is left out. No process is started per process looked at;
 * the 200 biggest files are told one by one, of the others count and sum.
 */
const deletedFiles: Collector<'deletedFiles'> = {
  id: 'deletedFiles',
  limitSeconds: 15,
  toleratesComplaints: true,
  appliesTo: () => true,
  script: () => sh`[ "$BILGE_UID" = 0 ] || bilge_denied "Files that other processes hold open can only be seen by root."
[ "$BILGE_STAT_KIND" != none ] || bilge_no_tool "This host has no stat command, so deleted files cannot be told from others."
# What a process holds is only told to who may trace it (not to a container without SYS_PTRACE): nothing seen is not nothing there.
bilge_part unreadable; ls -ln /proc/[0-9]*/cwd 2>&1 >/dev/null | grep -c 'Permission denied'
deleted_descriptors() { # DEVICE INODE LINKS MODE BLOCKS BLOCK-SIZE /proc/PID/fd/N, one a line
  if [ "$BILGE_FIND_KIND" = gnu ]; then
    "$BILGE_FIND" /proc/[0-9]*/fd -mindepth 1 -maxdepth 1 -lname '* (deleted)' -exec "$BILGE_STAT" -L -c '%d %i %h %f %b %B %n' {} +
  else
    # Every folder of descriptors, each below its name.
    ls -ln /proc/[0-9]*/fd/ | awk '/^\/proc\/[0-9]+\/fd\/:$/ { folder = substr($0, 1, length($0) - 1); next }
      / \(deleted\)$/ && $1 ~ /^l/ && match($0, / [0-9]+ -> /) { print folder substr($0, RSTART + 1, RLENGTH - 5) }' |
      xargs "$BILGE_STAT" -L -c '%d %i %h %f %b %B %n'
  fi 2>/dev/null
}
# shellcheck disable=SC2016 # awk's own
found=$(deleted_descriptors | awk '
function mount_of(descriptor, file, line, id, found, field) {
  file = descriptor; sub("/fd/", "/fdinfo/", file); id = ""
  while ((getline line < file) > 0) if (line ~ /^mnt_id:/) { sub(/^mnt_id:[ \t]*/, "", line); id = line }
  close(file)
  if (id == "") return ""
  file = descriptor; sub("/fd/.*", "/mountinfo", file); found = ""
  while ((getline line < file) > 0) { split(line, field, " "); if (field[1] == id) { found = line; break } }
  close(file)
  return found
}
function type_of(mount) { sub(/^.* - /, "", mount); sub(/ .*/, "", mount); return mount }
function number_of(device, low) { # st_dev as mountinfo writes it
  low = device % 256
  return (int(device / 256) % 4096) ":" (low + int(device / 1048576) * 256)
}
BEGIN { while ((getline line < "/proc/self/mountinfo") > 0) { split(line, field, " "); devices[field[3]] = 1 } }
NF == 7 && $3 == 0 && $4 ~ /^8/ && $5 > 0 {
  if (mounts[$1] == "") mounts[$1] = mount_of($7)
  key = $1 " " $2
  if (key in bytes) { if (held[key]++ < 15) holders[key] = holders[key] "," $7 }
  else { bytes[key] = $5 * $6; holders[key] = $7 }
}
END {
  for (device in mounts) {
    kind = type_of(mounts[device])
    if (kind ~ /^(tmpfs|ramfs|hugetlbfs|devtmpfs)$/) continue
    # Of no mount: of one that is gone by now, or of the kernel itself, whose device nothing has that is mounted.
    if (mounts[device] == "" && !(number_of(device) in devices)) continue
    kept[device] = 1
    print "D 0 " device " " number_of(device) " " (mounts[device] == "" ? "-" : mounts[device])
  }
  for (key in bytes) { split(key, part, " "); if (part[1] in kept) printf "F %.0f %s %s\n", bytes[key], key, holders[key] }
}' | sort -k 1,1 -k 2,2nr)
# The biggest, and what the others of each device come to.
listed=$(printf '%s\n' "$found" | awk '$1 == "F" && n++ < 200')
bilge_part devices; printf '%s\n' "$found" | awk '$1 == "D"'
bilge_part files; printf '%s\n' "$listed"
bilge_part others; printf '%s\n' "$found" | awk '$1 == "F" && n++ >= 200 { number[$3]++; sum[$3] += $2 } END { for (device in sum) printf "%s %d %.0f\n", device, number[device], sum[device] }'
bilge_part links
if [ -n "$listed" ]; then
  descriptors=$(printf '%s\n' "$listed" | awk '{ print $5 }' | tr ',' '\n')
  # shellcheck disable=SC2086 # one word a descriptor
  if [ "$BILGE_FIND_KIND" = gnu ]; then "$BILGE_FIND" $descriptors -maxdepth 0 -printf '%p\0%l\0' 2>/dev/null
  else for descriptor in $(printf '%s\n' "$listed" | awk '{ sub(/,.*/, "", $5); print $5 }'); do printf '%s\0%s\0' "$descriptor" "$(readlink "$descriptor" 2>/dev/null)"; done
  fi
  bilge_part processes
  # shellcheck disable=SC2046 # one word a file
  grep -aH '' $(printf '%s\n' "$descriptors" | sed -n 's|^\(/proc/[0-9]*\)/fd/.*|\1/comm \1/cgroup|p' | sort -u) 2>/dev/null
fi`,
  parse: (output) => parseDeletedFiles(output),
};
export default deletedFiles;
