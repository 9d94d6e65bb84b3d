/** Mounts, filesystems, btrfs: what lies under Docker. Sizes in bytes, times in seconds since the epoch. */
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

/** R5: mounts of every mount namespace that can matter, each namespace once. */
export interface NamespaceMounts {
  namespaces: { inode: string; pid: number; command: string; mounts: MountEntry[] }[];
  /** processes whose mountinfo could not be read; not empty means that live mounts may be missed */
  unreadable: number;
  /** cwd, root and open directories below the data root, by process */
  holders: { pid: number; command: string; kind: 'cwd' | 'root' | 'fd'; path: string }[];
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
