import type { ImageSummary } from '../../domain/engine-facts.ts';
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
    const user =
      containers.value.find((each) => each.imageId === image.id)?.names[0] ??
      onDisk.find((each) => each.config?.imageId === image.id || each.config?.imageId === image.id.slice(7))?.config
        ?.name;
    if (user !== undefined) return refuse(`The container ${user.replace(/^\//, '')} was created from it.`);
    const child = images.value.find((each) => each.parentId === image.id);
    if (child !== undefined) return refuse(`The image ${child.repoTags[0] ?? child.id.slice(7, 19)} was built on it.`);
    return pass('No container was created from it.');
  },
};
