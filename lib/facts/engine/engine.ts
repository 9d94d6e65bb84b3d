import { z } from 'zod';
import type { EngineFacts } from '../../domain/engine-facts.ts';
import { isPodmanEngine } from '../../domain/podman.ts';
import type { DockerApi } from '../../domain/session.ts';
import { readJson } from './read-json.ts';

/** `GET /version` and `GET /info`, 20.10 (1.41) to 29.7 (1.55). vfs says `DriverStatus: null`. */
const versionSchema = z.object({
  Version: z.string(),
  ApiVersion: z.string(),
  MinAPIVersion: z.string().default('1.12'),
  Components: z.array(z.object({ Name: z.string().default('') })).nullish(),
});

const infoSchema = z.object({
  ID: z.string().default(''),
  Name: z.string().default(''),
  Driver: z.string().min(1),
  DriverStatus: z.array(z.tuple([z.string(), z.string()])).nullish(),
  DockerRootDir: z.string().startsWith('/'),
  KernelVersion: z.string().default(''),
  OperatingSystem: z.string().default(''),
  Architecture: z.string().default(''),
  CgroupDriver: z.string().nullish(),
  LiveRestoreEnabled: z.boolean().default(false),
  LoggingDriver: z.string().default(''),
  Containers: z.number(),
  ContainersRunning: z.number(),
  Images: z.number(),
  Warnings: z.array(z.string()).nullish(),
  SecurityOptions: z.array(z.string()).nullish(),
  Swarm: z.object({ LocalNodeState: z.string().default('') }).nullish(),
  InitBinary: z.string().nullish(),
  RegistryConfig: z.object({ Mirrors: z.array(z.string()).nullish() }).nullish(),
});

export async function readEngine(docker: DockerApi): Promise<EngineFacts> {
  const [version, info] = await Promise.all([
    readJson(docker, { method: 'GET', path: '/version' }, versionSchema),
    readJson(docker, { method: 'GET', path: '/info' }, infoSchema),
  ]);
  const status = info.DriverStatus ?? [];
  const inContainerd = status.some(
    ([name, value]) => name === 'driver-type' && value === 'io.containerd.snapshotter.v1',
  );
  return {
    id: info.ID,
    name: info.Name,
    version: version.Version,
    apiVersion: version.ApiVersion,
    minApiVersion: version.MinAPIVersion,
    storageDriver: info.Driver,
    driverStatus: status,
    // `btrfs` and `zfs` are names in both worlds; only driver-type decides.
    imageStore: inContainerd ? 'containerd' : 'graphdriver',
    backingFilesystem: status.find(([name]) => name === 'Backing Filesystem')?.[1] ?? null,
    dataRoot: info.DockerRootDir,
    kernel: info.KernelVersion,
    os: info.OperatingSystem,
    architecture: info.Architecture,
    cgroupDriver: info.CgroupDriver ?? null,
    liveRestore: info.LiveRestoreEnabled,
    loggingDriver: info.LoggingDriver,
    containersRunning: info.ContainersRunning,
    containersTotal: info.Containers,
    imagesTotal: info.Images,
    warnings: info.Warnings ?? [],
    securityOptions: info.SecurityOptions ?? [],
    swarmActive: info.Swarm?.LocalNodeState === 'active',
    initBinary: info.InitBinary || null,
    registryMirrors: info.RegistryConfig?.Mirrors ?? [],
    ...(isPodmanEngine({
      components: (version.Components ?? []).map(({ Name }) => Name),
      version: version.Version,
      dataRoot: info.DockerRootDir,
    })
      ? { product: 'podman' as const }
      : {}),
  };
}
