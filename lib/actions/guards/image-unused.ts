import type { ContainerSummary, ImageSummary } from '../../domain/engine-facts.ts';
import type { ContainerOnDisk } from '../../domain/layer-facts.ts';
import { withoutDigest } from '../../facts/views/ownership/layer-names.ts';
import { type Guard, notKnown, pass, refuse } from './guard.ts';

/**
 * Containers on disk count too: a hidden one needs its image when Docker shows it again. Where only the Engine can be asked they are not
 * seen; there the Engine's own reference count keeps the layers of such a container (docs/reference/traps.md#trap-8), and the name can be
 * pulled or built again.
 */
export const imageUnused: Guard<ImageSummary> = {
  id: 'image-unused',
  about: 'An image that any container was created from is kept.',
  recheck: 'judge_image',
  check({ facts, engineOnly }, image) {
    const { containers, containersOnDisk, images } = facts.sections;
    const onDisk = engineOnly === true ? [] : containersOnDisk.state === 'known' ? containersOnDisk.value : null;
    if (containers.state === 'unknown' || onDisk === null || images.state === 'unknown') {
      return notKnown('Not all containers and images could be listed.');
    }
    const user = usersOf(containers.value).get(image.id) ?? usersOnDisk(onDisk).get(withoutDigest(image.id));
    if (user !== undefined) return refuse(`The container ${user.replace(/^\//, '')} was created from it.`);
    const child = childrenOf(images.value).get(image.id);
    if (child !== undefined) return refuse(`The image ${child.repoTags[0] ?? child.id.slice(7, 19)} was built on it.`);
    return pass('No container was created from it.');
  },
};

/** Facts never change, and a plan of a thousand images asks a thousand times: each list is indexed once. The first of an id counts. */
function indexedOnce<T extends object, V>(
  entriesOf: (one: T) => [string | null, V],
): (list: readonly T[]) => Map<string | null, V> {
  const computed = new WeakMap<readonly T[], Map<string | null, V>>();
  return (list) => {
    const index = computed.get(list) ?? new Map(list.map(entriesOf).reverse());
    computed.set(list, index);
    return index;
  };
}

const usersOf = indexedOnce(({ imageId, id, names }: ContainerSummary) => [imageId, names[0] ?? id.slice(0, 12)]);
const usersOnDisk = indexedOnce(({ id, config }: ContainerOnDisk) => [
  withoutDigest(config?.imageId ?? ''),
  config?.name ?? id.slice(0, 12),
]);
const childrenOf = indexedOnce((image: ImageSummary) => [image.parentId, image]);
