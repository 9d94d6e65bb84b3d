import type { VolumeRow } from '../../domain/storage-report.ts';
import { type Guard, notKnown, pass, refuse } from './guard.ts';

/**
 * Docker's "unused" is checked again (docs/reference/docker-on-disk.md#which-volumes-are-free), and a volume with a name of its own is only
 * removed by that name (docs/reference/guard-lessons.md#g1).
 */
export const volumeFree: Guard<{ volume: VolumeRow; isNamed: boolean }> = {
  id: 'volume-free',
  about: 'It is unused: by containers (listed or hidden), bind mounts, other mounts and processes.',
  recheck: 'volume_is_free',
  check({ engineOnly }, { volume, isNamed }) {
    if (engineOnly === true) {
      return notKnown(
        'Hidden containers, bind mounts and processes that use it can only be seen on the host itself. Add the host by SSH, or allow the helper container (--host-access helper).',
      );
    }
    if ('excuse' in volume.deletable) return refuse(volume.deletable.excuse);
    if (volume.usedBy.length > 0) return refuse(`Used by ${volume.usedBy.join(', ')}.`);
    if (volume.driver !== 'local')
      return refuse(`Its data is kept by the volume driver ${volume.driver}; remove it there.`);
    if (volume.nestedDocker.state === 'unknown')
      return notKnown(`It is unknown whether it holds nested Docker data (${volume.nestedDocker.detail})`);
    if (volume.nestedDocker.value !== null) {
      return refuse(
        'It holds nested Docker data, which Docker cannot delete completely. Use clean-nested-docker for it.',
      );
    }
    if (volume.knownAs !== null && !isNamed) {
      return refuse(`It is ${volume.knownAs}. It is only removed if you name it.`);
    }
    if (!volume.anonymous && !isNamed) {
      return refuse('It is a named volume. It is only removed if you name it.');
    }
    return pass('It is unused.');
  },
};
