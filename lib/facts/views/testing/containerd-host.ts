import type { BuildRecords, ContainerdLease, ContainerdNamespace } from '../../../domain/containerd-facts.ts';
import { known } from '../../../domain/fact.ts';
import type { FactSections, HostFacts } from '../../../domain/host-facts.ts';
import type { ContainerdFacts } from '../../../domain/layer-facts.ts';
import type { MountEntry } from '../../../domain/storage-facts.ts';
import { changed } from './changed.ts';
import { containerOnDisk, containerSummary, DockerHost, daemonStart, old } from './docker-host.ts';

/**
 * A Docker host with containerd's image store that does to its records what Docker and containerd do. Times are seconds, as in
 * docker-host.ts: the data root was begun at `rootBegun`, long before what is `old`.
 */
export const rootBegun = 500_000;
export const croot = '/var/lib/containerd';

type Folders = ContainerdFacts['snapshots'];

export class ContainerdHost {
  readonly #docker = new DockerHost('overlay2');
  readonly moby = namespaceOf('moby');
  readonly history = namespaceOf('moby_history');
  readonly namespaces: ContainerdNamespace[] = [this.moby, this.history];
  readonly backend: Folders = [];
  readonly builds: BuildRecords = {
    workers: [{ name: 'containerd-overlayfs', workerIdModifiedSeconds: rootBegun, records: [] }],
    history: [],
  };
  readonly onDisk: FactSections['containersOnDisk'] = [];
  readonly listed: FactSections['containers'] = [];
  readonly liveMounts: MountEntry[] = [];
  readonly snapshotter: string;
  engineIdSeconds: number | null = rootBegun;
  /** when dockerd was started, as the journal has it; the last is the running one */
  starts: number[] | null = [rootBegun - 60, daemonStart];
  /** what else the data root has: it was in use from `rootBegun` until dockerd was started last */
  readonly lasting = { containers: [this.#lastingContainer()], builds: [rootBegun + 1, daemonStart - 1] };
  tasks: string[] = [];
  #number = 0;

  constructor(snapshotter = 'overlayfs') {
    this.snapshotter = snapshotter;
  }

  id(): string {
    return this.#docker.hex();
  }

  #lastingContainer(): FactSections['containersOnDisk'][number] {
    const own = containerOnDisk('f'.repeat(64), 'lasting', 'overlayfs');
    if (own.config !== null) {
      own.config.createdAt = iso(rootBegun + 1);
      own.config.finishedAt = iso(daemonStart - 1);
    }
    return own;
  }

  /** An image with one blob and one layer of these sizes, as a pull leaves it. */
  image(
    name: string,
    { blob = 30, layer = 100, space = this.moby }: { blob?: number; layer?: number; space?: ContainerdNamespace } = {},
  ): string {
    const [manifest, config, bytes] = ['m', 'c', 'l'].map((kind) => `sha256:${kind}-${name}`) as [
      string,
      string,
      string,
    ];
    const chain = `sha256:chain-${name}`;
    const gc = 'containerd.io/gc.ref';
    this.content(manifest, 1, { [`${gc}.content.config`]: config, [`${gc}.content.l.0`]: bytes }, space);
    this.content(config, 2, { [`${gc}.snapshot.${this.snapshotter}`]: chain }, space);
    this.content(bytes, blob, {}, space);
    this.snapshot(chain, null, layer, space);
    space.images.push({ name, digest: manifest, labels: {} });
    return chain;
  }

  removeImage(name: string): void {
    drop(this.moby.images, (each) => each.name === name);
  }

  content(digest: string, sizeBytes: number, labels: Record<string, string> = {}, space = this.moby): void {
    if (!space.content.some((each) => each.digest === digest)) space.content.push({ digest, sizeBytes, labels });
  }

  /** @param sizeBytes null: active */
  snapshot(key: string, parent: string | null, sizeBytes: number | null, space = this.moby): number {
    this.#number += 1;
    // The number in the name is that of the transaction, not that of the directory.
    const name = `${space.name}/${this.#number + 100}/${key}`;
    space.snapshots.push({ snapshotter: this.snapshotter, key, name, parent, labels: {} });
    const kind = sizeBytes === null ? 'active' : 'committed';
    this.backend.push({ snapshotter: this.snapshotter, key: name, id: this.#number, kind, parent: null, sizeBytes });
    return this.#number;
  }

  lease(
    id: string,
    options: Partial<ContainerdLease> & { made?: number; keys?: string[]; space?: ContainerdNamespace } = {},
  ): ContainerdLease {
    const { made = old, keys = [], space = this.moby, ...rest } = options;
    const snapshots = keys.map((key) => ({ snapshotter: this.snapshotter, key }));
    const lease = { id, createdAt: iso(made), labels: {}, content: [], snapshots, ingests: [], images: [], ...rest };
    space.leases.push(lease);
    return lease;
  }

  /** @param chain top layer of its image */
  container(chain: string, { made = old, isRunning = false, written = 7 as number | null } = {}): string {
    const id = this.id();
    this.snapshot(`${id}-init`, chain, 5);
    const folder = this.snapshot(id, `${id}-init`, null);
    const own = this.backend.at(-1);
    if (own !== undefined && written !== null) own.sizeBytes = written;
    this.lease(id, { made, keys: [`${id}-init`, id] });
    const onDisk = containerOnDisk(id, 'one', this.snapshotter, isRunning);
    if (onDisk.config !== null) onDisk.config.createdAt = iso(made);
    this.onDisk.push(onDisk);
    this.listed.push(containerSummary(id, 'one', isRunning));
    if (isRunning) {
      const upper = `upperdir=${croot}/io.containerd.snapshotter.v1.overlayfs/snapshots/${folder}/fs`;
      this.liveMounts.push({ ...overlay(`/var/lib/docker/rootfs/overlayfs/${id}`), superOptions: ['rw', upper] });
      this.tasks.push(`moby/${id}`);
      this.moby.containers.push({ id, snapshotter: null, snapshotKey: null, labels: {} });
    }
    return id;
  }

  /** What 28.0 to 29.7.2 leave of a create on a full disk. */
  failedCreate(chain: string, made = old, { isEmpty = false } = {}): string {
    const id = this.id();
    if (!isEmpty) this.snapshot(`${id}-init`, chain, 5);
    this.lease(id, { made, keys: isEmpty ? [] : [`${id}-init`] });
    return id;
  }

  /** The container's directory, and with the next start of dockerd the container. */
  loseContainer(id: string): void {
    drop(this.onDisk, (each) => each.id === id);
    drop(this.listed, (each) => each.id === id);
  }

  build(size = 50, made = old): string {
    const id = this.#docker.short();
    this.snapshot(id, null, size);
    this.lease(id, { made, keys: [id], labels: { 'containerd.io/gc.flat': '2026-01-01T00:00:00.123456789Z' } });
    this.builds.workers[0]?.records.push({ id, createdAt: iso(made) });
    return id;
  }

  loseBuildCache(now = daemonStart): void {
    const [worker] = this.builds.workers;
    if (worker === undefined) return;
    worker.records.length = 0;
    this.lasting.builds.length = 0;
    worker.workerIdModifiedSeconds = now;
    this.builds.history = [];
  }

  /** Another data root is where the old one was: wiped, replaced, or the disk is not mounted. */
  loseDataRoot(now = daemonStart): void {
    this.onDisk.length = 0;
    this.lasting.containers.length = 0;
    this.listed.length = 0;
    this.loseBuildCache(now);
    this.engineIdSeconds = now;
  }

  facts(change: (details: NonNullable<ContainerdFacts['details']>) => void = () => {}): HostFacts {
    const details: NonNullable<ContainerdFacts['details']> = {
      foundBy: 'process',
      process: { pid: 50, startedSeconds: daemonStart - 60 },
      uuid: 'uuid-1',
      records: { namespaces: this.namespaces },
      snapshotters: [
        {
          name: this.snapshotter,
          sequence: this.#number,
          folders: { snapshots: this.backend.map(({ id }) => String(id)) },
        },
      ],
      tasks: this.tasks,
      ingestBytes: {},
      builds: {
        ...this.builds,
        workers: this.builds.workers.map((worker) => ({
          ...worker,
          records: [
            ...worker.records,
            ...this.lasting.builds.map((made) => ({ id: `lasting${made}`, createdAt: iso(made) })),
          ],
        })),
      },
      surroundings: {
        sockets: ['/run/containerd/containerd.sock'],
        dockerStarts: this.starts,
        mountUnits: [],
        otherEngines: [],
      },
    };
    change(details);
    const containerd: ContainerdFacts = { root: croot, snapshots: this.backend, leases: [], contentBytes: 0, details };
    const engine = changed(this.#docker.facts(), 'engine', (value) => ({
      ...value,
      imageStore: 'containerd',
      storageDriver: this.snapshotter,
    }));
    const facts = changed(engine, 'dataRoot', (value) => ({ ...value, engineIdModifiedSeconds: this.engineIdSeconds }));
    const boot: FactSections['bootConfiguration'] = {
      fstab: [],
      dockerUnit: null,
      bareDirectoryIsImmutable: null,
      openrcNeeds: null,
    };
    const sections = {
      ...facts.sections,
      containerd: known(containerd),
      containersOnDisk: known([...this.onDisk, ...this.lasting.containers]),
      containers: known(this.listed),
      bootConfiguration: known(boot),
      buildCache: known([]),
    };
    const seen = { ...facts, sections };
    return changed(seen, 'namespaceMounts', (value) => ({
      ...value,
      namespaces: value.namespaces.map((each) => ({ ...each, mounts: this.liveMounts })),
    }));
  }
}

export function namespaceOf(name: string): ContainerdNamespace {
  return { name, images: [], content: [], ingests: [], snapshots: [], leases: [], containers: [], sandboxes: [] };
}

export function iso(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}

function overlay(mountPoint: string): MountEntry {
  return {
    id: 9,
    parentId: 1,
    device: '0:60',
    root: '/',
    mountPoint,
    options: ['rw'],
    optionalFields: [],
    type: 'overlay',
    source: 'overlay',
    superOptions: [],
  };
}

function drop<T>(list: T[], isGone: (each: T) => boolean): void {
  const kept = list.filter((each) => !isGone(each));
  list.splice(0, list.length, ...kept);
}
