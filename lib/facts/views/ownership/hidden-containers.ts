import type { ContainerSummary } from '../../../domain/engine-facts.ts';
import type { ContainerOnDisk } from '../../../domain/layer-facts.ts';

/**
 * Containers that lie on disk and that Docker does not show: made with another storage driver or image store, or with a
 * configuration that does not parse. Docker calls their volumes unused and really deletes them on a prune; they come back
 * intact when the driver is switched back or the file is repaired (docs/reference/docker-on-disk.md#hidden-containers).
 */
export interface HiddenContainer {
  id: string;
  name: string;
  why: 'other-driver' | 'unreadable' | 'not-listed';
  /** null where the configuration cannot be read */
  driver: string | null;
  /** names of the volumes that it mounts; unknown for an unreadable one */
  volumes: string[];
}

/** @param listed what Docker shows; null while it does not answer */
export function hiddenContainers(
  onDisk: readonly ContainerOnDisk[],
  currentDriver: string | null,
  listed: readonly ContainerSummary[] | null,
): HiddenContainer[] {
  const shown = new Set(listed?.map((container) => container.id));
  return onDisk.flatMap((container) => {
    const why = reasonOf(container, currentDriver, listed === null ? null : shown);
    if (why === null) return [];
    const { config } = container;
    return [
      {
        id: container.id,
        name: config === null ? container.id.slice(0, 12) : config.name.replace(/^\//, ''),
        why,
        driver: config?.driver ?? null,
        volumes: volumesOf(container),
      },
    ];
  });
}

function reasonOf(
  container: ContainerOnDisk,
  currentDriver: string | null,
  shown: ReadonlySet<string> | null,
): HiddenContainer['why'] | null {
  if (container.config === null) return 'unreadable';
  if (currentDriver !== null && container.config.driver !== '' && container.config.driver !== currentDriver)
    return 'other-driver';
  if (shown !== null && !shown.has(container.id) && container.isHelper !== true) return 'not-listed';
  return null;
}

export function volumesOf(container: ContainerOnDisk): string[] {
  const volumes = container.config?.mounts.flatMap((mount) => (mount.volume === null ? [] : [mount.volume])) ?? [];
  return [...new Set(volumes)];
}
