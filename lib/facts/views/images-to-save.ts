import type { ImageSummary } from '../../domain/engine-facts.ts';
import { type Fact, known } from '../../domain/fact.ts';
import type { HostFacts } from '../../domain/host-facts.ts';

export interface ImagesToSave {
  toSave: ImageSummary[];
  /** a registry had it by this digest when it was pulled or pushed */
  pullable: { image: ImageSummary; digest: string }[];
  /** without a name, and nothing uses it: what builds left behind */
  leftOut: ImageSummary[];
}

/**
 * What a backup of images holds. Images that a legacy build made on its way belong to the image that was made of them, and are no images of
 * their own. With the containerd image store every image has a digest, also one that no registry ever saw: there all are saved.
 */
export function imagesToSave({ sections }: HostFacts, which: 'own' | 'all'): Fact<ImagesToSave> {
  const { images, containers, engine } = sections;
  if (images.state === 'unknown') return images;
  if (containers.state === 'unknown') return containers;
  if (engine.state === 'unknown') return engine;
  const used = new Set(containers.value.map(({ imageId }) => imageId));
  const parents = new Set(images.value.flatMap(({ parentId }) => parentId ?? []));
  const isTold = which === 'own' && engine.value.imageStore !== 'containerd';
  const found: ImagesToSave = { toSave: [], pullable: [], leftOut: [] };
  for (const image of images.value) {
    const [digest] = image.repoDigests;
    const isNamed = image.repoTags.length > 0 || digest !== undefined;
    if (isTold && digest !== undefined) found.pullable.push({ image, digest });
    else if (isNamed || used.has(image.id)) found.toSave.push(image);
    else if (!parents.has(image.id)) found.leftOut.push(image);
  }
  found.toSave.sort((one, other) => nameOf(one).localeCompare(nameOf(other), 'en'));
  return known(found);
}

export function nameOf(image: Pick<ImageSummary, 'id' | 'repoTags' | 'repoDigests'>): string {
  return image.repoTags[0] ?? image.repoDigests[0]?.split('@')[0] ?? image.id.slice(7, 19);
}
