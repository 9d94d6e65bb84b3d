import type { Fact } from '../../domain/fact.ts';
import type { Leak, LeakKind } from '../../domain/storage-report.ts';

/** Layers of the storage driver, in whichever way they leaked; remove-leaked-layers removes these. */
export const layerLeakKinds: ReadonlySet<LeakKind> = new Set<LeakKind>([
  'btrfs-subvolume',
  'overlay2-directory',
  'vfs-directory',
  'stale-removing-layer',
  'unreachable-layer',
  'leaked-container-layer',
]);

export const isLeakedLayer = ({ kind, state }: Leak): boolean => state === 'orphan' && layerLeakKinds.has(kind);
/** With containerd's store: the lease is what leaked, and the layers that it keeps. */
export const isLeakedLease = ({ kind, state }: Leak): boolean => state === 'orphan' && kind === 'containerd-lease';
export const isLeakedNested = ({ kind, state }: Leak): boolean => state === 'orphan' && kind === 'nested-docker-root';

export interface SumOfLeaks {
  bytes: number;
  /** false: something of it has no size, or shares data with another, so that the sum is the least that they free */
  complete: boolean;
  sharesExtents: boolean;
}

/**
 * The known part of leaks' sizes, and whether it is all. btrfs tells each subvolume's exclusive bytes: what leaked copies share only
 * with each other is in none of them, so the sum of several is the least that they free together.
 */
export function sumOfLeaks(leaks: readonly Leak[]): SumOfLeaks {
  const sizes: Fact<number>[] = leaks.map((leak) => leak.bytes);
  const bytes = sizes.reduce((sum, size) => sum + (size.state === 'known' ? size.value : 0), 0);
  const subvolumes = leaks.filter(({ kind, subvolume }) => kind === 'btrfs-subvolume' || subvolume !== null).length;
  const sharesExtents = subvolumes > 1;
  return { bytes, complete: sizes.every(({ state }) => state === 'known') && !sharesExtents, sharesExtents };
}

/**
 * Of dead leases. Ten of them on one image hold nothing alone and the whole image together, so `together` counts wherever it is of just these
 * leases; of a part of them only what each holds alone is certain.
 */
export function sumOfLeases(leases: readonly Leak[], all: readonly Leak[], together: Fact<number>): SumOfLeaks {
  const dead = all.filter(isLeakedLease).length;
  if (leases.length === dead && together.state === 'known')
    return { bytes: together.value, complete: true, sharesExtents: false };
  const alone = sumOfLeaks(leases);
  return { ...alone, complete: alone.complete && leases.length < 2 };
}
