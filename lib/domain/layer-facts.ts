import type { ContainerdDetails } from './containerd-facts.ts';

/**
 * Docker's own records about layers, as they are on disk: names and small files only, never a tree walk.
 * See docs/ownership.md and docs/reference/docker-on-disk.md for what each of them proves.
 *
 * `device` and `inode` are st_dev and st_ino in decimal, as `stat -c '%d:%i'` prints them (not mountinfo's `major:minor`).
 */
export interface DaemonProcesses {
  /** every dockerd found in /proc, with the data root it was told to use */
  daemons: {
    pid: number;
    startedSeconds: number;
    command: string[];
    dataRoot: string | null;
    /** device and inode of that data root, to see two daemons on one tree through different paths */
    dataRootIdentity: string | null;
    containerd: string | null;
  }[];
  /** pid → holds an open descriptor below `layerdb/tmp/write-set-*` (a registration in flight) */
  writeSetsInFlight: string[];
  /** unpackers of old engines: argv of `docker-applyLayer` / `docker-untar` children */
  unpackers: string[][];
}

export interface DataRootListing {
  /** resolved, no symlinks */
  path: string;
  /** as configured, before resolving */
  requestedPath: string;
  filesystemType: string;
  /** statfs magic, hex */
  filesystemMagic: string;
  /** statfs f_fsid, hex, as `stat -f -c %i` prints it; null where the file system has none */
  filesystemId?: string | null;
  device: string;
  inode: number;
  /** birth of `ROOT/tmp`: when the running daemon (or the last one) started; null without statx */
  tmpBirthSeconds: number | null;
  /** modification time of ROOT/tmp, for the record; decides nothing */
  tmpModifiedSeconds: number | null;
  engineId: string | null;
  /** of the file `engine-id`, written once at this data root's first start; facts of before December 2026 lack it */
  engineIdModifiedSeconds?: number | null;
  /** first level of the data root: names and kinds */
  entries: { name: string; kind: 'directory' | 'file' | 'symlink' | 'other'; device: string }[];
  /** first level of each driver's directory that exists: how many entries (names are in driverDirectories for the current one) */
  driverDirectories: { driver: string; entries: number }[];
  /** `image/<driver>` that exist */
  imageStores: string[];
  /** is `ROOT` a mount point of its own */
  isMountPoint: boolean;
}

export interface DriverDirectory {
  name: string;
  kind: 'directory' | 'file' | 'symlink' | 'other';
  device: string;
  inode: number;
  /** statx birth of the directory itself, or the btrfs otime; null where neither can be had */
  birthSeconds: number | null;
  birthSource: 'statx' | 'otime' | 'none';
  changedSeconds: number;
  /** overlay2: contents of `link` */
  link: string | null;
  /** overlay2: names in `lower`, nearest first (`l/` stripped); null = no `lower` file */
  lower: string[] | null;
}

export interface DriverDirectories {
  driver: string;
  /** absolute path of the directory that holds them, resolved: `/var/lib/docker/overlay2`, `…/btrfs/subvolumes`, `…/vfs/dir` */
  path: string;
  entries: DriverDirectory[];
  /** overlay2 `l/`: short name → directory it points to, or null where the target has another form */
  links: Record<string, string | null>;
  /** aufs `layers/<id>`, overlay `lower-id`, zfs origin: name → names it needs */
  needs: Record<string, string[]>;
}

export interface LayerChain {
  /** name of the entry in layerdb/sha256 */
  name: string;
  cacheId: string | null;
  parent: string | null;
  /** `sha256:…` of its own content: what adopt-and-release names; null where it could not be read */
  diffId?: string | null;
  sizeBytes: number | null;
  /** `<chain>-<64hex>-removing` */
  isRemoving: boolean;
  /**
   * change time of the entry's directory: a rename sets it, so for a `-removing` entry it says when the removal began.
   * Only when that lies before the running daemon can the daemon not be at it this moment. Needed for `-removing` entries only.
   */
  changedSeconds?: number | null;
}

export interface LayerMount {
  name: string;
  mountId: string | null;
  initId: string | null;
  parent: string | null;
  /** birth, else change time of the entry's directory */
  bornSeconds: number | null;
}

export interface LayerDatabase {
  driver: string;
  path: string;
  chains: LayerChain[];
  mounts: LayerMount[];
  /** layerdb/tmp/write-set-*: with cache-id where it is written already */
  writeSets: { name: string; cacheId: string | null; bornSeconds: number | null }[];
  /** entries whose names could not be read one by one (newlines): the proof is impossible with them */
  unreadableEntries: string[];
}

export interface ImageDatabase {
  driver: string;
  /** id without `sha256:` → diff ids bottom to top; null where the configuration does not parse */
  images: { id: string; diffIds: string[] | null }[];
  /** repositories.json: image id → references */
  references: Record<string, string[]>;
}

export interface BuildkitSnapshots {
  /** false: there is no buildkit/snapshots.db at all (known and empty) */
  exists: boolean;
  transactionId: number;
  buckets: {
    name: string;
    parent: string | null;
    committed: string | null;
    isCommitted: boolean;
    chainId: string | null;
    sizeBytes: number | null;
  }[];
}

export interface ContainerOnDisk {
  id: string;
  /** the helper container that this was read from: made after Docker was asked for its containers, and gone by now */
  isHelper?: true;
  /** null: config.v2.json is missing or does not parse */
  config: {
    name: string;
    driver: string;
    imageId: string;
    image: string;
    running: boolean;
    labels: Record<string, string>;
    restartPolicy: string | null;
    finishedAt: string | null;
    /** facts of before December 2026 lack it */
    createdAt?: string | null;
    logPath: string | null;
    /** volume name, or bind source, by destination */
    mounts: { destination: string; volume: string | null; source: string | null }[];
  } | null;
  logBytes: number | null;
  /** of the json-file log that is written now; it changes when Docker rotates. Facts of before November 2026 lack it */
  logInode?: number | null;
  logDriver: string | null;
  logOptions: Record<string, string>;
}

export interface VolumeOnDisk {
  name: string;
  /** resolved `_data`; null where there is none (options) */
  dataPath: string | null;
  device: string | null;
  inode: number | null;
  changedSeconds: number | null;
  /** first-level names of `_data`, at most 64 */
  firstLevel: string[];
  /** a whole data root inside: driver directories seen (`btrfs`, `overlay2`, …); null = no nested Docker */
  nestedDrivers: string[] | null;
  /** driver options stored beside the volume */
  hasOptions: boolean;
}

export interface QuarantineEntry {
  /** name of the entry below `.bilge-quarantine` */
  entry: string;
  driver: string;
  path: string;
  /** what it was called in the driver's directory */
  originalName: string;
  device: string;
  inode: number;
  /** contents of the note that the run left beside it */
  note: Record<string, string>;
}

export interface ContainerdFacts {
  root: string | null;
  /** snapshotter → directories under snapshots/ */
  snapshots: {
    snapshotter: string;
    key: string;
    id: number;
    kind: string;
    parent: string | null;
    sizeBytes: number | null;
    /** facts of before December 2026 lack it */
    createdAt?: string | null;
  }[];
  leases: { namespace: string; id: string; createdAt: string | null }[];
  contentBytes: number | null;
  /** facts of before December 2026 lack it */
  details?: ContainerdDetails;
}
