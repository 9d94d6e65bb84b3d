import { z } from 'zod';

export const mountEntry = z.object({
  id: z.number(),
  parentId: z.number(),
  device: z.string(),
  root: z.string(),
  mountPoint: z.string(),
  options: z.array(z.string()),
  optionalFields: z.array(z.string()),
  type: z.string(),
  source: z.string(),
  superOptions: z.array(z.string()),
});

export const namespaceMounts = z.object({
  namespaces: z.array(
    z.object({ inode: z.string(), pid: z.number(), command: z.string(), mounts: z.array(mountEntry) }),
  ),
  unreadable: z.number(),
  holders: z.array(
    z.object({ pid: z.number(), command: z.string(), kind: z.enum(['cwd', 'root', 'fd']), path: z.string() }),
  ),
});

const deletedFile = z.object({
  path: z.string().nullable(),
  inode: z.number(),
  bytes: z.number(),
  device: z.string(),
  mount: mountEntry.nullable(),
  holders: z.array(z.object({ pid: z.number(), command: z.string(), containerIds: z.array(z.string()) })),
});

export const deletedFiles = z.object({
  files: z.array(deletedFile),
  others: z.array(z.object({ device: z.string(), mount: mountEntry.nullable(), count: z.number(), bytes: z.number() })),
  unreadable: z.number(),
});

const dataRootContents = z.object({
  device: z.string(),
  inode: z.number(),
  modifiedSeconds: z.number(),
  engineId: z.string().nullable(),
  drivers: z.array(z.string()),
  containers: z.array(z.object({ id: z.string(), name: z.string().nullable() })),
  volumes: z.array(z.string()),
  contentsDigest: z.string(),
});

export const otherDataRoot = dataRootContents.extend({
  path: z.string(),
  isMountPoint: z.boolean(),
  filesystemType: z.string(),
});

const hiddenPlace = z.object({
  mountPoint: z.string(),
  above: z.string(),
  type: z.string(),
  device: z.string(),
  entries: z.array(z.object({ name: z.string(), isDirectory: z.boolean(), bytes: z.number() })),
  isTruncated: z.boolean(),
  contents: dataRootContents.nullable(),
});

export const hiddenData = z.object({
  places: z.array(hiddenPlace),
  unseen: z.array(z.object({ mountPoint: z.string(), why: z.string() })),
});

const filesystemRole = z.enum(['data-root', 'containerd-root', 'volumes', 'system', 'loop-backing']);

export const filesystemUsage = z.object({
  id: z.string(),
  roles: z.array(filesystemRole),
  type: z.string(),
  source: z.string(),
  mountPoint: z.string(),
  device: z.string(),
  totalBytes: z.number(),
  usedBytes: z.number(),
  freeBytes: z.number(),
  inodesTotal: z.number().nullable(),
  inodesUsed: z.number().nullable(),
  isReadOnly: z.boolean(),
  isNetwork: z.boolean(),
});

const btrfsSubvolume = z.object({
  id: z.number(),
  uuid: z.string(),
  parentUuid: z.string().nullable(),
  receivedUuid: z.string().nullable(),
  parentId: z.number(),
  topLevel: z.number(),
  generation: z.number(),
  creationGeneration: z.number(),
  createdSeconds: z.number().nullable(),
  isReadOnly: z.boolean(),
  path: z.string(),
  hostPath: z.string().nullable(),
});

export const btrfsFilesystem = z.object({
  uuid: z.string(),
  mountPoint: z.string(),
  subvolumes: z.array(btrfsSubvolume),
  pendingDeletions: z.number().nullable(),
  quotas: z.object({ enabled: z.boolean(), inconsistent: z.boolean().nullable(), mode: z.string().nullable() }),
  qgroups: z.record(z.string(), z.object({ referencedBytes: z.number(), exclusiveBytes: z.number() })).nullable(),
});

export const btrfsUsage = z.object({
  uuid: z.string(),
  mountPoint: z.string(),
  deviceSizeBytes: z.number(),
  allocatedBytes: z.number().nullable(),
  unallocatedBytes: z.number().nullable(),
  usedBytes: z.number(),
  freeEstimatedBytes: z.number().nullable(),
  freeStatfsBytes: z.number().nullable(),
  globalReserveBytes: z.number().nullable(),
  globalReserveUsedBytes: z.number().nullable(),
  multipleProfiles: z.boolean().nullable(),
  chunks: z.array(
    z.object({
      type: z.enum(['data', 'metadata', 'system', 'mixed']),
      profile: z.string(),
      totalBytes: z.number(),
      usedBytes: z.number(),
      devices: z.array(z.object({ device: z.string(), bytes: z.number() })),
    }),
  ),
  unallocatedByDevice: z.array(z.object({ device: z.string(), bytes: z.number() })),
  source: z.string(),
});
