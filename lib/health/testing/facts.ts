import type { EngineFacts } from '../../domain/engine-facts.ts';
import { known, notCollected } from '../../domain/fact.ts';
import type { CheckContext, FindingDraft, Past, Severity } from '../../domain/finding.ts';
import type { FactSections, HostFacts } from '../../domain/host-facts.ts';
import type { PlatformFacts } from '../../domain/platform-facts.ts';
import type { Protection } from '../../domain/protection.ts';
import type {
  BtrfsFilesystem,
  BtrfsSubvolume,
  BtrfsUsage,
  FilesystemUsage,
  MountEntry,
} from '../../domain/storage-facts.ts';
import type { Leak, StorageReport } from '../../domain/storage-report.ts';
import { unknownSections } from '../../domain/unknown-sections.ts';
import type { RegisteredCheck, Verdict } from '../define-check.ts';

/** Hand-built facts for check tests: everything is unknown except what a test says. */
export function factsWith(sections: Partial<FactSections>): HostFacts {
  const given = Object.fromEntries(Object.entries(sections).map(([id, value]) => [id, known(value)])) as Partial<
    HostFacts['sections']
  >;
  return {
    id: 'facts_test',
    hostId: 'host_test',
    collectedAt: '2026-11-21T03:00:00.000Z',
    identity: { machineId: notCollected, engineId: notCollected, dataRoot: notCollected, dataRootFsid: notCollected },
    sections: { ...unknownSections(), ...given },
    cost: { wallMs: 0, roundTrips: 0, engineRequests: 0, bytes: 0, remoteCpuMs: null },
  };
}

export function reportWith(report: Partial<StorageReport> = {}): StorageReport {
  return {
    refusals: [],
    leaks: notCollected,
    layers: notCollected,
    subvolumes: notCollected,
    volumes: notCollected,
    ledger: notCollected,
    dockerSays: [],
    deletedFiles: notCollected,
    otherDataRoots: notCollected,
    hiddenData: notCollected,
    quarantined: notCollected,
    leakedLeaseBytes: notCollected,
    pinningSnapshots: [],
    ...report,
  };
}

export interface Given extends Partial<FactSections> {
  storage?: Partial<StorageReport>;
  past?: Partial<Past>;
  protections?: Protection[];
  now?: string;
}

export function contextOf(given: Given): CheckContext {
  const { storage, past, protections, now, ...sections } = given;
  return {
    facts: factsWith(sections),
    storage: reportWith(storage),
    past: { previous: {}, openSince: {}, samples: [], ...past },
    ...(protections ? { protections } : {}),
    now: now ?? '2026-11-21T03:00:00.000Z',
  };
}

export function examine(check: RegisteredCheck, given: Given): Verdict {
  return check.examine(contextOf(given));
}

/** What a verdict is, in a word; `fail` with its severities. Tables of tests compare this. */
export function verdictWord(verdict: Verdict): string {
  if ('unknown' in verdict) return 'unknown';
  if ('notApplicable' in verdict) return 'not-applicable';
  return verdict.length === 0 ? 'pass' : verdict.map((draft) => draft.severity).join(',');
}

export function draftsOf(verdict: Verdict): FindingDraft[] {
  return Array.isArray(verdict) ? verdict : [];
}

export function previously(checkId: string, key: string, severity: Severity): Partial<Past> {
  return {
    previous: {
      [checkId]: {
        checkId,
        status: 'fail',
        findings: [
          {
            key,
            checkId,
            severity,
            subject: { kind: 'host', id: '', label: '' },
            title: '',
            detail: '',
            evidence: { command: null, columns: [], rows: [] },
            remedies: [],
          },
        ],
      },
    },
  };
}

export function engineWith(engine: Partial<EngineFacts> = {}): EngineFacts {
  return {
    id: 'AAAA',
    name: 'nas',
    version: '28.5.2',
    apiVersion: '1.51',
    minApiVersion: '1.24',
    storageDriver: 'overlay2',
    driverStatus: [
      ['Backing Filesystem', 'extfs'],
      ['Supports d_type', 'true'],
      ['Using metacopy', 'false'],
      ['Native Overlay Diff', 'true'],
      ['userxattr', 'false'],
    ],
    imageStore: 'graphdriver',
    backingFilesystem: 'extfs',
    dataRoot: '/var/lib/docker',
    kernel: '6.1.0-28-amd64',
    os: 'Debian GNU/Linux 12 (bookworm)',
    architecture: 'x86_64',
    cgroupDriver: 'systemd',
    liveRestore: false,
    loggingDriver: 'json-file',
    containersRunning: 1,
    containersTotal: 1,
    imagesTotal: 1,
    warnings: [],
    securityOptions: [],
    swarmActive: false,
    initBinary: 'docker-init',
    registryMirrors: [],
    ...engine,
  };
}

export function platformWith(platform: Partial<PlatformFacts> = {}): PlatformFacts {
  return {
    id: 'debian',
    init: 'systemd',
    title: 'Debian GNU/Linux 12 (bookworm)',
    hostname: 'nas',
    machineId: '0123',
    kernel: '6.1.0-28-amd64',
    architecture: 'x86_64',
    effectiveUid: 0,
    shell: 'dash',
    tools: {},
    clockSeconds: Date.parse('2026-11-21T03:00:00.000Z') / 1000,
    uptimeSeconds: 86_400,
    bootId: null,
    markers: {},
    ...platform,
  };
}

export function filesystemWith(filesystem: Partial<FilesystemUsage> = {}): FilesystemUsage {
  const gib = 2 ** 30;
  return {
    id: 'fs-1',
    roles: ['data-root'],
    type: 'ext4',
    source: '/dev/sda1',
    mountPoint: '/',
    device: '8:1',
    totalBytes: 100 * gib,
    usedBytes: 40 * gib,
    freeBytes: 60 * gib,
    inodesTotal: 1_000_000,
    inodesUsed: 100_000,
    isReadOnly: false,
    isNetwork: false,
    ...filesystem,
  };
}

export function mountWith(mount: Partial<MountEntry> = {}): MountEntry {
  return {
    id: 30,
    parentId: 1,
    device: '8:1',
    root: '/',
    mountPoint: '/',
    options: ['rw', 'relatime'],
    optionalFields: [],
    type: 'ext4',
    source: '/dev/sda1',
    superOptions: ['rw'],
    ...mount,
  };
}

export function btrfsUsageWith(usage: Partial<BtrfsUsage> = {}): BtrfsUsage {
  const gib = 2 ** 30;
  return {
    uuid: '11111111-2222-3333-4444-555555555555',
    mountPoint: '/volume1',
    deviceSizeBytes: 1000 * gib,
    allocatedBytes: 500 * gib,
    unallocatedBytes: 500 * gib,
    usedBytes: 300 * gib,
    freeEstimatedBytes: 690 * gib,
    freeStatfsBytes: 690 * gib,
    globalReserveBytes: gib / 2,
    globalReserveUsedBytes: 0,
    multipleProfiles: false,
    chunks: [
      {
        type: 'data',
        profile: 'single',
        totalBytes: 490 * gib,
        usedBytes: 295 * gib,
        devices: [{ device: '/dev/sda1', bytes: 490 * gib }],
      },
      {
        type: 'metadata',
        profile: 'DUP',
        totalBytes: 5 * gib,
        usedBytes: 2 * gib,
        devices: [{ device: '/dev/sda1', bytes: 10 * gib }],
      },
      {
        type: 'system',
        profile: 'DUP',
        totalBytes: 32 * 2 ** 20,
        usedBytes: 65_536,
        devices: [{ device: '/dev/sda1', bytes: 64 * 2 ** 20 }],
      },
    ],
    unallocatedByDevice: [{ device: '/dev/sda1', bytes: 500 * gib }],
    source: 'btrfs filesystem usage',
    ...usage,
  };
}

export function leakWith(leak: Partial<Leak> = {}): Leak {
  return {
    kind: 'overlay2-directory',
    name: 'a'.repeat(64),
    path: `/var/lib/docker/overlay2/${'a'.repeat(64)}`,
    subvolume: null,
    owner: null,
    bytes: known(2 ** 30),
    proof: [{ source: 'layerdb cache-id', checked: '412 entries, none names it' }],
    nested: [],
    state: 'orphan',
    since: null,
    removableLive: true,
    identity: '8:1:42',
    ...leak,
  };
}

/** One at the top of its filesystem that is mounted nowhere. */
export function oneSubvolume(): BtrfsSubvolume {
  return {
    id: 256,
    uuid: '0',
    parentUuid: null,
    receivedUuid: null,
    parentId: 5,
    topLevel: 5,
    generation: 1,
    creationGeneration: 1,
    createdSeconds: null,
    isReadOnly: false,
    path: 'x',
    hostPath: null,
  };
}

/** A btrfs with subvolumes at these paths, numbered as they come. */
export function btrfsWith(paths: readonly string[], more: Partial<BtrfsFilesystem> = {}): BtrfsFilesystem {
  return {
    uuid: 'u',
    mountPoint: '/mnt',
    subvolumes: paths.map((path, at) => ({ ...oneSubvolume(), id: 256 + at, uuid: String(at), path })),
    pendingDeletions: 0,
    quotas: { enabled: false, inconsistent: null, mode: null },
    qgroups: null,
    ...more,
  };
}
