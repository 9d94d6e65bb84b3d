import type {
  BuildCacheRecord,
  ContainerSummary,
  EngineFacts,
  ImageSummary,
  NetworkSummary,
  VolumeSummary,
} from './engine-facts.ts';
import type { Fact } from './fact.ts';
import type {
  BootConfiguration,
  BtrfsHealth,
  DockerDiskUsage,
  KernelFeatures,
  KernelLog,
  LogLine,
  LoopDevice,
  MdArray,
  PastedFacts,
  StorageQuota,
  ThinPool,
  XfsFormat,
  ZfsFacts,
} from './health-facts.ts';
import type { FactsId, HostId } from './ids.ts';
import type { ImageBackup } from './image-backup.ts';
import type {
  BuildkitSnapshots,
  ContainerdFacts,
  ContainerOnDisk,
  DaemonProcesses,
  DataRootListing,
  DriverDirectories,
  ImageDatabase,
  LayerDatabase,
  QuarantineEntry,
  VolumeOnDisk,
} from './layer-facts.ts';
import type { Migration, MoveTarget } from './migration.ts';
import type { PlatformFacts } from './platform-facts.ts';
import type {
  BtrfsFilesystem,
  BtrfsUsage,
  DeletedFiles,
  FilesystemUsage,
  HiddenData,
  MountEntry,
  NamespaceMounts,
  OtherDataRoot,
} from './storage-facts.ts';

export interface DaemonConfiguration {
  /** the file the daemon reads, as found for this platform */
  path: string;
  exists: boolean;
  /** parsed; null where it does not parse (`problem` says why) */
  values: Record<string, unknown> | null;
  problem: string | null;
  /** flags of the running dockerd, `--storage-driver=…` */
  flags: string[];
  isImmutable: boolean | null;
}

/** One more section is one more line here, one collector (or Engine reader) and its parser. */
export interface FactSections {
  platform: PlatformFacts;
  mounts: MountEntry[];
  namespaceMounts: NamespaceMounts;
  filesystems: FilesystemUsage[];
  daemonConfiguration: DaemonConfiguration;
  daemonProcesses: DaemonProcesses;
  engine: EngineFacts;
  containers: ContainerSummary[];
  images: ImageSummary[];
  volumes: VolumeSummary[];
  networks: NetworkSummary[];
  buildCache: BuildCacheRecord[];
  dataRoot: DataRootListing;
  driverDirectories: DriverDirectories;
  layerdb: LayerDatabase;
  imagedb: ImageDatabase;
  buildkitSnapshots: BuildkitSnapshots;
  containersOnDisk: ContainerOnDisk[];
  volumesOnDisk: VolumeOnDisk[];
  /** one per btrfs filesystem that holds the data root or its parts; known and empty where there is none */
  btrfs: BtrfsFilesystem[];
  btrfsUsage: BtrfsUsage[];
  quarantine: QuarantineEntry[];
  deletedFiles: DeletedFiles;
  otherDataRoots: OtherDataRoot[];
  hiddenData: HiddenData;
  containerd: ContainerdFacts;
  btrfsHealth: BtrfsHealth[];
  loopDevices: LoopDevice[];
  bootConfiguration: BootConfiguration;
  thinPools: ThinPool[];
  zfs: ZfsFacts;
  mdArrays: MdArray[];
  kernelFeatures: KernelFeatures;
  xfsFormats: XfsFormat[];
  storageQuotas: StorageQuota[];
  dockerDiskUsage: DockerDiskUsage;
  pasted: PastedFacts;
  logLines: LogLine[];
  kernelLog: KernelLog;
  migrations: Migration[];
  moveTargets: MoveTarget[];
  imageBackups: ImageBackup[];
}
export type SectionId = keyof FactSections;

/** A plan matches when every part known then is known and equal now, at least engineId and dataRootFsid. */
export interface HostIdentity {
  machineId: Fact<string>;
  engineId: Fact<string>;
  dataRoot: Fact<string>;
  /** uuid of the data root's filesystem, else its statfs id */
  dataRootFsid: Fact<string>;
}

export interface CollectionCost {
  wallMs: number;
  roundTrips: number;
  engineRequests: number;
  bytes: number;
  remoteCpuMs: number | null;
}

export interface HostFacts {
  readonly id: FactsId;
  readonly hostId: HostId;
  readonly collectedAt: string;
  readonly identity: HostIdentity;
  readonly sections: { readonly [K in SectionId]: Fact<FactSections[K]> };
  readonly cost: CollectionCost;
}
