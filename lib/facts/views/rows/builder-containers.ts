import type { ContainerSummary } from '../../../domain/engine-facts.ts';

/**
 * `buildx_buildkit_<builder><node>_state`: the volume of a buildx builder of the docker-container kind; the node's number ends the name
 * of its container (docker/buildx, driver/docker-container).
 */
export const builderVolume = /^buildx_buildkit_(.{1,200}?)(\d{1,3})_state$/;

/** Where buildkitd keeps its cache, inside that container. */
const builderRoot = '/var/lib/buildkit';

/** The containers that work with a builder's volume. Anybody may give a container a builder's name, so the name is not asked. */
export function builderContainers(volume: string, containers: readonly ContainerSummary[]): ContainerSummary[] {
  return containers.filter(({ mounts }) =>
    mounts.some(({ type, name, destination }) => type === 'volume' && name === volume && destination === builderRoot),
  );
}
