import { type Sh, sh } from '../../shell/sh.ts';

/**
 * On copy-on-write filesystems even reading consumes space: every directory that is read gets a new atime, and with it a copied
 * metadata block (moby 39815, btrfs-progs 377). In a mount namespace of its own the data root is bound over itself read-only and
 * noatime; propagation is cut first, so nothing of it reaches the host, and it ends with the script. `BILGE_VIEW=1` says that it
 * holds; where it cannot be made the script prints `! no-view` and reads nothing.
 */
export function throughReadOnlyView(dataRoot: string, script: Sh, otherwise: Sh = sh`printf '! no-view\n'`): Sh {
  return sh`unshare -m sh -c ${enterView} sh ${sh.anyName(dataRoot)} ${sh.anyName(script.source)} || ${otherwise}`;
}

/**
 * What the mount at `below` covers, on the filesystem mounted at `above`: that one is bound over the mount point, in a namespace of its own
 * like the view. Submounts are not bound along, so only what is covered is seen; `coveredPath` says where.
 */
export function throughCoveredView(place: { below: string; above: string }, script: Sh, otherwise: Sh): Sh {
  return sh`unshare -m sh -c ${enterCovered} sh ${sh.anyName(place.above)} ${sh.anyName(place.below)} ${sh.anyName(script.source)} || ${otherwise}`;
}

export function coveredPath({ below, above }: { below: string; above: string }): string {
  return `${below}${above === '/' ? below : below.slice(above.length)}`;
}

const enterCovered = sh.anyName(
  'mount --make-rprivate / && mount --bind "$1" "$2" && mount -o remount,bind,ro,noatime "$2" || exit 1; BILGE_VIEW=1; export BILGE_VIEW; sh -c "$3"; exit 0',
);

const enterView = sh.anyName(
  'mount --make-rprivate / && mount --bind "$1" "$1" && mount -o remount,bind,ro,noatime "$1" || exit 1; BILGE_VIEW=1; export BILGE_VIEW; sh -c "$2"; exit 0',
);

/** Lowest CPU and disk priority; children inherit both. */
export const atLowestPriority = sh.constant(`
export LC_ALL=C
renice 19 $$ >/dev/null 2>&1
ionice -c3 -p $$ >/dev/null 2>&1
`);
