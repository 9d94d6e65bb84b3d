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

/** A file beyond this is brought up to its last page only: it grows by doubling, later by 16 MiB at a time. */
const mostWholeBytes = mebibyte;

/**
 * `bilge_database NAME FILE`: the bytes of a bbolt file that its owner keeps locked. The head (both meta pages, with arm64's 64 KiB pages
 * too), the file, the head again, while it changes and room is left: three times, and a small one more often. Where containers come and go every
 * 100 ms a scan, which runs at the lowest priority, is interrupted in most of its readings. parsers/containerd/bolt-readings.ts decides
 * whether one of them agrees with itself.
 *
 * Its identity is the file's (device, inode, size, times) and a checksum of its head, which holds the number of the last transaction: a tree in
 * force never changes, so a database of the same identity is the one that was read before. Where `bilge_known_databases` has the
 * word NAME=IDENTITY, the part `same:NAME` stands for all of it.
 */
export const boltCopy: Sh = sh`bilge_room=${mostPlainBytes}
[ -z "\${BILGE_GZIP:-}" ] || bilge_room=${mostPackedBytes}
bilge_head() { dd if="$1" bs=4096 count=17 2>/dev/null; }
# Sets before and bilge_identity, which is empty where the host cannot tell times finer than seconds.
bilge_identify() {
  bilge_identity=
  before=$(bilge_head "$1" | cksum)
  [ "\${BILGE_STAT_KIND:-}" = gnu ] || return 0
  bilge_identity=$("$BILGE_STAT" -L --printf '%d:%i:%s:%.9Y:%.9Z' -- "$1" 2>/dev/null) || { bilge_identity=; return 0; }
  bilge_identity=$bilge_identity:\${before% *}
}
# Sets bytes to what of the file holds pages: up to the higher of the two high waters of its meta pages, which only ever rise. They are read after
# the head that the copy is compared with, so a page that this leaves out is of a later transaction than that.
bilge_bytes_in_use() {
  bilge_page=$(od -An -v -t u4 -j 24 -N 4 "$1" 2>/dev/null) || return 0
  bilge_page=$((bilge_page))
  case $bilge_page in 4096 | 8192 | 16384 | 32768 | 65536) ;; *) return 0 ;; esac
  bilge_most=0
  for bilge_at in 56 $((bilge_page + 56)); do
    bilge_water=$(od -An -v -t u8 -j "$bilge_at" -N 8 "$1" 2>/dev/null) || return 0
    bilge_water=\${bilge_water##*[!0-9]}
    case $bilge_water in '' | ??????????*) return 0 ;; esac
    [ "$bilge_water" -le "$bilge_most" ] || bilge_most=$bilge_water
  done
  bilge_most=$((bilge_most * bilge_page))
  if [ "$bilge_most" -gt 0 ] && [ "$bilge_most" -lt "$bytes" ]; then bytes=$bilge_most; fi
}
bilge_database() {
  [ -e "$2" ] || return 0
  [ -r "$2" ] || bilge_denied "$2 can only be read by root."
  attempt=0
  while
    attempt=$((attempt + 1))
    size=$(wc -c <"$2"); size=$((size)); bytes=$size
    [ "$attempt" -le 3 ] || { [ "$attempt" -le ${mostReadings} ] && [ "$((attempt * bytes))" -le ${mostBytesOfReadings} ]; }
  do
    bilge_identify "$2"
    if [ "$attempt" = 1 ] && [ -n "$bilge_identity" ]; then
      case " \${bilge_known_databases:-} " in *" $1=$bilge_identity "*) bilge_part "same:$1"; printf '%s' "$bilge_identity"; return 0 ;; esac
    fi
    bilge_part "before:$1:$attempt"; bilge_head "$2"
    if [ "$size" -gt "$bilge_room" ]; then
      [ "$attempt" != 1 ] || bilge_missing "The database $2 ($((size / 1048576)) MiB) is too big to be read over the network."
      break
    fi
    bilge_room=$((bilge_room - size))
    [ "$size" -le ${mostWholeBytes} ] || bilge_bytes_in_use "$2"
    bilge_part "size:$1:$attempt"; printf '%s' "$size"
    bilge_part "identity:$1:$attempt"; printf '%s' "$bilge_identity"
    bilge_part "file:$1:$attempt"; if [ "$bytes" = "$size" ]; then cat "$2"; else head -c "$bytes" "$2"; fi
    bilge_part "after:$1:$attempt"; bilge_head "$2"
    [ "$before" = "$(bilge_head "$2" | cksum)" ] && break
  done
}`;
