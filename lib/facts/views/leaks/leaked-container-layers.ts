import { type Fact, known } from '../../../domain/fact.ts';
import { counted } from '../../../domain/format.ts';
import type { LayerMount } from '../../../domain/layer-facts.ts';
import type { InPieces } from '../../../domain/slices.ts';
import type { Leak } from '../../../domain/storage-report.ts';
import { judgeAge } from '../ownership/birth-gate.ts';
import { isLayerName } from '../ownership/layer-names.ts';
import type { Ownership } from '../ownership/ownership.ts';
import { directoryParts, isProvable, notMeasured, type Sizes } from './leak.ts';

/**
 * Leak class (docs/reference/docker-on-disk.md#container-layers-without-a-container): writable layers whose container is gone.
 *
 * `docker export` of 24.0–27.x takes a reference too many; a later `docker rm` then leaves the entry in layerdb/mounts, the
 * writable layer and its init layer, and all image layers below (moby 48516). Builds make entries without a container all the
 * time, for a fraction of a second (docs/reference/traps.md#trap-6), and hidden containers have no entry in the API; so an entry is
 * dead only when it is older than the daemon, when *no directory* of that name exists under containers/, and when neither layer is
 * mounted or held. The daemon keeps it in memory: it goes while Docker is stopped, or through the engine.
 */
export function* leakedContainerLayers(ownership: Ownership, sizes: Sizes): InPieces<Leak[]> {
  const leaks: Leak[] = [];
  // Each looks through all layer directories, and there are few of them: one piece each.
  for (const mount of deadMounts(ownership)) {
    leaks.push(...leaked(mount, ownership, sizes));
    yield;
  }
  return leaks;
}

function deadMounts({ facts, references }: Ownership): LayerMount[] {
  const containers = new Set(facts.containersOnDisk.map((container) => container.id));
  for (const container of facts.api?.containers ?? []) containers.add(container.id);
  const isHeld = (directory: string | null) =>
    references.byDirectory.get(directory ?? '')?.some(({ source }) => source !== 'layerdb mounts') ?? false;
  return facts.layerdb.mounts.filter(
    (mount) =>
      isLayerName(mount.name) && !containers.has(mount.name) && !isHeld(mount.mountId) && !isHeld(mount.initId),
  );
}

function leaked(mount: LayerMount, ownership: Ownership, sizes: Sizes): Leak[] {
  const directories = ownership.layerDirectories.filter(({ name }) => name === mount.mountId || name === mount.initId);
  const entry = directories.find(({ name }) => name === mount.mountId);
  if (entry === undefined) return [];
  const parts = directories.map((directory) => directoryParts(directory, ownership, sizes));
  const age = judgeAge(ownership.gate, mount.bornSeconds, 'When its entry was made could not be read.');
  const { facts } = ownership;
  const own = directoryParts(entry, ownership, sizes);
  return [
    {
      kind: 'leaked-container-layer',
      ...own,
      nested: parts.flatMap((part) => part.nested),
      bytes: sum(parts.map((part) => part.bytes)),
      proof: [
        {
          source: 'layerdb mounts',
          checked: `The entry ${mount.name} holds ${parts.map((part) => part.name).join(' and ')}.`,
        },
        {
          source: 'Containers on disk',
          checked: `${counted(facts.containersOnDisk.length, 'container')}; none has that id.`,
        },
        { source: 'Docker', checked: dockerStep(ownership) },
        { source: 'Mounts and processes', checked: 'Neither of its layers is mounted or held in any mount namespace.' },
        age.step,
      ],
      state: isProvable(facts.directories.driver) ? age.state : 'unconfirmed',
      since: null,
      removableLive: false,
    },
  ];
}

function dockerStep({ facts }: Ownership): string {
  return facts.api === null
    ? 'Docker is stopped and was not asked.'
    : `${counted(facts.api.containers.length, 'container')} known to Docker; none has that id.`;
}

function sum(parts: Fact<number>[]): Fact<number> {
  let total = 0;
  for (const part of parts) {
    if (part.state === 'unknown') return notMeasured;
    total += part.value;
  }
  return known(total);
}
