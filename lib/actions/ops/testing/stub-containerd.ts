import type { ApiLease, ContainerdApi, LeaseResource } from '../../../domain/containerd-api.ts';
import { ContainerdError } from '../../../domain/errors.ts';
import type { SeenDirectory, StoreTools } from '../op.ts';

/** A stand-in for containerd's leases, without its collector: what an op asks and in which order. The real one is in the host ring. */
export class StubContainerd implements ContainerdApi {
  readonly leases = new Map<string, ApiLease & { resources: LeaseResource[] }>();
  /** of the btrfs snapshotter, by path */
  readonly directories = new Map<string, SeenDirectory>();
  readonly calls: string[] = [];
  /** called before each change; may throw, as a lost connection does */
  meet: (call: string) => void = () => {};

  put(
    id: string,
    resources: LeaseResource[],
    labels: Record<string, string> = {},
    createdAt = '2026-11-01T00:00:00.000Z',
  ) {
    this.leases.set(id, { id, createdAt, labels, resources });
  }

  async server() {
    return { uuid: 'uuid', pid: 1 };
  }
  async version() {
    return 'stub';
  }
  async lease(_namespace: string, id: string): Promise<ApiLease | null> {
    const found = this.leases.get(id);
    return found === undefined ? null : { id, createdAt: found.createdAt, labels: { ...found.labels } };
  }
  async resources(_namespace: string, id: string): Promise<LeaseResource[]> {
    return [...this.#get(id).resources];
  }
  async create(_namespace: string, id: string, labels: Readonly<Record<string, string>>): Promise<void> {
    this.#change(`create ${id}`);
    if (this.leases.has(id)) throw new ContainerdError({ status: 'already-exists', message: id });
    this.put(id, [], { ...labels }, '2026-11-20T00:00:00.000Z');
  }
  async addResource(_namespace: string, id: string, resource: LeaseResource): Promise<void> {
    this.#change(`add ${id} ${resource.id}`);
    this.#get(id).resources.push(resource);
  }
  async deleteAndCollect(_namespace: string, id: string): Promise<void> {
    this.#change(`delete ${id}`);
    this.#get(id);
    this.leases.delete(id);
  }

  async prepareSnapshot(_namespace: string, snapshotter: string, key: string): Promise<void> {
    this.#change(`prepare ${snapshotter} ${key}`);
  }
  async removeSnapshot(_namespace: string, snapshotter: string, key: string): Promise<void> {
    this.#change(`remove ${snapshotter} ${key}`);
  }

  /** @param listed ids of containers that Docker knows; `seen` what the host shows of the owner */
  tools({
    listed = [],
    images = [],
    seen = null,
  }: {
    listed?: string[];
    images?: string[];
    seen?: string | null;
  } = {}): StoreTools {
    return {
      containerd: this,
      ask: async (path) => {
        if (path === '/containers/json') return listed.map((Id) => ({ Id }));
        if (path === '/images/json') return images.map((Id) => ({ Id, RepoTags: null }));
        return listed.some((id) => path === `/containers/${id}/json`) ? {} : null;
      },
      seenOwner: async () => seen,
      seenDirectory: async (path) => this.directories.get(path) ?? null,
      deleteSubvolume: async (path, uuid) => {
        this.#change(`subvolume delete ${path}`);
        if (this.directories.get(path)?.uuid === uuid) this.directories.delete(path);
      },
      runId: 'run_abcdefgh',
      now: '2026-11-20T00:00:00.000Z',
      notes: new Map(),
    };
  }

  #get(id: string) {
    const found = this.leases.get(id);
    if (found === undefined) throw new ContainerdError({ status: 'not-found', message: `lease ${id}` });
    return found;
  }
  #change(call: string): void {
    this.meet(call);
    this.calls.push(call);
  }
}
