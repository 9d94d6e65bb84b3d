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
export const isLeakedNested = ({ kind, state }: Leak): boolean => state === 'orphan' && kind === 'nested-docker-root';

/**
 * The known part of leaks' sizes, and whether it is all. btrfs tells each subvolume's exclusive bytes: what leaked copies share only
 * with each other is in none of them, so the sum of several is the least that they free together.
 */
export function sumOfLeaks(leaks: readonly Leak[]): { bytes: number; complete: boolean; sharesExtents: boolean } {
  const sizes: Fact<number>[] = leaks.map((leak) => leak.bytes);
  const bytes = sizes.reduce((sum, size) => sum + (size.state === 'known' ? size.value : 0), 0);
  const subvolumes = leaks.filter(({ kind, subvolume }) => kind === 'btrfs-subvolume' || subvolume !== null).length;
  const sharesExtents = subvolumes > 1;
  return { bytes, complete: sizes.every(({ state }) => state === 'known') && !sharesExtents, sharesExtents };
}
