import type { Duplex } from 'node:stream';
import type { ApiLease, ContainerdConnection, LeaseResource } from '../../domain/containerd-api.ts';
import { type Call, GrpcConnection } from './grpc.ts';
import {
  addResourceRequest,
  createRequest,
  deleteRequest,
  listRequest,
  listResourcesRequest,
  listResourcesResponse,
  listResponse,
  serverResponse,
  snapshotRequest,
  versionResponse,
} from './messages.ts';

const leases = '/containerd.services.leases.v1.Leases';
const snapshots = '/containerd.services.snapshots.v1.Snapshots';
const callMs = 30_000;
/** Deleting with `sync` waits until containerd has removed what was held: a large image on a slow disk takes minutes. */
const collectMs = 15 * 60_000;

/** containerd over a stream of its own to its socket. `close` ends that stream. */
export class ContainerdClient implements ContainerdConnection {
  readonly #connection: GrpcConnection;

  constructor(stream: Duplex, where: string) {
    this.#connection = new GrpcConnection(stream, where);
  }

  get isOpen(): boolean {
    return this.#connection.isOpen;
  }

  close(): void {
    this.#connection.close();
  }

  async server(): Promise<{ uuid: string; pid: number }> {
    return serverResponse(await this.#call('/containerd.services.introspection.v1.Introspection/Server', null));
  }

  async version(): Promise<string> {
    return versionResponse(await this.#call('/containerd.services.version.v1.Version/Version', null));
  }

  async lease(namespace: string, id: string): Promise<ApiLease | null> {
    const filter = `id==${JSON.stringify(id)}`;
    const found = listResponse(await this.#call(`${leases}/List`, namespace, listRequest([filter])));
    return found.find((each) => each.id === id) ?? null;
  }

  async resources(namespace: string, id: string): Promise<LeaseResource[]> {
    return listResourcesResponse(await this.#call(`${leases}/ListResources`, namespace, listResourcesRequest(id)));
  }

  async create(namespace: string, id: string, labels: Readonly<Record<string, string>>): Promise<void> {
    await this.#call(`${leases}/Create`, namespace, createRequest(id, labels));
  }

  async addResource(namespace: string, id: string, resource: LeaseResource): Promise<void> {
    await this.#call(`${leases}/AddResource`, namespace, addResourceRequest(id, resource));
  }

  async deleteAndCollect(namespace: string, id: string): Promise<void> {
    await this.#call(`${leases}/Delete`, namespace, deleteRequest(id, true), collectMs);
  }

  async prepareSnapshot(namespace: string, snapshotter: string, key: string): Promise<void> {
    await this.#call(`${snapshots}/Prepare`, namespace, snapshotRequest(snapshotter, key));
  }

  async removeSnapshot(namespace: string, snapshotter: string, key: string): Promise<void> {
    await this.#call(`${snapshots}/Remove`, namespace, snapshotRequest(snapshotter, key));
  }

  #call(
    path: Call['path'],
    namespace: string | null,
    message: Buffer = Buffer.alloc(0),
    timeoutMs = callMs,
  ): Promise<Buffer> {
    return this.#connection.call({ path, namespace, message, timeoutMs });
  }
}
