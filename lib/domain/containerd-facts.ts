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
  ingests: { ref: string; expiresAt: string | null; expected: string | null }[];
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
