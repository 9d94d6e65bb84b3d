/** What only the health checks ask for. Sizes in bytes, times in seconds since the epoch; null = unknown. */

export interface BtrfsDeviceErrors {
  write: number;
  read: number;
  flush: number;
  corruption: number;
  generation: number;
}

export interface BtrfsScrub {
  state: 'never' | 'running' | 'finished' | 'aborted' | 'interrupted';
  startedSeconds: number | null;
  correctedErrors: number | null;
  uncorrectableErrors: number | null;
  /** the progress file lies on a file system that a reboot empties: `never` then proves nothing */
  recordIsVolatile: boolean;
}

export interface BtrfsHealth {
  /** null where the output does not name it */
  uuid: string | null;
  mountPoint: string | null;
  devices: { device: string; isMissing: boolean | null; errors: BtrfsDeviceErrors | null }[];
  scrub: BtrfsScrub | null;
  balance: { state: 'none' | 'running' | 'paused'; percentLeft: number | null } | null;
  /** sysfs `exclusive_operation`: `none`, `balance`, `resize`, `device replace` … */
  exclusiveOperation: string | null;
}

export interface LoopDevice {
  device: string;
  backingFile: string;
  /** the kernel shows the file as ` (deleted)`: it lives only as long as the device */
  isDeleted: boolean;
  /** `major:minor:inode` of the backing file: equal paths alone do not prove one file */
  backingIdentity: string | null;
  isAutoclear: boolean | null;
  isReadOnly: boolean | null;
  mountPoints: string[];
  apparentBytes: number | null;
  allocatedBytes: number | null;
  /** of the filesystem that holds the backing file */
  backing: { type: string; mountPoint: string; freeBytes: number } | null;
  /** bytes used inside, where it is mounted */
  innerUsedBytes: number | null;
  /** btrfs only: is copy-on-write off (`chattr +C`) for the file */
  isNoCow: boolean | null;
  extents: number | null;
  /** btrfs only: how many snapshots exist of the subvolume that holds the file */
  snapshotsOfItsSubvolume: number | null;
}

export interface BootConfiguration {
  fstab: { source: string; mountPoint: string; type: string; options: string[]; line: string }[];
  /** null where there is no systemd or the unit could not be read */
  dockerUnit: { requiresMountsFor: string[]; after: string[]; requires: string[] } | null;
  /** attribute `i` on the directory below the data root's mount; null where it cannot be seen (something is mounted on it) */
  bareDirectoryIsImmutable: boolean | null;
  /** OpenRC: `rc_need` of Docker's service */
  openrcNeeds: string[] | null;
}

export interface ThinPool {
  volumeGroup: string;
  name: string;
  /** the ten characters of `lv_attr` */
  attributes: string;
  sizeBytes: number | null;
  dataPercent: number | null;
  metadataPercent: number | null;
  /** where it is reported by something other than `attributes` (`lvdisplay`) */
  isActive?: boolean;
}

export interface ZfsFacts {
  pools: {
    name: string;
    health: string;
    sizeBytes: number | null;
    freeBytes: number | null;
    capacityPercent: number | null;
    errors: string | null;
    /** `zpool status` in its own words: every access waits. The state beside it may still be ONLINE or DEGRADED. */
    suspended?: 'io-failure' | 'multihost';
  }[];
  datasets: {
    name: string;
    usedBytes: number;
    availableBytes: number | null;
    mountPoint: string | null;
    /** `canmount=on`: mounted with its pool. Facts of before December 2026 lack it */
    mountsItself?: boolean;
  }[];
}

export interface MdArray {
  name: string;
  level: string;
  isActive: boolean;
  /** `UU_`: one character per wanted member; null for levels without redundancy */
  map: string | null;
  /** `recovery = 12.6%`, `resync`, `check` */
  operation: string | null;
  /** `sda1`, `sdb1`: those that the kernel lists */
  members?: string[];
  /** the metadata of a set (IMSM, DDF): always `inactive`, and healthy so; its volumes are arrays of their own */
  isContainer?: boolean;
}

export interface KernelFeatures {
  /** `/sys/fs/btrfs/features/rmdir_subvol` */
  rmdirSubvolume: boolean | null;
  /** false: the kernel refuses to mount a block device that something else holds open for writing */
  mayWriteMounted: boolean | null;
  /** of util-linux' mount; null = BusyBox or unknown */
  mountVersion: string | null;
  mountIsBusybox: boolean | null;
  overlayAvailable: boolean | null;
}

export interface XfsFormat {
  mountPoint: string;
  source: string;
  hasFtype: boolean | null;
  line: string;
}

/** A quota that can stop Docker's writes below what df shows. */
export interface StorageQuota {
  kind: 'btrfs-qgroup' | 'xfs-project' | 'zfs-quota';
  object: string;
  limitBytes: number;
  usedBytes: number;
}

/** One row of `docker system df`: only ever known where someone ran it; Bilge itself does not ask for it (docs/architecture.md#law-8). */
export interface DockerDiskUsageRow {
  type: 'images' | 'containers' | 'volumes' | 'build-cache';
  total: number | null;
  active: number | null;
  sizeBytes: number;
  reclaimableBytes: number | null;
}

/** Docker's own lists with sizes, as `docker system df -v` prints them. */
export interface DockerDiskUsage {
  rows: DockerDiskUsageRow[];
  containers: { name: string; sizeBytes: number; status: string }[];
  volumes: { name: string; links: number; sizeBytes: number }[];
}

/** What only a person's own commands show; known for pasted output alone, never for a scan. */
export interface PastedFacts {
  /** the system that these commands and paths belong to; null = unknown */
  product: 'podman' | null;
  /** `Context:` of the client in `docker info` */
  context: string | null;
  /** the paste names no data root: its usual place was taken */
  isDataRootAssumed: boolean;
  /** rows of `du` */
  directories: { path: string; bytes: number }[];
  /** logs of containers that `ls -l` or `du` show */
  logFiles: { path: string; bytes: number }[];
  /** how many files lie below a directory: `du --inodes`, `find … | wc -l` */
  fileCounts: { path: string; count: number }[];
  /** totals of `docker buildx du` and `buildctl du` */
  buildCaches: {
    builder: string | null;
    tool: 'docker' | 'buildctl';
    bytes: number;
    reclaimableBytes: number | null;
  }[];
  /** mount points whose other end is gone: “Transport endpoint is not connected” */
  brokenMounts: string[];
  /** mount points of a `df` that was asked for all of them, with the type where -T showed it; null = of some only */
  allMountPoints: { mountPoint: string; source: string; type: string }[] | null;
}

/** A line of a kernel's, mount's or Docker's log. */
export interface LogLine {
  text: string;
}

/** What the kernel said about disks and filesystems since it started. */
export interface KernelLog {
  /** `secondsAgo` is null where the kernel prints no time */
  lines: { text: string; secondsAgo: number | null }[];
  /** block devices that are there now, partitions too: what was pulled out is history */
  devices: string[];
}
