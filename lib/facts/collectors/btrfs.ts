import { sh } from '../../shell/sh.ts';
import { parseBtrfs } from '../parsers/btrfs/btrfs-subvolumes.ts';
import { failure } from '../parsers/records.ts';
import { btrfsPlaces } from './btrfs-places.ts';
import type { Collector } from './collector.ts';

/**
 * The subvolumes of every btrfs that holds Docker's files: one listing of the whole filesystem (`-o` would list the children of
 * the containing subvolume, live layers too), plus three short ones: snapshots with their creation time, read-only ones, and
 * those deleted but not yet cleaned. `-R` needs btrfs-progs 3.18. Quotas are only looked at, never switched.
 */
const btrfs: Collector<'btrfs'> = {
  id: 'btrfs',
  limitSeconds: 60,
  gzip: true,
  appliesTo: () => true,
  script: () =>
    sh.lines(
      btrfsPlaces,
      sh`printf '%s\n' "$places" | while IFS=' ' read -r uuid place; do
  [ -n "$uuid" ] || continue
  bilge_part "filesystem:$uuid"; printf '%s\0' "$place"
  command -v btrfs >/dev/null 2>&1 || bilge_no_tool "The command btrfs (package btrfs-progs) is not installed, so its subvolumes cannot be listed."
  [ "$BILGE_UID" = 0 ] || bilge_denied "Listing btrfs subvolumes needs root."
  bilge_part "all:$uuid"
  btrfs subvolume list -p -c -u -q -R "$place" 2>/dev/null || btrfs subvolume list -p -c -u -q "$place"
  bilge_part "containing:$uuid"; btrfs inspect-internal rootid "$place"
  bilge_part "snapshots:$uuid"; btrfs subvolume list -s -u "$place"
  bilge_part "readonly:$uuid"; btrfs subvolume list -r "$place"
  if pending=$(btrfs subvolume list -d "$place" 2>/dev/null); then bilge_part "deleted:$uuid"; printf '%s\n' "$pending"; fi
  groups=/sys/fs/btrfs/$uuid/qgroups
  bilge_part "quota:$uuid"
  if [ -d "$groups" ]; then
    printf 'on %s %s\n' "$(cat "$groups/inconsistent" 2>/dev/null || echo '?')" "$(cat "$groups/mode" 2>/dev/null || echo '?')"
  else echo off
  fi
  if shown=$(btrfs qgroup show --raw "$place" 2>/dev/null); then bilge_part "qgroups:$uuid"; printf '%s\n' "$shown"; fi
done
status=$?
[ "$status" = 0 ] || exit "$status"`,
    ),
  parse(output, context) {
    const mounts = context.section('mounts');
    if (mounts.state === 'unknown') throw failure('btrfs', `the mounts are unknown (${mounts.detail})`, '');
    return parseBtrfs(output, mounts.value);
  },
};
export default btrfs;
