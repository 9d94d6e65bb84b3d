import { z } from 'zod';

export const engineFacts = z.object({
  id: z.string(),
  name: z.string(),
  version: z.string(),
  apiVersion: z.string(),
  minApiVersion: z.string(),
  storageDriver: z.string(),
  driverStatus: z.array(z.tuple([z.string(), z.string()])),
  imageStore: z.enum(['graphdriver', 'containerd']),
  backingFilesystem: z.string().nullable(),
  dataRoot: z.string(),
  kernel: z.string(),
  os: z.string(),
  architecture: z.string(),
  cgroupDriver: z.string().nullable(),
  liveRestore: z.boolean(),
  loggingDriver: z.string(),
  containersRunning: z.number(),
  containersTotal: z.number(),
  imagesTotal: z.number(),
  warnings: z.array(z.string()),
  securityOptions: z.array(z.string()),
  swarmActive: z.boolean(),
  initBinary: z.string().nullable(),
  registryMirrors: z.array(z.string()),
  product: z.literal('podman').exactOptional(),
});

export const containerSummary = z.object({
  id: z.string(),
  names: z.array(z.string()),
  imageId: z.string(),
  image: z.string(),
  state: z.string(),
  status: z.string(),
  createdSeconds: z.number(),
  labels: z.record(z.string(), z.string()),
  mounts: z.array(
    z.object({
      type: z.string(),
      name: z.string().nullable(),
      source: z.string(),
      destination: z.string(),
      readWrite: z.boolean(),
    }),
  ),
  networkNames: z.array(z.string()),
  ports: z.array(z.string()).exactOptional(),
  details: z.object({ restartPolicy: z.string(), finishedAt: z.string().nullable() }).exactOptional(),
});

export const imageSummary = z.object({
  id: z.string(),
  repoTags: z.array(z.string()),
  repoDigests: z.array(z.string()),
  createdSeconds: z.number(),
  sizeBytes: z.number(),
  labels: z.record(z.string(), z.string()),
  parentId: z.string().nullable(),
  lastTaggedAt: z.string().nullable().exactOptional(),
});

export const volumeSummary = z.object({
  name: z.string(),
  driver: z.string(),
  mountpoint: z.string(),
  createdAt: z.string().nullable(),
  labels: z.record(z.string(), z.string()),
  options: z.record(z.string(), z.string()),
  scope: z.string(),
});

export const networkSummary = z.object({
  id: z.string(),
  name: z.string(),
  driver: z.string(),
  createdAt: z.string().nullable(),
  labels: z.record(z.string(), z.string()),
  internal: z.boolean(),
  containerIds: z.array(z.string()),
});

export const buildCacheRecord = z.object({
  id: z.string(),
  type: z.string(),
  description: z.string(),
  inUse: z.boolean(),
  shared: z.boolean(),
  sizeBytes: z.number(),
  createdAt: z.string().nullable(),
  lastUsedAt: z.string().nullable(),
  parents: z.array(z.string()),
});
