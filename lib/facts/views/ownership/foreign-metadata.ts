import { withoutDigest } from './layer-names.ts';
import type { Ownership } from './ownership.ts';
import type { Refusal } from './refusal.ts';

/**
 * Is the metadata on disk the one that the running daemon works with? With another tree's metadata – user namespaces switched,
 * rootless beside rootful, a restored backup, two daemons – every directory looks like an orphan (docs/reference/traps.md#trap-18).
 * So what Docker says is compared with what lies there; the disk may know more (hidden containers), Docker may not.
 */
export function foreignMetadata(ownership: Ownership): Refusal[] {
  const { facts } = ownership;
  const mismatches = [...nothingFits(ownership)];
  if (facts.api !== null) {
    mismatches.push(...engineMismatch(ownership), ...imageMismatch(ownership), ...containerMismatch(ownership));
  }
  return mismatches.map((excuse) => ({ code: 'metadata-not-this-daemons', excuse }));
}

const again =
  'If images or containers were being made or removed during the scan, scan again; if it stays so, another Docker owns this data root.';

function engineMismatch({ facts }: Ownership): string[] {
  const { engineId } = facts.dataRoot;
  if (facts.api === null || engineId === null || engineId === facts.api.engine.id) return [];
  return [
    `The data root belongs to the engine ${engineId}, but ${facts.api.engine.id} answered. Point this host at the right socket.`,
  ];
}

/** Tagged images both ways; untagged ones only from Docker to disk, because Docker leaves intermediate images out of its list. */
function imageMismatch({ facts }: Ownership): string[] {
  if (facts.api === null) return [];
  const loadable = new Set(facts.imagedb.images.flatMap((image) => (image.diffIds === null ? [] : [image.id])));
  const listed = new Set(facts.api.images.map((image) => withoutDigest(image.id)));
  const missing = [...listed].filter((id) => !loadable.has(id));
  const tagged = Object.keys(facts.imagedb.references).map(withoutDigest);
  const unlisted = tagged.filter((id) => loadable.has(id) && !listed.has(id));
  const found: string[] = [];
  if (missing[0] !== undefined) {
    found.push(
      `Docker lists ${missing.length} images that its data root has no record of (the first: ${missing[0]}). ${again}`,
    );
  }
  if (unlisted[0] !== undefined) {
    found.push(
      `The data root has ${unlisted.length} tagged images that Docker does not list (the first: ${unlisted[0]}). ${again}`,
    );
  }
  return found;
}

function containerMismatch(ownership: Ownership): string[] {
  const { api, containersOnDisk, layerdb, directories } = ownership.facts;
  if (api === null) return [];
  const onDisk = new Set(containersOnDisk.map((container) => container.id));
  const missing = api.containers.filter((container) => !onDisk.has(container.id));
  if (missing[0] !== undefined) {
    return [
      `Docker lists ${missing.length} containers that its data root has no record of (the first: ${missing[0].id}). ${again}`,
    ];
  }
  const present = new Set(directories.entries.map((entry) => entry.name));
  const mountIds = new Map(layerdb.mounts.map((mount) => [mount.name, mount.mountId]));
  const running = api.containers.filter((container) => container.state === 'running');
  const lost = running.find((container) => !present.has(mountIds.get(container.id) ?? ''));
  if (lost !== undefined) {
    return [
      `The running container ${lost.names[0] ?? lost.id} has no layer directory in ${directories.path}. ${again}`,
    ];
  }
  const isMounted = (id: string) =>
    ownership.references.byDirectory.get(mountIds.get(id) ?? '')?.some((reference) => reference.source === 'Mounts');
  if (running.length > 0 && !running.some((container) => isMounted(container.id))) {
    return [
      `None of the ${running.length} running containers has its layer mounted from ${directories.path}. ${again}`,
    ];
  }
  return [];
}

/** The metadata names directories, and not one of them is here: it speaks of another place. */
function nothingFits({ facts, references, layerDirectories }: Ownership): string[] {
  const named = facts.layerdb.chains.filter((chain) => !chain.isRemoving && chain.cacheId !== null).length;
  if (named === 0 || layerDirectories.length === 0) return [];
  for (const found of references.byDirectory.values()) {
    if (found.some((reference) => reference.source === 'layerdb cache-id')) return [];
  }
  return [
    `The layer store names ${named} directories and none of them is in ${facts.directories.path}: it is not the record of this directory. ${again}`,
  ];
}
