import { type Sh, sh } from '../../shell/sh.ts';

/** A database that is too big is not brought over the network: the section is unknown then. */
const mostBytes = 64 * 1024 * 1024;

/**
 * `bilge_database NAME FILE`: the bytes of a bbolt file that its owner keeps locked. The head (both meta pages, with arm64's 64 KiB pages
 * too), the file, the head again; up to three times while it changes. parsers/bolt-readings.ts decides whether they agree.
 */
export const boltCopy: Sh = sh`bilge_database() {
  [ -e "$2" ] || return 0
  [ -r "$2" ] || bilge_denied "$2 can only be read by root."
  [ "$(wc -c <"$2")" -le ${mostBytes} ] || bilge_missing "The database $2 is too big to be read over the network."
  for attempt in 1 2 3; do
    before=$(dd if="$2" bs=4096 count=17 2>/dev/null | cksum)
    bilge_part "before:$1:$attempt"; dd if="$2" bs=4096 count=17 2>/dev/null
    bilge_part "file:$1:$attempt"; cat "$2"
    bilge_part "after:$1:$attempt"; dd if="$2" bs=4096 count=17 2>/dev/null
    [ "$before" = "$(dd if="$2" bs=4096 count=17 2>/dev/null | cksum)" ] && break
  done
}`;
