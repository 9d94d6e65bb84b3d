import type { MeasurementNeed } from '../../domain/measurement.ts';
import type { Sh } from '../../shell/sh.ts';
import { sh } from '../../shell/sh.ts';
import { atLowestPriority, coveredPath, throughCoveredView, throughReadOnlyView } from './read-only-view.ts';

/**
 * The one walk that Bilge does: over candidates only, one after the other, at the lowest priority, each with a limit.
 *
 * On copy-on-write filesystems it goes through the read-only view (read-only-view.ts), or not at all.
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
  const all = needs.map((need, index): Numbered => ({ need, index }));
  const usual = all.filter(({ need }) => need.view === undefined);
  const batches: Sh[] = [];
  for (let from = 0; from < usual.length; from += batchSize) {
    const walk = walkOf(usual.slice(from, from + batchSize), options);
    batches.push(options.isCopyOnWrite ? throughReadOnlyView(options.dataRoot, walk) : walk);
  }
  for (const each of all) if (each.need.view !== undefined) batches.push(specialWalk(each, each.need.view, options));
  return sh.lines(atLowestPriority, ...batches, sh`printf 'done\n'`);
}

interface Numbered {
  need: MeasurementNeed;
  index: number;
}

/** What lies elsewhere than everything else: one walk each, whose failure is its own. */
function specialWalk(each: Numbered, view: NonNullable<MeasurementNeed['view']>, options: SizeScriptOptions): Sh {
  if (view === 'plain') return walkOf([each], options);
  const otherwise = sh`printf '%s ! failed\n' ${each.index}`;
  if ('root' in view) return throughReadOnlyView(view.root, walkOf([each], options), otherwise);
  const covered = { ...each, need: { ...each.need, path: coveredPath(view) } };
  return throughCoveredView(view, walkOf([covered], options), otherwise);
}

function walkOf(needs: readonly Numbered[], options: SizeScriptOptions): Sh {
  return sh.lines(
    helpers,
    sh`limit=${options.limitSecondsEach}`,
    ...needs.map(({ need, index }) => sh`measure ${index} ${need.method} ${sh.anyName(need.path)}`),
  );
}

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
