import { notCollected, type Unknown } from './fact.ts';
import type { HostFacts, SectionId } from './host-facts.ts';

const inOrder: Record<SectionId, true> = {
  platform: true,
  mounts: true,
  namespaceMounts: true,
  filesystems: true,
  daemonConfiguration: true,
  daemonProcesses: true,
  engine: true,
  containers: true,
  images: true,
  volumes: true,
  networks: true,
  buildCache: true,
  dataRoot: true,
  driverDirectories: true,
  layerdb: true,
  imagedb: true,
  buildkitSnapshots: true,
  containersOnDisk: true,
  volumesOnDisk: true,
  btrfs: true,
  btrfsUsage: true,
  quarantine: true,
  deletedFiles: true,
  otherDataRoots: true,
  hiddenData: true,
  containerd: true,
  btrfsHealth: true,
  loopDevices: true,
  bootConfiguration: true,
  thinPools: true,
  zfs: true,
  mdArrays: true,
  kernelFeatures: true,
  xfsFormats: true,
  storageQuotas: true,
  dockerDiskUsage: true,
  pasted: true,
  logLines: true,
  kernelLog: true,
  migrations: true,
  moveTargets: true,
  imageBackups: true,
};

/** Every section there is; a section that is missing here does not compile. */
export const sectionIds = Object.keys(inOrder) as readonly SectionId[];

/** The ground that facts are laid upon: nothing is known until something was read. */
export function unknownSections(why: Unknown = notCollected): HostFacts['sections'] {
  return Object.fromEntries(sectionIds.map((id) => [id, why])) as unknown as HostFacts['sections'];
}
