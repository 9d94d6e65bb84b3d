import { z } from 'zod';

const btrfsDeviceErrors = z.object({
  write: z.number(),
  read: z.number(),
  flush: z.number(),
  corruption: z.number(),
  generation: z.number(),
});

const btrfsScrub = z.object({
  state: z.enum(['never', 'running', 'finished', 'aborted', 'interrupted']),
  startedSeconds: z.number().nullable(),
  correctedErrors: z.number().nullable(),
  uncorrectableErrors: z.number().nullable(),
  recordIsVolatile: z.boolean(),
});

export const btrfsHealth = z.object({
  uuid: z.string().nullable(),
  mountPoint: z.string().nullable(),
  devices: z.array(
    z.object({ device: z.string(), isMissing: z.boolean().nullable(), errors: btrfsDeviceErrors.nullable() }),
  ),
  scrub: btrfsScrub.nullable(),
  balance: z.object({ state: z.enum(['none', 'running', 'paused']), percentLeft: z.number().nullable() }).nullable(),
  exclusiveOperation: z.string().nullable(),
});

export const loopDevice = z.object({
  device: z.string(),
  backingFile: z.string(),
  isDeleted: z.boolean(),
  backingIdentity: z.string().nullable(),
  isAutoclear: z.boolean().nullable(),
  isReadOnly: z.boolean().nullable(),
  mountPoints: z.array(z.string()),
  apparentBytes: z.number().nullable(),
  allocatedBytes: z.number().nullable(),
  backing: z.object({ type: z.string(), mountPoint: z.string(), freeBytes: z.number() }).nullable(),
  innerUsedBytes: z.number().nullable(),
  isNoCow: z.boolean().nullable(),
  extents: z.number().nullable(),
  snapshotsOfItsSubvolume: z.number().nullable(),
});

export const bootConfiguration = z.object({
  fstab: z.array(
    z.object({
      source: z.string(),
      mountPoint: z.string(),
      type: z.string(),
      options: z.array(z.string()),
      line: z.string(),
    }),
  ),
  dockerUnit: z
    .object({ requiresMountsFor: z.array(z.string()), after: z.array(z.string()), requires: z.array(z.string()) })
    .nullable(),
  bareDirectoryIsImmutable: z.boolean().nullable(),
  openrcNeeds: z.array(z.string()).nullable(),
});

export const thinPool = z.object({
  volumeGroup: z.string(),
  name: z.string(),
  attributes: z.string(),
  sizeBytes: z.number().nullable(),
  dataPercent: z.number().nullable(),
  metadataPercent: z.number().nullable(),
  isActive: z.boolean().exactOptional(),
});

export const zfsFacts = z.object({
  pools: z.array(
    z.object({
      name: z.string(),
      health: z.string(),
      sizeBytes: z.number().nullable(),
      freeBytes: z.number().nullable(),
      capacityPercent: z.number().nullable(),
      errors: z.string().nullable(),
      suspended: z.enum(['io-failure', 'multihost']).exactOptional(),
    }),
  ),
  datasets: z.array(
    z.object({
      name: z.string(),
      usedBytes: z.number(),
      availableBytes: z.number().nullable(),
      mountPoint: z.string().nullable(),
      mountsItself: z.boolean().exactOptional(),
    }),
  ),
});

export const mdArray = z.object({
  name: z.string(),
  level: z.string(),
  isActive: z.boolean(),
  map: z.string().nullable(),
  operation: z.string().nullable(),
  members: z.array(z.string()).exactOptional(),
  isContainer: z.boolean().exactOptional(),
});

export const kernelFeatures = z.object({
  rmdirSubvolume: z.boolean().nullable(),
  mayWriteMounted: z.boolean().nullable(),
  mountVersion: z.string().nullable(),
  mountIsBusybox: z.boolean().nullable(),
  overlayAvailable: z.boolean().nullable(),
});

export const xfsFormat = z.object({
  mountPoint: z.string(),
  source: z.string(),
  hasFtype: z.boolean().nullable(),
  line: z.string(),
});

export const storageQuota = z.object({
  kind: z.enum(['btrfs-qgroup', 'xfs-project', 'zfs-quota']),
  object: z.string(),
  limitBytes: z.number(),
  usedBytes: z.number(),
});

const dockerDiskUsageRow = z.object({
  type: z.enum(['images', 'containers', 'volumes', 'build-cache']),
  total: z.number().nullable(),
  active: z.number().nullable(),
  sizeBytes: z.number(),
  reclaimableBytes: z.number().nullable(),
});

export const dockerDiskUsage = z.object({
  rows: z.array(dockerDiskUsageRow),
  containers: z.array(z.object({ name: z.string(), sizeBytes: z.number(), status: z.string() })),
  volumes: z.array(z.object({ name: z.string(), links: z.number(), sizeBytes: z.number() })),
});

export const pastedFacts = z.object({
  product: z.literal('podman').nullable(),
  context: z.string().nullable(),
  isDataRootAssumed: z.boolean(),
  directories: z.array(z.object({ path: z.string(), bytes: z.number() })),
  logFiles: z.array(z.object({ path: z.string(), bytes: z.number() })),
  fileCounts: z.array(z.object({ path: z.string(), count: z.number() })),
  buildCaches: z.array(
    z.object({
      builder: z.string().nullable(),
      tool: z.enum(['docker', 'buildctl']),
      bytes: z.number(),
      reclaimableBytes: z.number().nullable(),
    }),
  ),
  brokenMounts: z.array(z.string()),
  allMountPoints: z.array(z.object({ mountPoint: z.string(), source: z.string(), type: z.string() })).nullable(),
});

export const logLine = z.object({ text: z.string() });

export const kernelLog = z.object({
  lines: z.array(z.object({ text: z.string(), secondsAgo: z.number().nullable() })),
  devices: z.array(z.string()),
});
