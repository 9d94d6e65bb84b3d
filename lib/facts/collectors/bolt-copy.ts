import { type Sh, sh } from '../../shell/sh.ts';

/**
 * What a section may bring of its databases in all. Half-empty pages make nine tenths of them and pack well; where the host has no gzip every
 * byte crosses the network, and a scan that brings more than lib/facts/collect.ts keeps is cut off. Beyond it the section is unknown.
 */
const mebibyte = 1024 * 1024;
const mostPackedBytes = 256 * mebibyte;
const mostPlainBytes = 64 * mebibyte;

/**
 * `bilge_database NAME FILE`: the bytes of a bbolt file that its owner keeps locked. The head (both meta pages, with arm64's 64 KiB pages
 * too), the file, the head again; up to three times while it changes and room is left. parsers/containerd/bolt-readings.ts decides whether they agree.
 */
export const boltCopy: Sh = sh`bilge_room=${mostPlainBytes}
[ -z "\${BILGE_GZIP:-}" ] || bilge_room=${mostPackedBytes}
bilge_database() {
  [ -e "$2" ] || return 0
  [ -r "$2" ] || bilge_denied "$2 can only be read by root."
  for attempt in 1 2 3; do
    bytes=$(wc -c <"$2"); bytes=$((bytes))
    if [ "$bytes" -gt "$bilge_room" ]; then
      [ "$attempt" != 1 ] || bilge_missing "The database $2 ($((bytes / 1048576)) MiB) is too big to be read over the network."
      break
    fi
    bilge_room=$((bilge_room - bytes))
    before=$(dd if="$2" bs=4096 count=17 2>/dev/null | cksum)
    bilge_part "before:$1:$attempt"; dd if="$2" bs=4096 count=17 2>/dev/null
    bilge_part "file:$1:$attempt"; cat "$2"
    bilge_part "after:$1:$attempt"; dd if="$2" bs=4096 count=17 2>/dev/null
    [ "$before" = "$(dd if="$2" bs=4096 count=17 2>/dev/null | cksum)" ] && break
  done
}`;
