import { withoutDigest } from './layer-names.ts';
import type { OwnershipFacts } from './ownership-facts.ts';

/** What people call images and containers, by id; the short id where they have no name. */
export interface OwnerNames {
  image(id: string): string;
  container(id: string): string;
}

export function ownerNames({ imagedb, api, containersOnDisk }: OwnershipFacts): OwnerNames {
  const images = new Map<string, string>();
  for (const image of api?.images ?? []) {
    const [tag] = image.repoTags.filter((each) => each !== '<none>:<none>');
    if (tag !== undefined) images.set(withoutDigest(image.id), tag);
  }
  for (const [id, references] of Object.entries(imagedb.references)) {
    const tag = references.find((reference) => !reference.includes('@')) ?? references[0];
    if (tag !== undefined) images.set(withoutDigest(id), tag);
  }
  const containers = new Map<string, string>();
  for (const { id, config } of containersOnDisk)
    if (config !== null) containers.set(id, config.name.replace(/^\//, ''));
  for (const { id, names } of api?.containers ?? [])
    if (names[0] !== undefined) containers.set(id, names[0].replace(/^\//, ''));
  return {
    image: (id) => images.get(id) ?? id.slice(0, 12),
    container: (id) => containers.get(id) ?? id.slice(0, 12),
  };
}
