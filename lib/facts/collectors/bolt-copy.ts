import { type Sh, sh } from '../../shell/sh.ts';

/**
 * What a section may bring of its databases in all. Half-empty pages make nine tenths of them and pack well; where the host has no gzip every
 * byte crosses the network, and a scan that brings more than lib/facts/collect.ts keeps is cut off. Beyond it the section is unknown.
 */
const mebibyte = 1024 * 1024;
const mostPackedBytes = 256 * mebibyte;
const mostPlainBytes = 64 * mebibyte;

/** Beyond three readings of one database: at most this many, and this many bytes in all. */
const mostReadings = 16;
const mostBytesOfReadings = 8 * mebibyte;

/**
 * `bilge_database NAME FILE`: the bytes of a bbolt file that its owner keeps locked. The head (both meta pages, with arm64's 64 KiB pages
 * too), the file, the head again, while it changes and room is left: three times, and a small one more often. Where containers come and go every
 * 100 ms a scan, which runs at the lowest priority, is interrupted in most of its readings. parsers/containerd/bolt-readings.ts decides
 * whether one of them agrees with itself.
 */
export const boltCopy: Sh = sh`bilge_room=${mostPlainBytes}
[ -z "\${BILGE_GZIP:-}" ] || bilge_room=${mostPackedBytes}
bilge_database() {
  [ -e "$2" ] || return 0
  [ -r "$2" ] || bilge_denied "$2 can only be read by root."
  attempt=0
  while
    attempt=$((attempt + 1))
    bytes=$(wc -c <"$2"); bytes=$((bytes))
    [ "$attempt" -le 3 ] || { [ "$attempt" -le ${mostReadings} ] && [ "$((attempt * bytes))" -le ${mostBytesOfReadings} ]; }
  do
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
