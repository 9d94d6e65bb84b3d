import { createHash } from 'node:crypto';
import type { ContainerSummary, EngineFacts, ImageSummary, VolumeSummary } from '../../../domain/engine-facts.ts';
import { known, notCollected } from '../../../domain/fact.ts';
import type { FactSections, HostFacts } from '../../../domain/host-facts.ts';
import type { DriverDirectory, LayerChain, LayerMount } from '../../../domain/layer-facts.ts';
import type { BtrfsSubvolume, MountEntry } from '../../../domain/storage-facts.ts';
import { unknownSections } from '../../../domain/unknown-sections.ts';

/**
 * A small model of a Docker host that does to its records what the engine does to its files, so that a test can say "build,
 * prune the cache, remove the image" and get the facts that a scan would bring back. Times are seconds: the daemon started at
 * `daemonStart`; `old` things were born long before.
 */
export const daemonStart = 2_000_000;
export const old = 1_000_000;
export const young = daemonStart + 500;

export type Driver = 'overlay2' | 'btrfs' | 'vfs';

const root = '/var/lib/docker';
const layerHome = { overlay2: `${root}/overlay2`, btrfs: `${root}/btrfs/subvolumes`, vfs: `${root}/vfs/dir` };
const topLevel = { overlay2: 'ext4', btrfs: 'btrfs', vfs: 'ext4' };

export class DockerHost {
  readonly driver: Driver;
  readonly entries: DriverDirectory[] = [];
  readonly links: Record<string, string | null> = {};
  readonly chains: LayerChain[] = [];
  readonly mounts: LayerMount[] = [];
  readonly subvolumes: BtrfsSubvolume[] = [];
  readonly sections: Partial<FactSections> = {};
  readonly images: { id: string; diffIds: string[] | null; tag: string | null }[] = [];
  readonly containers: { id: string; name: string; running: boolean; mountId: string }[] = [];
  readonly buckets: FactSections['buildkitSnapshots']['buckets'] = [];
  readonly writeSets: FactSections['layerdb']['writeSets'] = [];
  readonly liveMounts: MountEntry[] = [];
  isStopped = false;
  #counter = 0;

  constructor(driver: Driver = 'overlay2') {
    this.driver = driver;
  }

  hex(seed?: string): string {
    this.#counter += 1;
    return createHash('sha256')
      .update(seed ?? `id ${this.#counter}`)
      .digest('hex');
  }

  short(): string {
    return BigInt(`0x${this.hex()}`).toString(36).slice(0, 25).padStart(25, '0');
  }

  /** One directory of the driver; on overlay2 with its link and the links of everything below it. */
  directory(name: string, options: { born?: number; lower?: string | null } = {}): string {
    const born = options.born ?? old;
    // Mostly the one before; thousands are not searched from the first.
    const parent = options.lower == null ? undefined : this.entries.findLast((entry) => entry.name === options.lower);
    const isOverlay = this.driver === 'overlay2';
    const link = isOverlay ? this.hex(`link ${name}`).slice(0, 26).toUpperCase() : null;
    if (link !== null) this.links[link] = name;
    this.entries.push({
      name,
      kind: 'directory',
      device: '8:17',
      inode: 1000 + this.entries.length,
      birthSeconds: born,
      birthSource: this.driver === 'btrfs' ? 'otime' : 'statx',
      changedSeconds: born,
      link,
      lower: isOverlay && parent !== undefined ? [parent.link ?? '', ...(parent.lower ?? [])] : null,
    });
    if (this.driver === 'btrfs') this.subvolume(`docker/btrfs/subvolumes/${name}`, born);
    return name;
  }

  subvolume(path: string, born = old, parentUuid: string | null = null): BtrfsSubvolume {
    const id = 256 + this.subvolumes.length;
    const uuid = `uuid-${path}`;
    const subvolume: BtrfsSubvolume = {
      id,
      uuid,
      parentUuid,
      receivedUuid: null,
      parentId: 5,
      topLevel: 5,
      generation: 10,
      creationGeneration: 10,
      createdSeconds: born,
      isReadOnly: false,
      path,
      hostPath: null,
    };
    this.subvolumes.push(subvolume);
    return subvolume;
  }

  /** An image layer as the layer store has it. @returns its chain id */
  chain(diffId: string, parent: string | null, cacheId: string): string {
    const name = parent === null ? diffId : this.hex(`sha256:${parent} sha256:${diffId}`);
    const known = this.chains.findLast((chain) => chain.name === name);
    if (known === undefined) this.chains.push({ name, cacheId, parent, sizeBytes: 1000, isRemoving: false });
    return name;
  }

  /** A pulled image: one directory a layer. */
  image(tag: string, diffIds: string[] = [this.hex(), this.hex()], born = old): string {
    let parent: string | null = null;
    for (const diffId of diffIds) {
      const below: string | null = parent === null ? null : this.cacheIdOf(parent);
      const name: string = parent === null ? diffId : this.hex(`sha256:${parent} sha256:${diffId}`);
      if (!this.chains.some((chain) => chain.name === name)) {
        this.chain(diffId, parent, this.directory(this.hex(), { born, lower: below }));
      }
      parent = name;
    }
    const id = this.hex();
    this.images.push({ id, diffIds: diffIds.map((diffId) => `sha256:${diffId}`), tag });
    return id;
  }

  topChain(imageId: string): string {
    const image = this.images.find((each) => each.id === imageId);
    let chain: string | null = null;
    for (const diffId of image?.diffIds ?? []) {
      const plain = diffId.slice('sha256:'.length);
      chain = chain === null ? plain : this.hex(`sha256:${chain} ${diffId}`);
    }
    return chain ?? '';
  }

  cacheIdOf(chain: string): string {
    return this.chains.find((each) => each.name === chain)?.cacheId ?? '';
  }

  container(name: string, imageId: string, options: { running?: boolean; born?: number } = {}): string {
    const id = this.hex();
    const born = options.born ?? old;
    const parent = this.topChain(imageId);
    const mountId = this.hex();
    this.directory(`${mountId}-init`, { born, lower: this.cacheIdOf(parent) });
    this.directory(mountId, { born, lower: `${mountId}-init` });
    this.mounts.push({ name: id, mountId, initId: `${mountId}-init`, parent, bornSeconds: born });
    const running = options.running ?? false;
    this.containers.push({ id, name, running, mountId });
    if (running) this.liveMounts.push(mountOf(`${layerHome[this.driver]}/${mountId}/merged`));
    return id;
  }

  /** A BuildKit snapshot: directory and bucket under the active key, a second bucket under the record's name. */
  cache(options: { lower?: string; parent?: string; chainId?: string; born?: number } = {}): string {
    const key = this.directory(this.short(), { born: options.born ?? old, lower: options.lower ?? null });
    const empty = { parent: null, committed: null, isCommitted: false, chainId: null, sizeBytes: null };
    this.buckets.push({ ...empty, name: key, parent: options.parent ?? null, isCommitted: true });
    this.buckets.push({
      ...empty,
      name: this.short(),
      committed: key,
      chainId: options.chainId ?? null,
      sizeBytes: 10,
    });
    return key;
  }

  pruneCache(): void {
    this.buckets.length = 0;
  }

  removeImage(imageId: string): void {
    const chains = new Set<string>();
    const image = this.images.findIndex((each) => each.id === imageId);
    this.images.splice(image, 1);
    for (const { id } of this.images) {
      for (let at: string | null = this.topChain(id); at; at = this.chains.find((c) => c.name === at)?.parent ?? null)
        chains.add(at);
    }
    for (const mount of this.mounts) {
      for (let at = mount.parent; at; at = this.chains.find((c) => c.name === at)?.parent ?? null) chains.add(at);
    }
    for (const chain of this.chains.filter(({ name }) => !chains.has(name))) {
      this.chains.splice(this.chains.indexOf(chain), 1);
      this.removeDirectory(chain.cacheId ?? '');
    }
  }

  removeDirectory(name: string): void {
    const index = this.entries.findIndex((entry) => entry.name === name);
    const [entry] = index < 0 ? [] : this.entries.splice(index, 1);
    if (entry?.link) delete this.links[entry.link];
  }

  facts(): HostFacts {
    const sections = { ...unknownSections() };
    for (const [id, value] of Object.entries({ ...this.#allSections(), ...this.sections })) {
      Object.assign(sections, { [id]: known(value) });
    }
    if (this.isStopped) Object.assign(sections, stoppedSections());
    const none = notCollected;
    const identity = { machineId: none, engineId: none, dataRoot: none, dataRootFsid: none };
    const cost = { wallMs: 0, roundTrips: 1, engineRequests: 5, bytes: 0, remoteCpuMs: null };
    return { id: 'facts_1', hostId: 'host_1', collectedAt: '2026-11-21T03:00:00Z', identity, sections, cost };
  }

  #allSections(): Partial<FactSections> {
    const { driver } = this;
    return {
      mounts: [mountOf('/', 'ext4', '8:1'), mountOf(root, topLevel[driver], '8:17', '/docker')],
      namespaceMounts: {
        namespaces: [{ inode: '4026531840', pid: 1, command: 'systemd', mounts: this.liveMounts }],
        unreadable: 0,
        holders: [],
      },
      daemonProcesses: {
        daemons: this.isStopped
          ? []
          : [
              {
                pid: 100,
                startedSeconds: daemonStart,
                command: ['/usr/sbin/dockerd'],
                dataRoot: root,
                dataRootIdentity: '8:17:256',
                containerd: null,
              },
            ],
        writeSetsInFlight: [],
        unpackers: [],
      },
      dataRoot: {
        path: root,
        requestedPath: root,
        filesystemType: topLevel[driver],
        filesystemMagic: driver === 'btrfs' ? '9123683e' : 'ef53',
        device: '8:17',
        inode: 256,
        tmpBirthSeconds: daemonStart + 1,
        tmpModifiedSeconds: daemonStart + 1,
        engineId: 'engine-1',
        entries: ['containers', 'image', 'volumes', 'network', driver].map((name) => ({
          name,
          kind: 'directory' as const,
          device: '8:17',
        })),
        driverDirectories: [{ driver, entries: this.entries.length }],
        imageStores: [driver],
        isMountPoint: true,
      },
      driverDirectories: { driver, path: layerHome[driver], entries: this.entries, links: this.links, needs: {} },
      layerdb: {
        driver,
        path: `${root}/image/${driver}/layerdb`,
        chains: this.chains,
        mounts: this.mounts,
        writeSets: this.writeSets,
        unreadableEntries: [],
      },
      imagedb: {
        driver,
        images: this.images.map(({ id, diffIds }) => ({ id, diffIds })),
        references: Object.fromEntries(this.images.flatMap(({ id, tag }) => (tag === null ? [] : [[id, [tag]]]))),
      },
      buildkitSnapshots: { exists: true, transactionId: 7, buckets: this.buckets },
      containersOnDisk: this.containers.map(({ id, name, running }) => containerOnDisk(id, name, driver, running)),
      volumesOnDisk: [],
      volumes: [],
      quarantine: [],
      engine: engineFacts(driver),
      containers: this.containers.map(({ id, name, running }) => containerSummary(id, name, running)),
      images: this.images.flatMap(({ id, diffIds, tag }) => (diffIds === null ? [] : [imageSummary(id, tag)])),
      btrfs:
        driver !== 'btrfs'
          ? []
          : [
              {
                uuid: 'fs-1',
                mountPoint: root,
                subvolumes: this.subvolumes,
                pendingDeletions: 0,
                quotas: { enabled: false, inconsistent: null, mode: null },
                qgroups: null,
              },
            ],
      filesystems: [
        {
          id: 'fs-1',
          roles: ['data-root'],
          type: topLevel[driver],
          source: '/dev/sdb1',
          mountPoint: root,
          device: '8:17',
          totalBytes: 10_000_000,
          usedBytes: 1_234_567,
          freeBytes: 8_765_433,
          inodesTotal: null,
          inodesUsed: null,
          isReadOnly: false,
          isNetwork: false,
        },
      ],
    };
  }
}

function stoppedSections(): Partial<HostFacts['sections']> {
  const down = { state: 'unknown', reason: 'no-capability', detail: 'Docker is stopped.' } as const;
  return { engine: down, containers: down, images: down, volumes: down, networks: down, buildCache: down };
}

export function mountOf(
  mountPoint: string,
  type = 'overlay',
  device = '0:50',
  fsRoot = '/',
  superOptions: string[] = [],
): MountEntry {
  return {
    id: 1,
    parentId: 0,
    device,
    root: fsRoot,
    mountPoint,
    options: ['rw'],
    optionalFields: [],
    type,
    source: type,
    superOptions,
  };
}

export function containerOnDisk(
  id: string,
  name: string,
  driver: string,
  running = false,
  volumes: string[] = [],
): FactSections['containersOnDisk'][number] {
  return {
    id,
    config: {
      name: `/${name}`,
      driver,
      imageId: '',
      image: '',
      running,
      labels: {},
      restartPolicy: null,
      finishedAt: null,
      logPath: null,
      mounts: volumes.map((volume) => ({ destination: `/${volume}`, volume, source: null })),
    },
    logBytes: 0,
    logDriver: 'json-file',
    logOptions: {},
  };
}

export function containerSummary(id: string, name: string, running = false): ContainerSummary {
  return {
    id,
    names: [`/${name}`],
    imageId: '',
    image: '',
    state: running ? 'running' : 'exited',
    status: '',
    createdSeconds: old,
    labels: {},
    mounts: [],
    networkNames: [],
  };
}

function imageSummary(id: string, tag: string | null): ImageSummary {
  const repoTags = tag === null ? [] : [tag];
  return {
    id: `sha256:${id}`,
    repoTags,
    repoDigests: [],
    createdSeconds: old,
    sizeBytes: 1,
    labels: {},
    parentId: null,
  };
}

export function volumeSummary(name: string, labels: Record<string, string> = {}): VolumeSummary {
  const mountpoint = `${root}/volumes/${name}/_data`;
  return { name, driver: 'local', mountpoint, createdAt: null, labels, options: {}, scope: 'local' };
}

export function volumeOnDisk(
  name: string,
  nestedDrivers: string[] | null = null,
): FactSections['volumesOnDisk'][number] {
  return {
    name,
    dataPath: `${root}/volumes/${name}/_data`,
    device: '8:17',
    inode: 77,
    changedSeconds: old,
    firstLevel: [],
    nestedDrivers,
    hasOptions: false,
  };
}

function engineFacts(storageDriver: string): EngineFacts {
  return {
    id: 'engine-1',
    name: 'nas',
    version: '26.1.5',
    apiVersion: '1.45',
    minApiVersion: '1.24',
    storageDriver,
    driverStatus: [],
    imageStore: 'graphdriver',
    backingFilesystem: 'extfs',
    dataRoot: root,
    kernel: '6.1.0',
    os: 'Debian GNU/Linux 12 (bookworm)',
    architecture: 'x86_64',
    cgroupDriver: 'systemd',
    liveRestore: false,
    loggingDriver: 'json-file',
    containersRunning: 0,
    containersTotal: 0,
    imagesTotal: 0,
    warnings: [],
    securityOptions: [],
    swarmActive: false,
    initBinary: null,
    registryMirrors: [],
  };
}
