import type { ContainerSummary, EngineFacts, ImageSummary } from '../../../domain/engine-facts.ts';
import { allKnown, type Fact, known } from '../../../domain/fact.ts';
import type { HostFacts, SectionId } from '../../../domain/host-facts.ts';
import type {
  BuildkitSnapshots,
  ContainerOnDisk,
  DataRootListing,
  DriverDirectories,
  ImageDatabase,
  LayerDatabase,
} from '../../../domain/layer-facts.ts';
import type { BtrfsFilesystem, MountEntry, NamespaceMounts } from '../../../domain/storage-facts.ts';
import { type DaemonState, daemonState } from '../rows/daemon-state.ts';
import { isHexId } from './layer-names.ts';

/**
 * Everything that must have been read before one directory may be called an orphan. One missing listing could be the one that
 * names it, so with any of these unknown the answer is "unknown", with that listing's own reason.
 *
 * While Docker runs its own answers are needed as well, to see that the metadata on disk is this daemon's. While it is stopped
 * they cannot be had, and the disk alone decides.
 */
export interface OwnershipFacts {
  dataRoot: DataRootListing;
  directories: DriverDirectories;
  layerdb: LayerDatabase;
  imagedb: ImageDatabase;
  buildkit: BuildkitSnapshots;
  containersOnDisk: ContainerOnDisk[];
  mounts: MountEntry[];
  namespaceMounts: NamespaceMounts;
  unpackers: string[][];
  daemon: DaemonState;
  /** empty where the driver is not btrfs */
  btrfs: BtrfsFilesystem[];
  /** null while Docker is stopped */
  api: { engine: EngineFacts; containers: ContainerSummary[]; images: ImageSummary[] } | null;
}

/** The sections that an orphan needs on every host; the property tests take each of them away in turn. */
export const ownershipSections = [
  'dataRoot',
  'driverDirectories',
  'layerdb',
  'imagedb',
  'buildkitSnapshots',
  'containersOnDisk',
  'mounts',
  'namespaceMounts',
  'daemonProcesses',
] as const satisfies readonly SectionId[];

export function ownershipFacts(facts: HostFacts): Fact<OwnershipFacts> {
  const all = facts.sections;
  const onDisk = allKnown(
    all.dataRoot,
    all.driverDirectories,
    all.layerdb,
    all.imagedb,
    all.buildkitSnapshots,
    all.containersOnDisk,
    all.mounts,
    all.namespaceMounts,
    all.daemonProcesses,
  );
  if (onDisk.state === 'unknown') return onDisk;
  const [dataRoot, directories, layerdb, imagedb, buildkit, containersOnDisk, mounts, namespaceMounts, processes] =
    onDisk.value;

  const btrfs = directories.driver === 'btrfs' ? all.btrfs : known([]);
  if (btrfs.state === 'unknown') return btrfs;

  const daemon = daemonState(processes, dataRoot, all.engine.state === 'known');
  const api = daemon.isStopped ? known(null) : allKnown(all.engine, all.containers, all.images);
  if (api.state === 'unknown') return api;

  return known({
    dataRoot,
    directories,
    layerdb,
    imagedb: withoutUnfinished(imagedb),
    buildkit,
    containersOnDisk,
    mounts,
    namespaceMounts,
    unpackers: processes.unpackers,
    daemon,
    btrfs: btrfs.value,
    api: api.value === null ? null : { engine: api.value[0], containers: api.value[1], images: api.value[2] },
  });
}

/**
 * A daemon that is killed while it stores an image leaves `.tmp-<id><number>` among the configurations (pkg/ioutils AtomicWriteFile).
 * The engine passes over every name that is no digest (image/fs.go Walk), so such a file makes no image and reaches no layer.
 */
function withoutUnfinished(imagedb: ImageDatabase): ImageDatabase {
  return { ...imagedb, images: imagedb.images.filter((image) => isHexId(image.id)) };
}
