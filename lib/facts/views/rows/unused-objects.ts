import type { HostFacts } from '../../../domain/host-facts.ts';
import type { StorageReport } from '../../../domain/storage-report.ts';

/** Kinds whose age counts from when nothing refers to them any more, not from their creation. */
export const unusedKinds = ['volume', 'image', 'network'] as const;
export type UnusedKind = (typeof unusedKinds)[number];

/** A recreated volume of the same name is another one; ids of images and networks are never reused. */
export function unusedKey(kind: UnusedKind, id: string, createdAt: string | null = null): string {
  return JSON.stringify(createdAt === null ? [kind, id] : [kind, id, createdAt]);
}

/** Keys of what no container refers to, running or not; null where that is not fully known (docs/architecture.md#law-1). */
export function unusedObjects(facts: HostFacts, storage: StorageReport): Record<UnusedKind, string[] | null> {
  const { containers, containersOnDisk, images, networks, volumes } = facts.sections;
  const created = new Map(volumes.state === 'known' ? volumes.value.map((each) => [each.name, each.createdAt]) : []);
  const volume =
    storage.volumes.state === 'unknown' || storage.volumes.value.some(({ usersKnown }) => !usersKnown)
      ? null
      : storage.volumes.value
          .filter(({ usedBy }) => usedBy.length === 0)
          .map(({ name }) => unusedKey('volume', name, created.get(name) ?? null));
  if (containers.state === 'unknown') return { volume, image: null, network: null };
  const onDisk = containersOnDisk.state === 'known' ? containersOnDisk.value : [];
  const usedImages = new Set([
    ...containers.value.map(({ imageId }) => imageId.replace(/^sha256:/, '')),
    ...onDisk.map(({ config }) => config?.imageId.replace(/^sha256:/, '')),
  ]);
  const usedNetworks = new Set(containers.value.flatMap(({ networkNames }) => networkNames));
  return {
    volume,
    image:
      images.state === 'unknown'
        ? null
        : images.value
            .filter(({ id }) => !usedImages.has(id.replace(/^sha256:/, '')))
            .map(({ id }) => unusedKey('image', id)),
    network:
      networks.state === 'unknown'
        ? null
        : networks.value
            .filter(({ name, containerIds }) => containerIds.length === 0 && !usedNetworks.has(name))
            .map(({ id }) => unusedKey('network', id)),
  };
}
