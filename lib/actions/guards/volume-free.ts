import type { VolumeRow } from '../../domain/storage-report.ts';
import { type Guard, notKnown, pass, refuse } from './guard.ts';

/**
 * Docker's "unused" is asked again (docs/reference/docker-on-disk.md#which-volumes-are-free), and a volume that somebody named is only
 * removed by that name (docs/reference/guard-lessons.md#g1).
 */
export const volumeFree: Guard<{ volume: VolumeRow; isNamed: boolean }> = {
  id: 'volume-free',
  about: 'Nobody uses it: no container shown or hidden, no bind mount, no mount, no process.',
  recheck: 'volume_is_free',
  check({ engineOnly }, { volume, isNamed }) {
    if (engineOnly === true) {
      return notKnown(
        'Whether a container that Docker does not show, a bind mount or a process uses it can only be seen on the host itself. Add the host by SSH, or allow the helper container (--host-access helper).',
      );
    }
    if ('excuse' in volume.deletable) return refuse(volume.deletable.excuse);
    if (volume.usedBy.length > 0) return refuse(`Used by ${volume.usedBy.join(', ')}.`);
    if (volume.driver !== 'local')
      return refuse(`Its data lies with the volume driver ${volume.driver}; remove it there.`);
    if (volume.nestedDocker.state === 'unknown')
      return notKnown(`Whether a Docker lies in it is not known (${volume.nestedDocker.detail})`);
    if (volume.nestedDocker.value !== null) {
      return refuse('A whole Docker lies in it, which Docker deletes only half. Use clean-nested-docker for it.');
    }
    if (volume.knownAs !== null && !isNamed) {
      return refuse(`It is ${volume.knownAs}. Name it to remove it.`);
    }
    if (!volume.anonymous && !isNamed) {
      return refuse('Somebody gave it a name, so it is only removed when it is asked for by that name.');
    }
    return pass('Nobody uses it.');
  },
};
