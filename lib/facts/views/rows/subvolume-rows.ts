import { type Fact, known, unknown } from '../../../domain/fact.ts';
import type { HostFacts } from '../../../domain/host-facts.ts';
import type { BtrfsFilesystem, BtrfsSubvolume } from '../../../domain/storage-facts.ts';
import type { LayerRow, SubvolumeRow } from '../../../domain/storage-report.ts';
import { isAtOrBelow, isBelow, locate } from '../paths.ts';

/**
 * Every subvolume of the filesystems that hold Docker, with its owner. Owners are found by path from the top of the filesystem;
 * what is not below the data root is not Docker's and is only listed, so that a person sees that Bilge knows the difference.
 */
export function subvolumeRows(facts: HostFacts, layers: Fact<readonly LayerRow[]>): Fact<SubvolumeRow[]> {
  const { btrfs } = facts.sections;
  if (btrfs.state === 'unknown') return btrfs;
  const owners = new SubvolumeOwners(facts, layers);
  return known(
    btrfs.value.flatMap((filesystem) =>
      filesystem.subvolumes.map((subvolume) => row(subvolume, filesystem, owners.of(subvolume, filesystem))),
    ),
  );
}

const kindOfLayer = {
  image: 'image',
  container: 'container',
  init: 'container-init',
  'build-cache': 'build-cache',
  orphan: 'orphan',
  leased: 'docker-other',
  other: 'docker-other',
  unknown: 'unknown',
} as const satisfies Record<LayerRow['kind'], SubvolumeRow['owner']['kind']>;

class SubvolumeOwners {
  readonly #facts: HostFacts;
  readonly #layers: ReadonlyMap<string, LayerRow> | null;
  readonly #places = new Map<string, string | null | undefined>();

  constructor(facts: HostFacts, layers: Fact<readonly LayerRow[]>) {
    this.#facts = facts;
    this.#layers = layers.state === 'known' ? new Map(layers.value.map((layer) => [layer.name, layer])) : null;
  }

  of({ path }: BtrfsSubvolume, filesystem: BtrfsFilesystem): SubvolumeRow['owner'] {
    const root = this.#place(this.#dataRoot(), filesystem);
    if (root === undefined) return { kind: 'unknown', label: 'The location of the data root is unknown.' };
    if (root === null || !isAtOrBelow(path, root)) return { kind: 'not-docker', label: 'Not Docker' };
    const driver = this.#place(this.#driverPath(), filesystem);
    if (driver != null && isBelow(path, driver)) return this.#layer(path.slice(driver.length).replace(/^\//, ''));
    return this.#inVolume(path, filesystem) ?? { kind: 'docker-other', label: below(path, root) };
  }

  #layer(rest: string): SubvolumeRow['owner'] {
    const [name = '', ...inner] = rest.split('/');
    const layer = this.#layers?.get(name);
    if (layer === undefined) return { kind: 'unknown', label: name };
    const owner = layer.images[0] ?? layer.containers[0] ?? layer.detail;
    const kind = kindOfLayer[layer.kind];
    return { kind, label: inner.length === 0 ? owner : `inside ${owner}: ${inner.join('/')}` };
  }

  #inVolume(path: string, filesystem: BtrfsFilesystem): SubvolumeRow['owner'] | null {
    const { volumesOnDisk } = this.#facts.sections;
    if (volumesOnDisk.state === 'unknown') return null;
    for (const volume of volumesOnDisk.value) {
      const place = volume.dataPath === null ? null : this.#place(volume.dataPath, filesystem);
      if (place == null || !isAtOrBelow(path, place)) continue;
      const label = `${below(path, place)} in the volume ${volume.name}`;
      return { kind: volume.nestedDrivers === null ? 'docker-other' : 'nested-docker', label };
    }
    return null;
  }

  #dataRoot(): string | null {
    const { dataRoot } = this.#facts.sections;
    return dataRoot.state === 'known' ? dataRoot.value.path : null;
  }

  #driverPath(): string | null {
    const { driverDirectories } = this.#facts.sections;
    if (driverDirectories.state === 'known' && driverDirectories.value.driver === 'btrfs')
      return driverDirectories.value.path;
    const root = this.#dataRoot();
    return root === null ? null : `${root}/btrfs/subvolumes`;
  }

  /** undefined: not known; null: on another filesystem */
  #place(path: string | null, filesystem: BtrfsFilesystem): string | null | undefined {
    const key = `${filesystem.uuid} ${path}`;
    if (!this.#places.has(key)) this.#places.set(key, this.#find(path, filesystem));
    return this.#places.get(key);
  }

  #find(path: string | null, filesystem: BtrfsFilesystem): string | null | undefined {
    const { mounts } = this.#facts.sections;
    if (path === null || mounts.state === 'unknown') return undefined;
    const place = locate(path, mounts.value);
    const home = locate(filesystem.mountPoint, mounts.value);
    if (place === null || home === null) return undefined;
    return place.mount.device === home.mount.device ? place.pathInFilesystem : null;
  }
}

function below(path: string, top: string): string {
  return path === top ? path : path.slice(top.length).replace(/^\//, '');
}

function row(subvolume: BtrfsSubvolume, filesystem: BtrfsFilesystem, owner: SubvolumeRow['owner']): SubvolumeRow {
  const group = filesystem.qgroups?.[String(subvolume.id)];
  const why = filesystem.quotas.enabled
    ? unknown('not-collected', 'The quota groups of this filesystem are inconsistent or do not cover it.')
    : unknown('not-collected', 'btrfs quotas are off here, and Bilge never switches them on: that can stall a NAS.');
  return {
    id: subvolume.id,
    uuid: subvolume.uuid,
    parentUuid: subvolume.parentUuid,
    path: subvolume.path,
    topLevel: subvolume.topLevel,
    readOnly: subvolume.isReadOnly,
    owner,
    exclusiveBytes: group === undefined ? why : known(group.exclusiveBytes),
    referencedBytes: group === undefined ? why : known(group.referencedBytes),
    filesystem: filesystem.uuid,
    createdSeconds: subvolume.createdSeconds,
  };
}
