import { z } from 'zod';
import type { FactSections, SectionId } from '../host-facts.ts';
import {
  buildCacheRecord,
  containerSummary,
  engineFacts,
  imageSummary,
  networkSummary,
  volumeSummary,
} from './engine-sections.ts';
import {
  bootConfiguration,
  btrfsHealth,
  dockerDiskUsage,
  kernelFeatures,
  kernelLog,
  logLine,
  loopDevice,
  mdArray,
  pastedFacts,
  storageQuota,
  thinPool,
  xfsFormat,
  zfsFacts,
} from './health-sections.ts';
import { imageBackup } from './image-backup-sections.ts';
import {
  buildkitSnapshots,
  containerdFacts,
  containerOnDisk,
  daemonProcesses,
  dataRootListing,
  driverDirectories,
  imageDatabase,
  layerDatabase,
  quarantineEntry,
  volumeOnDisk,
} from './layer-sections.ts';
import { migration, moveTarget } from './migration-sections.ts';
import { platformFacts } from './platform-sections.ts';
import {
  btrfsFilesystem,
  btrfsUsage,
  deletedFiles,
  filesystemUsage,
  hiddenData,
  mountEntry,
  namespaceMounts,
  otherDataRoot,
} from './storage-sections.ts';

const daemonConfiguration = z.object({
  path: z.string(),
  exists: z.boolean(),
  values: z.record(z.string(), z.unknown()).nullable(),
  problem: z.string().nullable(),
  flags: z.array(z.string()),
  isImmutable: z.boolean().nullable(),
});

/** What a known section of a stored scan looks like, as this version writes it. */
export const sectionSchemas = {
  platform: platformFacts,
  mounts: z.array(mountEntry),
  namespaceMounts,
  filesystems: z.array(filesystemUsage),
  daemonConfiguration,
  daemonProcesses,
  engine: engineFacts,
  containers: z.array(containerSummary),
  images: z.array(imageSummary),
  volumes: z.array(volumeSummary),
  networks: z.array(networkSummary),
  buildCache: z.array(buildCacheRecord),
  dataRoot: dataRootListing,
  driverDirectories,
  layerdb: layerDatabase,
  imagedb: imageDatabase,
  buildkitSnapshots,
  containersOnDisk: z.array(containerOnDisk),
  volumesOnDisk: z.array(volumeOnDisk),
  btrfs: z.array(btrfsFilesystem),
  btrfsUsage: z.array(btrfsUsage),
  quarantine: z.array(quarantineEntry),
  deletedFiles,
  otherDataRoots: z.array(otherDataRoot),
  hiddenData,
  containerd: containerdFacts,
  btrfsHealth: z.array(btrfsHealth),
  loopDevices: z.array(loopDevice),
  bootConfiguration,
  thinPools: z.array(thinPool),
  zfs: zfsFacts,
  mdArrays: z.array(mdArray),
  kernelFeatures,
  xfsFormats: z.array(xfsFormat),
  storageQuotas: z.array(storageQuota),
  dockerDiskUsage,
  pasted: pastedFacts,
  logLines: z.array(logLine),
  kernelLog,
  migrations: z.array(migration),
  moveTargets: z.array(moveTarget),
  imageBackups: z.array(imageBackup),
} satisfies { [K in SectionId]: z.ZodType<FactSections[K]> };

/** The other direction: a section that is written must be one that can be read. Names the sections of which that does not hold. */
type Unwritable = {
  [K in SectionId]: FactSections[K] extends z.output<(typeof sectionSchemas)[K]> ? never : K;
}[SectionId];
true satisfies [Unwritable] extends [never] ? true : Unwritable;
