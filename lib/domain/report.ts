import type { Offer } from './answers/offer.ts';
import type { Fact, Unknown } from './fact.ts';
import type { CheckStatus, OfferedFinding } from './finding.ts';
import type { CollectionCost, HostIdentity, SectionId } from './host-facts.ts';
import type { InitSystem, PlatformId } from './platform-facts.ts';
import type { Reclaimable } from './reclaimable.ts';
import type { FilesystemUsage } from './storage-facts.ts';
import type {
  DockerSays,
  HeldFile,
  HiddenDataRow,
  LayerRow,
  Leak,
  LedgerRow,
  OtherDataRootRow,
  StorageReport,
  SubvolumeRow,
  VolumeRow,
} from './storage-report.ts';
import type { Unreferenced } from './unreferenced.ts';

export type SectionState = { state: 'known' } | { state: 'unknown'; reason: string; detail: string };

/** `bilge scan --json`, `GET /hosts/{id}/report` and what every host page reads. An array is complete only if its section is known. */
export interface Report {
  host: { id: string; name: string; url: string };
  collectedAt: string;
  identity: HostIdentity;
  cost: CollectionCost;
  sections: Record<SectionId | 'leaks' | 'layers' | 'subvolumes' | 'ledger', SectionState>;
  /** the value itself where it is known, else the unknown with its reason: a contract with readers of the JSON */
  engine: ReportEngine | Unknown;
  platform: ReportPlatform | Unknown;
  filesystems: FilesystemUsage[];
  ledger: LedgerRow[];
  leaks: Leak[];
  /** of containerd's store: what the removal of all dead leases frees, also what several of them share */
  leakedLeaseBytes: StorageReport['leakedLeaseBytes'];
  layers: LayerRow[];
  subvolumes: SubvolumeRow[];
  volumes: VolumeRow[];
  dockerSays: DockerSays[];
  /** deleted files that are still open, biggest first */
  deletedFiles: HeldFile[];
  otherDataRoots: OtherDataRootRow[];
  /** data hidden under the mount points of the data root */
  hiddenData: HiddenDataRow[];
  refusals: StorageReport['refusals'];
  pinningSnapshots: StorageReport['pinningSnapshots'];
  /** what nothing refers to, counted by how it is removed; null where layers or leaks are unknown */
  unreferenced: Unreferenced | null;
  /** what the actions of this host would free, each object once: the one number that every page shows */
  reclaimable: Reclaimable;
  findings: OfferedFinding[];
  checks: { id: string; title: string; status: CheckStatus; why: string }[];
}

export interface ReportEngine {
  version: string;
  apiVersion: string;
  storageDriver: string;
  backingFilesystem: string | null;
  imageStore: 'graphdriver' | 'containerd';
  driverStatus: [string, string][];
  kernel: string;
  os: string;
  dataRoot: string;
}

export interface ReportPlatform {
  id: PlatformId;
  init: InitSystem;
  title: string;
  hostname: string;
  kernel: string;
  asRoot: boolean;
}

/** How reaching the host went, last time it was tried. */
export interface HostState {
  /** never: not tried yet */
  state: 'never' | 'reachable' | 'unreachable' | 'scanning';
  at: string | null;
  /** for `unreachable`: what was attempted, and what to do */
  problem: { code: string; step: string; userMessage: string } | null;
}

/** What is proven to be leaked, and its two parts. `exact` is false where one of them has no size yet, or the size is a lower bound. */
export interface LeakedSum {
  bytes: number;
  count: number;
  exact: boolean;
  layers: { bytes: number; count: number };
  nested: { bytes: number; count: number };
  /** what nothing refers to, but is not proven to be leaked: too young, or of unknown age */
  unproven: number;
}

export interface DisksAsleep {
  /** ISO */
  since: string;
  /** scans in which only the Engine was asked, since the host was added */
  scans: number;
  /** of these, in which a disk was used meanwhile, by whomever: the most that Bilge can have woken */
  usedMeanwhile: number;
}

/** One row of the overview. */
export interface HostCard {
  id: string;
  name: string;
  url: string;
  state: HostState;
  collectedAt: string | null;
  /** disks are left asleep: the figures are those of the last scan, and nothing was read or written since; null else */
  asleep: DisksAsleep | null;
  platformTitle: string | null;
  storageDriver: string | null;
  backingFilesystem: string | null;
  engineVersion: string | null;
  dataRootFilesystem: FilesystemUsage | null;
  ledger: LedgerRow[];
  leaked: Fact<LeakedSum>;
  findings: { critical: number; warning: number; info: number };
  /** as in the report; null before the first scan */
  reclaimable: Reclaimable | null;
  worst: OfferedFinding | null;
  /** what helps this host most, best first: two at most */
  offers: Offer[];
}

/** Sums over hosts, of what is known. */
export interface OverviewTotals {
  hosts: number;
  reachable: number;
  leakedBytes: number;
  /** false: a lower bound, or a host's leak is unknown */
  leakedIsExact: boolean;
  /** hosts whose leak is unknown: the total is then "at least" */
  leakUnknownHosts: number;
  reclaimable: Reclaimable;
  /** a part of what is reclaimable: a person can free it now */
  quarantinedBytes: number;
  quarantinedIsExact: boolean;
  critical: number;
  warning: number;
  info: number;
}
