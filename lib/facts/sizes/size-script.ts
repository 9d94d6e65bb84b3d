import type { MeasurementNeed } from '../../domain/measurement.ts';
import type { Sh } from '../../shell/sh.ts';
import { sh } from '../../shell/sh.ts';

/**
 * The one walk that Bilge does: over candidates only, one after the other, at the lowest priority, each with a limit.
 *
 * On copy-on-write filesystems even reading consumes space: every directory that is read gets a new atime, and with it a copied
 * metadata block (moby 39815, btrfs-progs 377). So the walk happens in a mount namespace of its own, where the data root is
 * bound over itself read-only and noatime; the namespace ends with the script and nothing of it can be seen outside. Where
 * that view cannot be made the objects of a copy-on-write filesystem stay unmeasured, with that reason.
 *
 * Output: one line an object, `<index> <bytes> <method>` or `<index> ! <reason>`, at once when it is known, so that progress is
 * real and a cancelled walk keeps what it has.
 */
export interface SizeScriptOptions {
  dataRoot: string;
  isCopyOnWrite: boolean;
  limitSecondsEach: number;
}

/** Linux takes at most 128 KiB in one argument, and the walk of a batch is one. */
const batchSize = 200;

export function sizeScript(needs: readonly MeasurementNeed[], options: SizeScriptOptions): Sh {
  const batches: Sh[] = [];
  for (let from = 0; from < needs.length; from += batchSize) {
    batches.push(batchScript(needs.slice(from, from + batchSize), from, options));
  }
  return sh.lines(quiet, ...batches, sh`printf 'done\n'`);
}

function batchScript(needs: readonly MeasurementNeed[], from: number, options: SizeScriptOptions): Sh {
  const walk = sh.lines(
    helpers,
    sh`limit=${options.limitSecondsEach}`,
    ...needs.map((need, index) => sh`measure ${from + index} ${need.method} ${sh.anyName(need.path)}`),
  );
  if (!options.isCopyOnWrite) return walk;
  return sh`unshare -m sh -c ${enterView} sh ${sh.anyName(options.dataRoot)} ${sh.anyName(walk.source)} || printf '! no-view\n'`;
}

/** Lowest CPU and disk priority; children inherit both. */
const quiet = sh.constant(`
export LC_ALL=C
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:$PATH; export PATH
renice 19 $$ >/dev/null 2>&1
ionice -c3 -p $$ >/dev/null 2>&1
`);

/**
 * In the new mount namespace: cut propagation first, so that nothing of it reaches the host, then bind the data root over
 * itself and make that view read-only and noatime. Without the view there is no walk.
 */
const enterView = sh.anyName(
  'mount --make-rprivate / && mount --bind "$1" "$1" && mount -o remount,bind,ro,noatime "$1" || exit 1; BILGE_VIEW=1; export BILGE_VIEW; sh -c "$2"; exit 0',
);

const helpers = sh.constant(`
bounded() {
  if timeout 1 true 2>/dev/null; then timeout "$limit" "$@"; else "$@"; fi
}
measure() {
  if [ ! -e "$3" ]; then printf '%s ! gone\\n' "$1"; return 0; fi
  if [ "$2" = btrfs-exclusive ]; then
    line=$(bounded btrfs filesystem du -s --raw -- "$3" 2>/dev/null | tail -n 1)
    # shellcheck disable=SC2086
    set -- "$1" "$2" "$3" $line
    case "\${5:-}" in
      ''|*[!0-9]*) ;;
      *) printf '%s %s btrfs-exclusive %s\\n' "$1" "$5" "$4"; return 0 ;;
    esac
  fi
  # -x would stop at nested subvolumes; the read-only view has no other filesystem below it anyway.
  if [ "\${BILGE_VIEW:-}" = 1 ]; then line=$(bounded du -sk -- "$3" 2>/dev/null); else line=$(bounded du -skx -- "$3" 2>/dev/null); fi
  code=$?
  kib=\${line%%[!0-9]*}
  case $code in
    0) printf '%s %s blocks\\n' "$1" "$((kib * 1024))" ;;
    124|143|137) printf '%s ! timed-out\\n' "$1" ;;
    *) if [ -n "$kib" ]; then printf '%s %s blocks-partial\\n' "$1" "$((kib * 1024))"; else printf '%s ! failed\\n' "$1"; fi ;;
  esac
}
`);
