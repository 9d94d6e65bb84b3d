/**
 * containerd's own records, as its databases hold them (docs/reference/containerd-on-disk.md#the-databases). Of labels only those that its
 * collector or the proof reads are kept: `containerd.io/gc.…`, and all of a lease's.
 */
export interface ContainerdRecords {
  namespaces: ContainerdNamespace[];
}

export type GcLabels = Record<string, string>;

export interface ContainerdNamespace {
  name: string;
  images: { name: string; digest: string | null; labels: GcLabels }[];
  content: { digest: string; sizeBytes: number | null; labels: GcLabels }[];
  /** downloads; `folder` is the name of its directory */
  ingests: { ref: string; folder: string | null; expiresAt: string | null; expected: string | null }[];
  snapshots: ContainerdSnapshot[];
  leases: ContainerdLease[];
  /** of running containers; a snapshot of Docker's is not named here */
  containers: { id: string; snapshotter: string | null; snapshotKey: string | null; labels: GcLabels }[];
  sandboxes: { id: string; labels: GcLabels }[];
}

export interface ContainerdSnapshot {
  snapshotter: string;
  key: string;
  /** its key in the snapshotter's own database: `<namespace>/<number>/<key>` */
  name: string | null;
  /** a key of the same snapshotter and namespace */
  parent: string | null;
  labels: GcLabels;
}

export interface ContainerdLease {
  id: string;
  createdAt: string | null;
  labels: Record<string, string>;
  content: string[];
  snapshots: { snapshotter: string; key: string }[];
  ingests: string[];
  images: string[];
}

/** What the proof of a lease needs beside the snapshots, all of it read before the containers of the data root. */
export interface ContainerdDetails {
  /** process: the database that the running containerd holds open · arguments: what that process was told · place: a guess */
  foundBy: 'process' | 'arguments' | 'place';
  process: { pid: number; startedSeconds: number } | null;
  /** of this store, which its daemon tells over the socket */
  uuid: string | null;
  /** null: the store has no meta.db */
  records: ContainerdRecords | null;
  snapshotters: Snapshotter[];
  /** `<namespace>/<id>` */
  tasks: string[];
  /** bytes of each download by its folder */
  ingestBytes: Record<string, number>;
  /** null: there is no data root, or no folder of BuildKit's in it, or Docker runs with a graph driver */
  builds: BuildRecords | null;
  /** stores of containerd in the places where Docker keeps one, which no running containerd has open */
  unusedStores?: UnusedStore[];
  surroundings?: StoreSurroundings;
  /** meta.db and each snapshotter's own; `usedBytes`: its pages that hold something. Facts of before December 2026 lack it */
  databases?: { name: string; bytes: number; usedBytes: number }[];
}

/** What tells whether this data root was in use when a lease was made, and how the store is reached. Facts of before December 2026 lack it. */
export interface StoreSurroundings {
  /** sockets on which the containerd of this store listens */
  sockets: string[];
  /** when the unit of the running dockerd was started, oldest first, as the journal has it; null: no such record that can be trusted */
  dockerStarts: number[] | null;
  /** where mount units of systemd mount something, whether it is mounted now or not */
  mountUnits: string[];
  /** other units of systemd that start a dockerd */
  otherEngines: string[];
}

/** What Docker would show if it ran on it again. */
export interface UnusedStore {
  root: string;
  /** null: its database was too big to be read as well */
  content: {
    namespaces: string[];
    images: string[];
    /** ids of leases that have a container's form */
    containers: string[];
    /** compressed content alone */
    contentBytes: number;
  } | null;
}

export interface Snapshotter {
  name: string;
  /** the last number that was given to a snapshot; null: it has no database, it was never used */
  sequence: number | null;
  /** names in `snapshots`, `active` and `view` */
  folders: Record<string, string[]>;
}

export interface BuildRecords {
  /** one per `buildkit/<worker>/metadata_v2.db` */
  workers: {
    name: string;
    workerIdModifiedSeconds: number | null;
    records: { id: string; createdAt: string | null }[];
  }[];
  /** builds of the history; null: it has no database */
  history: string[] | null;
}
