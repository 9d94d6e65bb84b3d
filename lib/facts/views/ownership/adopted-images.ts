import { withoutDigest } from './layer-names.ts';
import type { OwnershipFacts } from './ownership-facts.ts';

/** The label and the repository that `op_release_chain` (lib/actions/ops/shell/chains.sh) gives to the images it makes. */
const releaseLabel = 'bilge.release';
const releaseTag = /^bilge-release:/;

/**
 * To make Docker release unreachable layers, a run has Docker adopt them as an image and removes that image. When power fails in
 * between, the image stays, holds nothing but leaked layers, and would make them look used for good. It is recognised by its label
 * and by having no other name than the one Bilge gave it: a user who tagged it since has made it their own image. An image that
 * was built on it inherits the label, not the name. With Docker stopped labels are not known, and none is told.
 *
 * @returns image id without `sha256:` → tag
 */
export function adoptedImages({ api, imagedb }: OwnershipFacts): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const image of api?.images ?? []) {
    if (!Object.hasOwn(image.labels, releaseLabel)) continue;
    const id = withoutDigest(image.id);
    const onDisk = imagedb.references[id] ?? imagedb.references[`sha256:${id}`] ?? [];
    const names = [...image.repoTags, ...image.repoDigests, ...onDisk];
    // An engine that could not write while it let go has forgotten the name; its records keep it.
    const [tag] = [...image.repoTags, ...onDisk];
    if (tag !== undefined && names.every((name) => releaseTag.test(name))) found.set(id, tag);
  }
  return found;
}
