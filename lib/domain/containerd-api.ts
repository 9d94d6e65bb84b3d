/**
 * What Bilge asks of containerd (docs/decisions/0016-containerd-leases.md): leases, who answers, and one empty snapshot of its own. `lib/hosts` makes it, `lib/runs` hands it to the
 * ops. Every call is for one namespace.
 */
export interface ContainerdApi {
  /** who answers on this socket */
  server(): Promise<{ uuid: string; pid: number }>;
  version(): Promise<string>;
  /** null: there is no such lease */
  lease(namespace: string, id: string): Promise<ApiLease | null>;
  resources(namespace: string, id: string): Promise<LeaseResource[]>;
  /** @throws ContainerdError, `already-exists` where there is one of that id */
  create(namespace: string, id: string, labels: Readonly<Record<string, string>>): Promise<void>;
  addResource(namespace: string, id: string, resource: LeaseResource): Promise<void>;
  /** Returns once containerd has collected what the lease alone held. */
  deleteAndCollect(namespace: string, id: string): Promise<void>;
  /** An empty snapshot that nothing holds: containerd collects it by itself where it is not removed. */
  prepareSnapshot(namespace: string, snapshotter: string, key: string): Promise<void>;
  removeSnapshot(namespace: string, snapshotter: string, key: string): Promise<void>;
}

/** Over a connection of its own. */
export interface ContainerdConnection extends ContainerdApi {
  readonly isOpen: boolean;
  close(): void;
}

export interface ApiLease {
  id: string;
  /** ISO, to the millisecond as the parsed databases have it */
  createdAt: string | null;
  labels: Record<string, string>;
}

/** `snapshots/<snapshotter>` and its key, `content` and a digest, `ingests` and a reference, `images` and a name */
export interface LeaseResource {
  id: string;
  type: string;
}
