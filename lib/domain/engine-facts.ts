/** What the Engine API says. Numbers are bytes; times ISO 8601 as the engine gives them. */
export interface EngineFacts {
  id: string;
  name: string;
  version: string;
  apiVersion: string;
  minApiVersion: string;
  storageDriver: string;
  driverStatus: [string, string][];
  /** `containerd` when DriverStatus has driver-type io.containerd.snapshotter.v1 */
  imageStore: 'graphdriver' | 'containerd';
  backingFilesystem: string | null;
  dataRoot: string;
  kernel: string;
  os: string;
  architecture: string;
  cgroupDriver: string | null;
  liveRestore: boolean;
  loggingDriver: string;
  containersRunning: number;
  containersTotal: number;
  imagesTotal: number;
  warnings: string[];
  securityOptions: string[];
  swarmActive: boolean;
  initBinary: string | null;
  registryMirrors: string[];
  /** an engine with Docker's API that is not Docker; left out for Docker */
  product?: 'podman';
}

export interface ContainerSummary {
  id: string;
  names: string[];
  imageId: string;
  image: string;
  state: string;
  status: string;
  createdSeconds: number;
  labels: Record<string, string>;
  mounts: { type: string; name: string | null; source: string; destination: string; readWrite: boolean }[];
  networkNames: string[];
  /** published while it runs, as `0.0.0.0:8080 to 80/tcp`, sorted; absent in scans from before December 2026 */
  ports?: string[];
  /** read one by one, and only where nothing can be read from the host's disk */
  details?: {
    /** `no` or empty: it does not start automatically */
    restartPolicy: string;
    /** as the Engine prints it; null = it never ran */
    finishedAt: string | null;
  };
}

export interface ImageSummary {
  id: string;
  repoTags: string[];
  repoDigests: string[];
  createdSeconds: number;
  sizeBytes: number;
  labels: Record<string, string>;
  parentId: string | null;
  /** when it last got a name on this host; read one by one, and only where nothing can be read from the host's disk */
  lastTaggedAt?: string | null;
}

export interface VolumeSummary {
  name: string;
  driver: string;
  mountpoint: string;
  createdAt: string | null;
  labels: Record<string, string>;
  options: Record<string, string>;
  scope: string;
}

export interface NetworkSummary {
  id: string;
  name: string;
  driver: string;
  createdAt: string | null;
  labels: Record<string, string>;
  internal: boolean;
  containerIds: string[];
}

export interface BuildCacheRecord {
  id: string;
  type: string;
  description: string;
  inUse: boolean;
  shared: boolean;
  sizeBytes: number;
  createdAt: string | null;
  lastUsedAt: string | null;
  parents: string[];
}
