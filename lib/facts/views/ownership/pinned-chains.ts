import { adoptedImages } from './adopted-images.ts';
import { ChainIds } from './chain-ids.ts';
import { withoutDigest } from './layer-names.ts';
import type { OwnershipFacts } from './ownership-facts.ts';

/**
 * The image layers on which Docker is sure to hold a reference of its own: those of an image, and those that a mount is built on.
 *
 * Narrower than what is *reached* (chain-reach.ts): a BuildKit record reaches its layer, but dockerd takes the reference only when the
 * record is used for the first time after its start (moby builder-next/adapters/snapshot, `getLayer`). Until then it deletes that layer, and
 * the record's directory with it, as soon as the last layer on top of it is let go of.
 */
export function pinnedChains(facts: OwnershipFacts): ReadonlySet<string> {
  const { layerdb, imagedb } = facts;
  const parents = new Map(layerdb.chains.map((chain) => [chain.name, chain.parent]));
  const kept = new Set<string>();
  const keep = (start: string | null) => {
    for (let at = start; at !== null; ) {
      const name = withoutDigest(at);
      if (kept.has(name)) return;
      kept.add(name);
      at = parents.get(name) ?? null;
    }
  };
  const chainIds = new ChainIds();
  const left = adoptedImages(facts);
  for (const { id, diffIds } of imagedb.images) {
    if (diffIds !== null && !left.has(id)) for (const chain of chainIds.of(diffIds)) keep(chain);
  }
  for (const { parent } of layerdb.mounts) keep(parent);
  return kept;
}
