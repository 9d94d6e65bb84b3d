import { known } from '../../../domain/fact.ts';
import type { DriverDirectory } from '../../../domain/layer-facts.ts';
import { eachInPieces, type InPieces, mapInPieces } from '../../../domain/slices.ts';
import type { LayerRow, Leak } from '../../../domain/storage-report.ts';
import { directoryIdentity, type Sizes } from '../leaks/leak.ts';
import { buildkitSource } from './layer-references.ts';
import type { LayerSizes } from './layer-sizes.ts';
import { type OwnerNames, ownerNames } from './owner-names.ts';
import { birthOf, type Ownership } from './ownership.ts';

/**
 * One row for each layer directory, with its owner in words people use: images by name, a container, its init layer, the build
 * cache, unreferenced (`orphan`, when the proof is complete) or `unknown`. A directory that only a neighbour's `lower` keeps has the
 * owner of that neighbour.
 */
export function* layerRows(
  ownership: Ownership,
  leaks: readonly Leak[] | null,
  sizes: Sizes,
  recorded: LayerSizes,
): InPieces<LayerRow[]> {
  const owners = new Owners(ownership, leaks);
  yield* owners.gathered();
  return yield* mapInPieces(ownership.layerDirectories, (entry) => {
    const measured = sizes.of('layer-directory', entry.name, directoryIdentity(entry, ownership));
    const estimate = recorded.of(entry.name);
    const useEstimate = measured.state === 'unknown' && estimate !== null;
    const owner = owners.of(entry);
    return {
      name: entry.name,
      path: `${ownership.facts.directories.path}/${entry.name}`,
      ...owner,
      bytes: useEstimate ? known(estimate.bytes) : measured,
      bornSeconds: birthOf(entry, ownership).seconds,
      detail: useEstimate ? `${owner.detail} Size ${estimate.how}.` : owner.detail,
    };
  });
}

type Owner = Pick<LayerRow, 'kind' | 'images' | 'containers' | 'state' | 'detail'>;

class Owners {
  readonly #ownership: Ownership;
  readonly #names: OwnerNames;
  readonly #leaks = new Map<string, Leak>();
  readonly #chainOf = new Map<string, string>();
  readonly #mountOf = new Map<string, { id: string; kind: 'container' | 'init' }>();
  readonly #leakList: readonly Leak[] | null;

  constructor(ownership: Ownership, leaks: readonly Leak[] | null) {
    this.#ownership = ownership;
    this.#names = ownerNames(ownership.facts);
    this.#leakList = leaks;
  }

  /** Before the first `of`. */
  *gathered(): InPieces<void> {
    const { layerdb } = this.#ownership.facts;
    yield* eachInPieces(layerdb.chains, (chain) => {
      if (!chain.isRemoving && chain.cacheId !== null) this.#chainOf.set(chain.cacheId, chain.name);
    });
    yield* eachInPieces(layerdb.mounts, (mount) => {
      if (mount.initId !== null) this.#mountOf.set(mount.initId, { id: mount.name, kind: 'init' });
      if (mount.mountId !== null) this.#mountOf.set(mount.mountId, { id: mount.name, kind: 'container' });
    });
    yield* eachInPieces(this.#leakList ?? [], (leak) => {
      this.#leaks.set(leak.name, leak);
      // A leaked writable layer takes its init layer with it.
      const mount = this.#mountOf.get(leak.name);
      const init = mount && layerdb.mounts.find(({ name }) => name === mount.id)?.initId;
      if (leak.kind === 'leaked-container-layer' && init) this.#leaks.set(init, leak);
    });
  }

  of(entry: DriverDirectory): Owner {
    const leak = this.#leaks.get(entry.name);
    if (leak !== undefined)
      return { ...noOwner, kind: 'orphan', state: leak.state, detail: leakDetails[leak.kind] ?? '' };
    return this.#direct(entry.name) ?? this.#through(entry.name) ?? this.#unowned(entry.name);
  }

  #direct(name: string): Owner | null {
    const mount = this.#mountOf.get(name);
    if (mount !== undefined) {
      const container = this.#names.container(mount.id);
      const detail = mount.kind === 'init' ? `Init layer of ${container}.` : `Writable layer of ${container}.`;
      return { ...noOwner, kind: mount.kind, containers: [container], detail };
    }
    const chain = this.#chainOf.get(name);
    if (chain !== undefined) return this.#imageLayer(chain);
    const references = this.#ownership.references.byDirectory.get(name) ?? [];
    const cached = references.find(({ source }) => source === buildkitSource);
    if (cached !== undefined) return { ...noOwner, kind: 'build-cache', detail: this.#cacheDetail(name) };
    const [first] = references;
    return first === undefined ? null : { ...noOwner, kind: 'unknown', detail: `In use: ${first.by}.` };
  }

  #imageLayer(chain: string): Owner {
    const { reach } = this.#ownership;
    const images = (reach.imagesOf.get(chain) ?? []).map((id) => this.#names.image(id));
    if (images.length > 0) return { ...noOwner, kind: 'image', images, detail: imageDetail(images) };
    if (reach.reached.has(chain)) {
      return {
        ...noOwner,
        kind: 'image',
        detail: 'Image layer without an image: a container or the build cache is built on it.',
      };
    }
    return {
      ...noOwner,
      kind: 'unknown',
      detail: 'Image layer that no image reaches, but something kept needs its directory.',
    };
  }

  #cacheDetail(name: string): string {
    return this.#ownership.closure.deadRecords.has(name)
      ? 'Build cache that BuildKit still claims, though a layer below it is gone: Docker was killed during a build.'
      : 'Build cache: BuildKit keeps it for later builds.';
  }

  /** Kept only by the `lower` of a neighbour: follows neighbours up to one with an owner. */
  #through(name: string): Owner | null {
    const { keptBelow } = this.#ownership.closure;
    const passed = new Set([name]);
    for (let above = keptBelow.get(name); above !== undefined && !passed.has(above); above = keptBelow.get(above)) {
      passed.add(above);
      const owner = this.#direct(above);
      if (owner !== null)
        return { ...owner, detail: `No record names it, but ${above.slice(0, 12)} is built on it. ${owner.detail}` };
    }
    return null;
  }

  #unowned(name: string): Owner {
    if (this.#ownership.removing.has(name)) return { ...noOwner, kind: 'unknown', detail: 'Docker is removing it.' };
    const detail =
      this.#leakList === null
        ? 'No record names it, but the proof is not complete, so it is treated as in use.'
        : 'No record names it.';
    return { ...noOwner, kind: 'unknown', detail };
  }
}

const noOwner = { images: [], containers: [], state: null } satisfies Partial<Owner>;

const leakDetails: Partial<Record<Leak['kind'], string>> = {
  'unreachable-layer': 'Image layer that no image, container or build cache reaches.',
  'leaked-container-layer': 'Layer of a container that no longer exists.',
  'stale-removing-layer': 'Its removal began and never ended.',
  'btrfs-subvolume': 'Nothing references it.',
  'overlay2-directory': 'Nothing references it.',
  'vfs-directory': 'Nothing references it.',
  'other-driver-directory': 'No record was found that names it; on this driver that is no proof.',
};

function imageDetail(images: readonly string[]): string {
  const [first, ...others] = images;
  return others.length === 0 ? `Layer of ${first}.` : `Layer of ${first} and ${others.length} more.`;
}
