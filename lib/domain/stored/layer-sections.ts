import { z } from 'zod';
import { containerdDetails } from './containerd-sections.ts';

export const daemonProcesses = z.object({
  daemons: z.array(
    z.object({
      pid: z.number(),
      startedSeconds: z.number(),
      command: z.array(z.string()),
      dataRoot: z.string().nullable(),
      dataRootIdentity: z.string().nullable(),
      containerd: z.string().nullable(),
    }),
  ),
  writeSetsInFlight: z.array(z.string()),
  unpackers: z.array(z.array(z.string())),
});

export const dataRootListing = z.object({
  path: z.string(),
  requestedPath: z.string(),
  filesystemType: z.string(),
  filesystemMagic: z.string(),
  filesystemId: z.string().nullable().exactOptional(),
  device: z.string(),
  inode: z.number(),
  tmpBirthSeconds: z.number().nullable(),
  tmpModifiedSeconds: z.number().nullable(),
  engineId: z.string().nullable(),
  engineIdModifiedSeconds: z.number().nullable().exactOptional(),
  entries: z.array(
    z.object({ name: z.string(), kind: z.enum(['directory', 'file', 'symlink', 'other']), device: z.string() }),
  ),
  driverDirectories: z.array(z.object({ driver: z.string(), entries: z.number() })),
  imageStores: z.array(z.string()),
  isMountPoint: z.boolean(),
});

const driverDirectory = z.object({
  name: z.string(),
  kind: z.enum(['directory', 'file', 'symlink', 'other']),
  device: z.string(),
  inode: z.number(),
  birthSeconds: z.number().nullable(),
  birthSource: z.enum(['statx', 'otime', 'none']),
  changedSeconds: z.number(),
  link: z.string().nullable(),
  lower: z.array(z.string()).nullable(),
});

export const driverDirectories = z.object({
  driver: z.string(),
  path: z.string(),
  entries: z.array(driverDirectory),
  links: z.record(z.string(), z.string().nullable()),
  needs: z.record(z.string(), z.array(z.string())),
});

const layerChain = z.object({
  name: z.string(),
  cacheId: z.string().nullable(),
  parent: z.string().nullable(),
  diffId: z.string().nullable().exactOptional(),
  sizeBytes: z.number().nullable(),
  isRemoving: z.boolean(),
  changedSeconds: z.number().nullable().exactOptional(),
});

const layerMount = z.object({
  name: z.string(),
  mountId: z.string().nullable(),
  initId: z.string().nullable(),
  parent: z.string().nullable(),
  bornSeconds: z.number().nullable(),
});

export const layerDatabase = z.object({
  driver: z.string(),
  path: z.string(),
  chains: z.array(layerChain),
  mounts: z.array(layerMount),
  writeSets: z.array(
    z.object({ name: z.string(), cacheId: z.string().nullable(), bornSeconds: z.number().nullable() }),
  ),
  unreadableEntries: z.array(z.string()),
});

export const imageDatabase = z.object({
  driver: z.string(),
  images: z.array(z.object({ id: z.string(), diffIds: z.array(z.string()).nullable() })),
  references: z.record(z.string(), z.array(z.string())),
});

export const buildkitSnapshots = z.object({
  exists: z.boolean(),
  transactionId: z.number(),
  buckets: z.array(
    z.object({
      name: z.string(),
      parent: z.string().nullable(),
      committed: z.string().nullable(),
      isCommitted: z.boolean(),
      chainId: z.string().nullable(),
      sizeBytes: z.number().nullable(),
    }),
  ),
});

export const containerOnDisk = z.object({
  id: z.string(),
  config: z
    .object({
      name: z.string(),
      driver: z.string(),
      imageId: z.string(),
      image: z.string(),
      running: z.boolean(),
      labels: z.record(z.string(), z.string()),
      restartPolicy: z.string().nullable(),
      finishedAt: z.string().nullable(),
      createdAt: z.string().nullable().exactOptional(),
      logPath: z.string().nullable(),
      mounts: z.array(
        z.object({ destination: z.string(), volume: z.string().nullable(), source: z.string().nullable() }),
      ),
    })
    .nullable(),
  logBytes: z.number().nullable(),
  logInode: z.number().nullable().exactOptional(),
  logDriver: z.string().nullable(),
  logOptions: z.record(z.string(), z.string()),
});

export const volumeOnDisk = z.object({
  name: z.string(),
  dataPath: z.string().nullable(),
  device: z.string().nullable(),
  inode: z.number().nullable(),
  changedSeconds: z.number().nullable(),
  firstLevel: z.array(z.string()),
  nestedDrivers: z.array(z.string()).nullable(),
  hasOptions: z.boolean(),
});

export const quarantineEntry = z.object({
  entry: z.string(),
  driver: z.string(),
  path: z.string(),
  originalName: z.string(),
  device: z.string(),
  inode: z.number(),
  note: z.record(z.string(), z.string()),
});

export const containerdFacts = z.object({
  root: z.string().nullable(),
  snapshots: z.array(
    z.object({
      snapshotter: z.string(),
      key: z.string(),
      id: z.number(),
      kind: z.string(),
      parent: z.string().nullable(),
      sizeBytes: z.number().nullable(),
      createdAt: z.string().nullable().exactOptional(),
    }),
  ),
  leases: z.array(z.object({ namespace: z.string(), id: z.string(), createdAt: z.string().nullable() })),
  contentBytes: z.number().nullable(),
  details: containerdDetails.exactOptional(),
});
