import type { LayerChain } from '../../../domain/layer-facts.ts';
import { eachInPieces, type InPieces } from '../../../domain/slices.ts';
import { withoutDigest } from './layer-names.ts';
import type { Ownership } from './ownership.ts';

/**
 * Sizes that Docker recorded when it made a layer: free to read, and not disk usage. `layerdb/<chain>/size` counts bytes of
 * files, not blocks: 15,000 files of 300 bytes are 4.5 MB there and 61.7 MB on ext4 (docs/reference/docker-on-disk.md#sizes). So they
 * are always marked as estimates and give way to any measurement.
 *
 * On vfs each directory is a full copy, so the sizes of all layers below add up; on overlay2 and btrfs the parents are shared.
 */
export interface LayerSizes {
  /** directory name → estimate; null where Docker recorded none */
  of(directory: string): { bytes: number; how: string } | null;
}

const byLayerStore = 'as Docker recorded it (bytes of its files, not disk blocks)';
const byBuildkit = 'as BuildKit recorded it (bytes of its files, not disk blocks)';

export function* recordedSizes({ facts }: Ownership): InPieces<LayerSizes> {
  const isFullCopy = facts.directories.driver === 'vfs';
  const chains = new Map<string, LayerChain>();
  yield* eachInPieces(facts.layerdb.chains, (chain) => {
    if (!chain.isRemoving) chains.set(chain.name, chain);
  });
  const sums = new Map<string, number | null>();

  const sizeOf = (name: string): number | null => {
    const path: string[] = [];
    let below: number | null = 0;
    for (let at: string | null = name; at !== null; ) {
      const known = sums.get(at);
      if (known !== undefined) {
        below = known;
        break;
      }
      // Marked before its parents are known, so that a damaged loop of parents ends.
      sums.set(at, null);
      path.push(at);
      const parent: string | null = chains.get(at)?.parent ?? null;
      at = isFullCopy && parent !== null ? withoutDigest(parent) : null;
    }
    for (const chain of path.reverse()) {
      const own = chains.get(chain)?.sizeBytes ?? null;
      below = own === null || below === null ? null : (isFullCopy ? below : 0) + own;
      sums.set(chain, below);
    }
    return below;
  };

  const found = new Map<string, { bytes: number; how: string }>();
  yield* eachInPieces(facts.buildkit.buckets, (bucket) => {
    // Active snapshots carry their size under their own key, committed ones under the record's name.
    if (bucket.sizeBytes !== null && !isFullCopy) {
      found.set(bucket.committed ?? bucket.name, { bytes: bucket.sizeBytes, how: byBuildkit });
    }
  });
  yield* eachInPieces(chains.values(), (chain) => {
    const bytes = sizeOf(chain.name);
    if (chain.cacheId !== null && bytes !== null) found.set(chain.cacheId, { bytes, how: byLayerStore });
  });
  return { of: (directory) => found.get(directory) ?? null };
}
