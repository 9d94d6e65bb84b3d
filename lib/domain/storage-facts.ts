/** Mounts, filesystems, btrfs: the storage below Docker. Sizes in bytes, times in seconds since the epoch. */
export interface MountEntry {
  id: number;
  parentId: number;
  /** `8:1`; anonymous for btrfs and equal for all mounts of one btrfs */
  device: string;
  /** the directory of the filesystem that is mounted (mountinfo field 4) */
  root: string;
  mountPoint: string;
  options: string[];
  optionalFields: string[];
  type: string;
  source: string;
  superOptions: string[];
}

/** Mounts of every mount namespace that can matter, each namespace once (R5 of docs/reference/docker-on-disk.md#where-references-live). */
export interface NamespaceMounts {
  namespaces: { inode: string; pid: number; command: string; mounts: MountEntry[] }[];
  /** processes whose mountinfo could not be read; not empty means that live mounts may be missed */
  unreadable: number;
  /** cwd, root and open directories below the data root, by process */
  holders: { pid: number; command: string; kind: 'cwd' | 'root' | 'fd'; path: string }[];
}

/** A regular file without a name whose blocks are freed when the last process that has it open closes it. */
export interface DeletedFile {
  /** as its holder's descriptor names it, inside the holder's mount namespace; null where that could not be read */
  path: string | null;
  inode: number;
  /** allocated, which is what will be freed */
  bytes: number;
  /** st_dev as `major:minor`; on btrfs and overlay it is that of no mount */
  device: string;
  /** the mount it was opened through, in its holder's namespace; null: of a mount that is not there any more */
  mount: MountEntry | null;
  /** at most 16; containers by the holder's control group, outermost first, of whichever engine */
  holders: { pid: number; command: string; containerIds: string[] }[];
}

export interface DeletedFiles {
  /** the 200 biggest, biggest first */
  files: DeletedFile[];
  others: { device: string; mount: MountEntry | null; count: number; bytes: number }[];
  /** processes that could not be checked: more files may be open than listed */
  unreadable: number;
}

/** What another Docker data root is and holds, by names only. */
export interface DataRootContents {
  /** st_dev in decimal */
  device: string;
  inode: number;
  modifiedSeconds: number;
  engineId: string | null;
  /** storage drivers with at least one layer */
  drivers: string[];
  /** at most 1000 each */
  containers: { id: string; name: string | null }[];
  volumes: string[];
  /** checksum of the names of its containers and volumes */
  contentsDigest: string;
}

/** Neither the Engine's own nor inside or around it; another daemon's may be in use. */
export interface OtherDataRoot extends DataRootContents {
  /** resolved */
  path: string;
  isMountPoint: boolean;
  filesystemType: string;
}

export interface HiddenPlace {
  mountPoint: string;
  /** mount point of the filesystem that holds the covered folder */
  above: string;
  type: string;
  device: string;
  /** first level of the covered folder, at most 200; a folder's bytes are its own, not those of what is in it */
  entries: { name: string; isDirectory: boolean; bytes: number }[];
  isTruncated: boolean;
  /** null where it is no data root */
  contents: DataRootContents | null;
}

export interface HiddenData {
  places: HiddenPlace[];
  unseen: { mountPoint: string; why: string }[];
}

export type FilesystemRole = 'data-root' | 'containerd-root' | 'volumes' | 'system' | 'loop-backing';

export interface FilesystemUsage {
  /** stable: the filesystem's uuid where there is one (btrfs, ext4, xfs), else `device:<major:minor>` */
  id: string;
  roles: FilesystemRole[];
  type: string;
  source: string;
  mountPoint: string;
  device: string;
  totalBytes: number;
  usedBytes: number;
  /** available to unprivileged users */
  freeBytes: number;
  /** null where the filesystem has no fixed number of inodes (btrfs) */
  inodesTotal: number | null;
  inodesUsed: number | null;
  isReadOnly: boolean;
  isNetwork: boolean;
}

export interface BtrfsSubvolume {
  id: number;
  uuid: string;
  parentUuid: string | null;
  receivedUuid: string | null;
  /** id of the subvolume that contains it */
  parentId: number;
  topLevel: number;
  generation: number;
  creationGeneration: number;
  /** creation time (otime); null where only `subvolume show` would tell */
  createdSeconds: number | null;
  isReadOnly: boolean;
  /** from the top level (id 5) of the filesystem, no leading slash */
  path: string;
  /** absolute path on the host if some mount shows it */
  hostPath: string | null;
}

export interface BtrfsFilesystem {
  uuid: string;
  mountPoint: string;
  subvolumes: BtrfsSubvolume[];
  /** deleted but not yet cleaned (`subvolume list -d`); null = could not be asked */
  pendingDeletions: number | null;
  quotas: { enabled: boolean; inconsistent: boolean | null; mode: string | null };
  /** by subvolume id, only where quotas are on and consistent */
  qgroups: Record<string, { referencedBytes: number; exclusiveBytes: number }> | null;
}

export interface BtrfsUsage {
  uuid: string;
  mountPoint: string;
  deviceSizeBytes: number;
  allocatedBytes: number | null;
  unallocatedBytes: number | null;
  usedBytes: number;
  freeEstimatedBytes: number | null;
  freeStatfsBytes: number | null;
  globalReserveBytes: number | null;
  globalReserveUsedBytes: number | null;
  multipleProfiles: boolean | null;
  chunks: {
    type: 'data' | 'metadata' | 'system' | 'mixed';
    profile: string;
    totalBytes: number;
    usedBytes: number;
    devices: { device: string; bytes: number }[];
  }[];
  unallocatedByDevice: { device: string; bytes: number }[];
  /** `btrfs filesystem usage`, `filesystem df` or `sysfs` */
  source: string;
}
