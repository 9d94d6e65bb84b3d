import { atOnce, eachInPieces, type InPieces } from '../../../domain/slices.ts';
import { adoptedImages } from './adopted-images.ts';
import { ChainIds } from './chain-ids.ts';
import { withoutDigest } from './layer-names.ts';
import type { OwnershipFacts } from './ownership-facts.ts';

/**
 * Which image layers of the layer store anybody can reach, and who.
 *
 * `rmi` deletes an image's configuration first and its layers afterwards, top down. A daemon that ends in between leaves layers
 * that it loads again at every start, that no image names, that `docker system df` does not count and that nothing ever removes
 * (docs/reference/docker-on-disk.md#unreachable-layers). Reached is what an image's configuration, a container's (or build's) mount
 * or a BuildKit record leads to, and from there every parent.
 */
export interface ChainReach {
  /** chain → ids of the images it belongs to */
  imagesOf: ReadonlyMap<string, readonly string[]>;
  reached: ReadonlySet<string>;
  /** images whose configuration does not parse: whatever they would reach is not known */
  unreadableImages: readonly string[];
  /** chain → tag of the image by which Bilge itself had Docker take it up, and which a cut-off run left: reaches nothing */
  takenUp: ReadonlyMap<string, string>;
}

export function chainReach(facts: OwnershipFacts): ChainReach {
  return atOnce(chainReachInPieces(facts));
}

export function* chainReachInPieces(facts: OwnershipFacts): InPieces<ChainReach> {
  const { layerdb, imagedb, buildkit } = facts;
  const parents = new Map<string, string | null>();
  yield* eachInPieces(layerdb.chains, (chain) => {
    if (!chain.isRemoving) parents.set(chain.name, chain.parent);
  });
  const imagesOf = new Map<string, string[]>();
  const reached = new Set<string>();
  const reach = (start: string | null) => {
    for (let chain = start; chain !== null; ) {
      const name = withoutDigest(chain);
      if (reached.has(name)) return;
      reached.add(name);
      chain = parents.get(name) ?? null;
    }
  };

  const chainIds = new ChainIds();
  const unreadableImages: string[] = [];
  const left = adoptedImages(facts);
  const takenUp = new Map<string, string>();
  yield* eachInPieces(imagedb.images, (image) => {
    if (image.diffIds === null) {
      unreadableImages.push(image.id);
      return;
    }
    const tag = left.get(image.id);
    if (tag !== undefined) {
      for (const chain of chainIds.of(image.diffIds)) takenUp.set(chain, tag);
      return;
    }
    for (const chain of chainIds.of(image.diffIds)) {
      const images = imagesOf.get(chain);
      if (images === undefined) imagesOf.set(chain, [image.id]);
      else images.push(image.id);
      reach(chain);
    }
  });
  yield* eachInPieces(layerdb.mounts, (mount) => reach(mount.parent));
  yield* eachInPieces(buildkit.buckets, (bucket) => {
    reach(bucket.chainId);
    for (const id of [bucket.name, bucket.parent]) if (id?.startsWith('sha256:')) reach(id);
  });
  return { imagesOf, reached, unreadableImages, takenUp };
}
