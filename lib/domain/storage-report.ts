import type { Fact } from './fact.ts';

/** What the views conclude from facts and measurements. These shapes are the `bilge scan --json` contract. */
export interface ProofStep {
  /** where a reference was looked for: `layerdb cache-id`, `BuildKit snapshots.db`, … */
  source: string;
  /** what was read there and the result: `412 entries, none names it` */
  checked: string;
  /** it speaks against: what was found there keeps the object */
  against?: true;
}

export type LeakKind =
  | 'btrfs-subvolume'
  | 'overlay2-directory'
  | 'vfs-directory'
  /** aufs, overlay, devicemapper, zfs: reported as `unconfirmed`, never offered */
  | 'other-driver-directory'
  | 'unreachable-layer'
  | 'leaked-container-layer'
  | 'stale-removing-layer'
  | 'nested-docker-root'
  | 'abandoned-store'
  | 'containerd-lease';

export interface Leak {
  kind: LeakKind;
  name: string;
  path: string;
  subvolume: { id: number; uuid: string } | null;
  owner: { kind: 'volume'; id: string } | null;
  bytes: Fact<number>;
  proof: ProofStep[];
  /** deepest first */
  nested: { path: string; id: number; uuid: string; depth: number }[];
  state:
    | 'orphan'
    | 'too-young'
    | 'unconfirmed'
    /** a lease that is older than this data root: another one's, which may exist still */
    | 'other-data-root'
    /** a lease that ends by itself */
    | 'unfinished';
  /** ISO time at which Bilge first saw it */
  since: string | null;
  /** can it go while Docker runs */
  removableLive: boolean;
  /** for abandoned stores: what they hide */
  hides?: { containers: string[]; volumes: string[] };
  /** device:inode (and birth) or subvolume uuid: what a plan binds to */
  identity: string | null;
}

export interface LayerRow {
  name: string;
  path: string;
  kind:
    | 'image'
    | 'container'
    | 'init'
    | 'build-cache'
    | 'orphan'
    /** containerd's store: a lease without an owner keeps it, whose leak says whether that is proven */
    | 'leased'
    /** known, and none of these: build history, an unfinished pull, another user of containerd */
    | 'other'
    | 'unknown';
  images: string[];
  containers: string[];
  bytes: Fact<number>;
  bornSeconds: number | null;
  /** set where kind is orphan or leased: the leak's state */
  state: Leak['state'] | null;
  /** where kind is leased: id of the lease */
  lease?: string;
  detail: string;
}

export interface SubvolumeRow {
  id: number;
  uuid: string;
  parentUuid: string | null;
  path: string;
  topLevel: number;
  readOnly: boolean;
  owner: {
    kind:
      | 'image'
      | 'container'
      | 'container-init'
      | 'build-cache'
      | 'nested-docker'
      | 'orphan'
      | 'docker-other'
      | 'not-docker'
      | 'unknown';
    label: string;
  };
  exclusiveBytes: Fact<number>;
  referencedBytes: Fact<number>;
  filesystem: string;
  createdSeconds: number | null;
}

export interface VolumeRow {
  name: string;
  anonymous: boolean;
  driver: string;
  mountpoint: string;
  usedBy: string[];
  /** false: `usedBy` names those that are known, and there may be others */
  usersKnown: boolean;
  labels: Record<string, string>;
  bytes: Fact<number>;
  nestedDocker: Fact<{ driver: string; subvolumes: number } | null>;
  deletable: { ok: true } | { excuse: string };
  /** e.g. `buildx builder state`: build cache in disguise */
  knownAs: string | null;
}

export const ledgerRowIds = [
  'image-layers',
  'compressed-copies',
  'writable-layers',
  'volumes',
  'build-cache',
  'container-logs',
  'deleted-files',
  'leaked-layers',
  'unproven-leases',
  'unfinished-transfers',
  'other-containerd-users',
  'nested-docker',
  'quarantine',
  'abandoned-stores',
  'unused-data-roots',
  'hidden-data',
  'docker-other',
  'not-docker',
  'filesystem-overhead',
  'unaccounted',
] as const;
export type LedgerRowId = (typeof ledgerRowIds)[number];

export interface LedgerRow {
  filesystem: string;
  row: LedgerRowId;
  bytes: Fact<number>;
  exact: boolean;
  how: string;
  measuredAt: string | null;
  objects: number | null;
}

/** A deleted file that is still open, or (count > 1) all the small ones of one device. */
export interface HeldFile {
  /** as its holder sees it; null where it could not be read, or for several */
  path: string | null;
  /** what is freed when the last holder closes it */
  bytes: number;
  /** id of one of the report's filesystems; null: on none of them, or unknown */
  filesystem: string | null;
  mountPoint: string | null;
  /** the btrfs layer it lies in, whose quota group counts it */
  layer: string | null;
  holders: {
    pid: number;
    command: string;
    /** `docker`: the daemon; then `container` is the one whose log it writes there */
    kind: 'container' | 'docker' | 'process';
    container: { id: string; name: string } | null;
  }[];
  count: number;
}

/** A data root beside the Engine's own. Never garbage: its volumes may be the only copy of something. */
export interface OtherDataRootRow {
  path: string;
  /** device:inode, what a plan binds to */
  identity: string;
  /** the Docker daemon that uses it; null: none does */
  usedBy: { pid: number } | null;
  isMountPoint: boolean;
  filesystemType: string;
  /** not measured: a walk over the network, of what another machine may use */
  isNetwork: boolean;
  /** id of one of the report's filesystems; null: on none of them */
  filesystem: string | null;
  bytes: Fact<number>;
  drivers: string[];
  /** names */
  containers: string[];
  volumes: string[];
  contentsDigest: string;
}

/** What a mount covers. */
export interface HiddenDataRow {
  mountPoint: string;
  /** mount point of the filesystem that it takes space on */
  above: string;
  filesystem: string | null;
  /** names of the first level */
  entries: string[];
  isTruncated: boolean;
  leastBytes: number;
  bytes: Fact<number>;
  /** where it is a data root of Docker */
  dataRoot: { drivers: string[]; containers: string[]; volumes: string[] } | null;
}

/** A layer that Bilge moved aside. */
export interface QuarantinedRow {
  /** name of the entry in the quarantine */
  entry: string;
  path: string;
  bytes: Fact<number>;
}

/** "Docker says / disk says", side by side. */
export interface DockerSays {
  what: 'images' | 'containers' | 'volumes' | 'build-cache';
  dockerBytes: Fact<number>;
  diskBytes: Fact<number>;
  /** what this version of Docker is known to count wrongly here */
  note?: string;
  /** Docker’s own size is known to be wrong in this version; the first release that counts right */
  wrongUntil?: string;
}

export interface StorageReport {
  /** why nothing can be proven here, if so (docs/reference/docker-on-disk.md#when-nothing-can-be-proven); leaks is unknown then */
  refusals: { code: string; excuse: string }[];
  leaks: Fact<Leak[]>;
  layers: Fact<LayerRow[]>;
  subvolumes: Fact<SubvolumeRow[]>;
  volumes: Fact<VolumeRow[]>;
  ledger: Fact<LedgerRow[]>;
  dockerSays: DockerSays[];
  deletedFiles: Fact<HeldFile[]>;
  otherDataRoots: Fact<OtherDataRootRow[]>;
  hiddenData: Fact<HiddenDataRow[]>;
  quarantined: Fact<QuarantinedRow[]>;
  /** what removing all dead leases of containerd's store frees: what two of them share counts too */
  leakedLeaseBytes: Fact<number>;
  /** host snapshots that pin Docker's space, named for what they are */
  pinningSnapshots: { path: string; uuid: string; label: string }[];
}
