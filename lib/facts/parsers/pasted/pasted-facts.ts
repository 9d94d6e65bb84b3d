import type { EngineFacts } from '../../../domain/engine-facts.ts';
import { type Fact, known, notCollected, unknown } from '../../../domain/fact.ts';
import type { PastedFacts } from '../../../domain/health-facts.ts';
import type { FactSections, HostFacts } from '../../../domain/host-facts.ts';
import type { PlatformId } from '../../../domain/platform-facts.ts';
import { isPodmanEngine } from '../../../domain/podman.ts';
import { unknownSections } from '../../../domain/unknown-sections.ts';
import { byRank, platformOf as knownPlatform, ownDataRootOf } from '../../../platforms/detect-platform.ts';
import { type DataRootPlace, dataRootPlace } from './data-root-place.ts';
import type { PastedDisk } from './disk-free.ts';
import type { PastedEngine } from './docker-info.ts';
import { filesystemsOf } from './pasted-filesystems.ts';
import { platformOf } from './pasted-platform.ts';
import type { Pasted } from './read-paste.ts';

const usualDataRoot = '/var/lib/docker';

/** Facts of what was pasted and of nothing else: a section that no piece tells about stays unknown. */
export function factsOfPaste(pasted: Pasted, now: string): HostFacts {
  const place = dataRootPlace(pasted);
  const engine = engineOf(pasted, place);
  const platform = platformOf(pasted, engine);
  const named = engine?.dataRoot || configuredDataRoot(pasted) || place.dataRoot;
  const dataRoot = named || assumedDataRoot(pasted, platform?.id ?? null);
  const filesystems = filesystemsOf(pasted, dataRoot);
  const sections: Partial<{ [K in keyof FactSections]: Fact<FactSections[K]> }> = {};
  if (engine) sections.engine = known(engine);
  if (platform) sections.platform = known(platform);
  if (filesystems.length > 0) sections.filesystems = known(filesystems);
  if (pasted.mounts.length > 0) sections.mounts = known(pasted.mounts);
  if (pasted.diskUsage) sections.dockerDiskUsage = known(pasted.diskUsage);
  if (pasted.btrfsUsage.length > 0) sections.btrfsUsage = known(pasted.btrfsUsage);
  if (pasted.btrfsHealth.length > 0) sections.btrfsHealth = known(pasted.btrfsHealth);
  if (pasted.btrfs.length > 0) sections.btrfs = known(pasted.btrfs);
  if (pasted.deletedFiles) sections.deletedFiles = known(pasted.deletedFiles);
  if (pasted.thinPools) sections.thinPools = known(pasted.thinPools);
  if (pasted.zfs) sections.zfs = known(pasted.zfs);
  if (pasted.mdArrays.length > 0) sections.mdArrays = known(pasted.mdArrays);
  if (pasted.loopDevices.length > 0) sections.loopDevices = known(withMounts(pasted));
  if (pasted.xfsFormats.length > 0) sections.xfsFormats = known(pasted.xfsFormats);
  if (pasted.logLines.length > 0) sections.logLines = known(pasted.logLines);
  sections.pasted = known({
    product: isOfPodman(pasted, engine) ? 'podman' : null,
    context: pasted.context,
    isDataRootAssumed: !named,
    directories: pasted.directories,
    logFiles: [...pasted.logFiles, ...pasted.directories.filter(({ path }) => path.endsWith('-json.log'))],
    fileCounts: pasted.fileCounts,
    buildCaches: pasted.buildCaches,
    brokenMounts: pasted.brokenMounts,
    allMountPoints: allMountPoints(pasted, dataRoot),
  });
  if (pasted.fstab.length > 0) {
    sections.bootConfiguration = known({
      fstab: pasted.fstab,
      dockerUnit: null,
      bareDirectoryIsImmutable: null,
      openrcNeeds: null,
    });
  }
  if (pasted.configuration) {
    const { path, values, problem } = pasted.configuration;
    sections.daemonConfiguration = known({
      path: path ?? (platform && knownPlatform(platform.id).marks.configurationName) ?? '/etc/docker/daemon.json',
      exists: true,
      values,
      problem,
      flags: [],
      isImmutable: null,
    });
  }
  return {
    id: 'pasted',
    hostId: 'pasted',
    collectedAt: now,
    identity: {
      machineId: notCollected,
      engineId: notCollected,
      dataRoot: dataRoot ? known(dataRoot) : notCollected,
      dataRootFsid: notCollected,
    },
    sections: { ...unknownSections(unknown('not-collected', 'It is not in what was pasted.')), ...sections },
    cost: { wallMs: 0, roundTrips: 0, engineRequests: 0, bytes: 0, remoteCpuMs: null },
  };
}

/** '' and NaN stand for "not printed": no check takes them for a value. */
function engineOf(pasted: Pasted, place: DataRootPlace): EngineFacts | null {
  const shown: PastedEngine | null = place.driver ? { storageDriver: place.driver, imageStore: 'graphdriver' } : null;
  const other = configuredEngine(pasted) ?? loggedEngine(pasted) ?? warnedEngine(pasted) ?? shown;
  // `docker version` names no driver; what a log or a path says about it joins.
  const told = pasted.engine?.storageDriver
    ? pasted.engine
    : pasted.engine || other
      ? { ...other, ...pasted.engine }
      : null;
  if (told === null) return null;
  return {
    id: '',
    name: '',
    version: '',
    apiVersion: '',
    minApiVersion: '',
    storageDriver: '',
    driverStatus: [],
    imageStore: 'graphdriver',
    backingFilesystem: null,
    dataRoot: '',
    kernel: '',
    os: '',
    architecture: '',
    cgroupDriver: null,
    liveRestore: false,
    loggingDriver: '',
    containersRunning: Number.NaN,
    containersTotal: Number.NaN,
    imagesTotal: Number.NaN,
    warnings: [],
    securityOptions: [],
    swarmActive: false,
    initBinary: null,
    registryMirrors: [],
    ...told,
  };
}

/** daemon.json names the driver that is asked for; without `docker info` that is the best there is. */
function configuredEngine(pasted: Pasted): PastedEngine | null {
  const values = pasted.configuration?.values ?? null;
  if (values === null) return null;
  const driver = values['storage-driver'];
  const logging = values['log-driver'];
  if (typeof driver !== 'string' && typeof logging !== 'string') return null;
  return {
    ...(typeof driver === 'string' ? { storageDriver: driver } : {}),
    ...(typeof logging === 'string' ? { loggingDriver: logging } : {}),
  };
}

/**
 * dockerd names its driver when it starts (`graphdriver=btrfs`, `graphdriver(s)=overlay2 version=20.10.24`, `storage-driver=overlay2
 * version=27.4.1`) and when it cannot (`prior storage driver aufs failed`). The last such line counts.
 */
const namedDriver =
  /\b(?:graphdriver(?:\(s\))?[=:]|storage-driver=|prior storage driver) ?"?(aufs|btrfs|devicemapper|fuse-overlayfs|overlay2|overlayfs|overlay|native|stargz|vfs|zfs)\b/;

function loggedEngine(pasted: Pasted): PastedEngine | null {
  const engine: PastedEngine = {};
  for (const { text } of pasted.logLines) {
    const driver = namedDriver.exec(text)?.[1];
    if (driver === undefined) continue;
    engine.storageDriver = driver;
    engine.imageStore = /containerd-snapshotter=true/.test(text) ? 'containerd' : 'graphdriver';
    const version = /\bversion=(\d[\w.+~-]{0,40})/.exec(text)?.[1];
    if (version !== undefined) engine.version = version;
  }
  return engine.storageDriver === undefined ? null : engine;
}

/** The engine's own warnings about its driver are printed by an engine that runs it. */
function warnedEngine(pasted: Pasted): PastedEngine | null {
  const driver = pasted.logLines
    .map(
      ({ text }) =>
        /\bthe (aufs|devicemapper|overlay|btrfs|zfs) storage-driver is deprecated/i.exec(text)?.[1] ??
        /WARNING: (devicemapper|overlay2?): (?:usage of loopback|the backing )/i.exec(text)?.[1],
    )
    .find((name) => name !== undefined);
  return driver === undefined ? null : { storageDriver: driver.toLowerCase(), imageStore: 'graphdriver' };
}

/** Where Docker itself is there too, its own version or place says so, and what is said of Podman is about something else. */
function isOfPodman(pasted: Pasted, engine: EngineFacts | null): boolean {
  const { version = '', dataRoot = '' } = engine ?? {};
  if (isPodmanEngine({ components: [], version, dataRoot })) return true;
  return pasted.isPodman && version === '' && dataRoot === '';
}

/** A df of everything says what is mounted as well as a mount table; pseudo filesystems in it show that nothing was left out. */
function allMountPoints(pasted: Pasted, dataRoot: string | null): PastedFacts['allMountPoints'] {
  const cells = ({ mountPoint, source, type }: PastedDisk) => ({ mountPoint, source, type });
  const rows = pasted.disks.filter((disk) => disk.isOfAll);
  const isWhole =
    rows.some((disk) => disk.mountPoint === '/') &&
    rows.some((disk) => /^\/(?:dev|run|tmp|sys)\b/.test(disk.mountPoint));
  if (isWhole) return rows.map(cells);
  // `df /var/lib/docker` answers for that path, and for it alone.
  const holder = pasted.disks.find(
    (disk) =>
      dataRoot !== null && disk.askedFor === dataRoot && (dataRoot === disk.mountPoint || disk.mountPoint === '/'),
  );
  return holder ? [cells(holder)] : null;
}

function configuredDataRoot(pasted: Pasted): string | null {
  const values = pasted.configuration?.values;
  const path = values?.['data-root'] ?? values?.graph;
  return typeof path === 'string' && path.startsWith('/') ? path : null;
}

/** Docker's usual place, unless something says that this is a NAS, which has its own. */
function assumedDataRoot(pasted: Pasted, platform: PlatformId | null): string | null {
  const mountPoints = [
    ...pasted.mounts.map((mount) => mount.mountPoint),
    ...pasted.disks.map((disk) => disk.mountPoint),
  ];
  if (mountPoints.some((point) => point === usualDataRoot || point.startsWith(`${usualDataRoot}/`)))
    return usualDataRoot;
  const mounted = mountPoints.find((point) => ownDataRootOf(point) === point);
  if (mounted) return mounted;
  const isNas = platform !== null && knownPlatform(platform).isAppliance;
  if (isNas || mountPoints.some((point) => byRank.some(({ marks }) => marks.volume?.test(point)))) return null;
  return mountPoints.length > 0 || pasted.fstab.length > 0 ? usualDataRoot : null;
}

function withMounts(pasted: Pasted): Pasted['loopDevices'] {
  return pasted.loopDevices.map((loop) => ({
    ...loop,
    mountPoints: pasted.mounts.filter((mount) => mount.source === loop.device).map((mount) => mount.mountPoint),
  }));
}
