import { z } from 'zod';
import { platformIds } from '../platform-facts.ts';
import { type Reclaimable, reclaimableKinds } from '../reclaimable.ts';
import type { Report } from '../report.ts';
import { ledgerRowIds } from '../storage-report.ts';
import { sectionIds } from '../unknown-sections.ts';
import { type RemovalWay, removalWays, type Unreferenced } from '../unreferenced.ts';
import { bytesFact, factOf, unknownFact } from './fact-schema.ts';
import { offeredFinding } from './finding.ts';
import { hostIdentity, scanCost } from './identity.ts';
import { initSystem } from './platform-sections.ts';
import { filesystemUsage } from './storage-sections.ts';
import type { StoredKind } from './stored-kind.ts';

const proofStep = z.object({ source: z.string(), checked: z.string(), against: z.literal(true).exactOptional() });

const leakKind = z.enum([
  'btrfs-subvolume',
  'overlay2-directory',
  'vfs-directory',
  'other-driver-directory',
  'unreachable-layer',
  'leaked-container-layer',
  'stale-removing-layer',
  'nested-docker-root',
  'abandoned-store',
  'containerd-lease',
]);

export const leak = z.object({
  kind: leakKind,
  name: z.string(),
  path: z.string(),
  subvolume: z.object({ id: z.number(), uuid: z.string() }).nullable(),
  owner: z.object({ kind: z.literal('volume'), id: z.string() }).nullable(),
  bytes: bytesFact,
  proof: z.array(proofStep),
  nested: z.array(z.object({ path: z.string(), id: z.number(), uuid: z.string(), depth: z.number() })),
  state: z.enum(['orphan', 'too-young', 'unconfirmed', 'other-data-root', 'unfinished']),
  since: z.string().nullable(),
  removableLive: z.boolean(),
  hides: z.object({ containers: z.array(z.string()), volumes: z.array(z.string()) }).exactOptional(),
  identity: z.string().nullable(),
});

export const layerRow = z.object({
  name: z.string(),
  path: z.string(),
  kind: z.enum(['image', 'container', 'init', 'build-cache', 'orphan', 'leased', 'other', 'unknown']),
  images: z.array(z.string()),
  containers: z.array(z.string()),
  bytes: bytesFact,
  bornSeconds: z.number().nullable(),
  state: leak.shape.state.nullable(),
  lease: z.string().exactOptional(),
  detail: z.string(),
});

export const subvolumeRow = z.object({
  id: z.number(),
  uuid: z.string(),
  parentUuid: z.string().nullable(),
  path: z.string(),
  topLevel: z.number(),
  readOnly: z.boolean(),
  owner: z.object({
    kind: z.enum([
      'image',
      'container',
      'container-init',
      'build-cache',
      'nested-docker',
      'orphan',
      'docker-other',
      'not-docker',
      'unknown',
    ]),
    label: z.string(),
  }),
  exclusiveBytes: bytesFact,
  referencedBytes: bytesFact,
  filesystem: z.string(),
  createdSeconds: z.number().nullable(),
});

export const volumeRow = z.object({
  name: z.string(),
  anonymous: z.boolean(),
  driver: z.string(),
  mountpoint: z.string(),
  usedBy: z.array(z.string()),
  usersKnown: z.boolean(),
  labels: z.record(z.string(), z.string()),
  bytes: bytesFact,
  nestedDocker: factOf(z.object({ driver: z.string(), subvolumes: z.number() }).nullable()),
  deletable: z.union([z.object({ ok: z.literal(true) }), z.object({ excuse: z.string() })]),
  knownAs: z.string().nullable(),
});

export const ledgerRow = z.object({
  filesystem: z.string(),
  row: z.enum(ledgerRowIds),
  bytes: bytesFact,
  exact: z.boolean(),
  how: z.string(),
  measuredAt: z.string().nullable(),
  objects: z.number().nullable(),
});

export const heldFile = z.object({
  path: z.string().nullable(),
  bytes: z.number(),
  filesystem: z.string().nullable(),
  mountPoint: z.string().nullable(),
  layer: z.string().nullable(),
  holders: z.array(
    z.object({
      pid: z.number(),
      command: z.string(),
      kind: z.enum(['container', 'docker', 'process']),
      container: z.object({ id: z.string(), name: z.string() }).nullable(),
    }),
  ),
  count: z.number(),
});

export const otherDataRootRow = z.object({
  path: z.string(),
  identity: z.string(),
  usedBy: z.object({ pid: z.number() }).nullable(),
  isMountPoint: z.boolean(),
  filesystemType: z.string(),
  isNetwork: z.boolean(),
  filesystem: z.string().nullable(),
  bytes: bytesFact,
  drivers: z.array(z.string()),
  containers: z.array(z.string()),
  volumes: z.array(z.string()),
  contentsDigest: z.string(),
});

export const hiddenDataRow = z.object({
  mountPoint: z.string(),
  above: z.string(),
  filesystem: z.string().nullable(),
  entries: z.array(z.string()),
  isTruncated: z.boolean(),
  leastBytes: z.number(),
  bytes: bytesFact,
  dataRoot: z
    .object({ drivers: z.array(z.string()), containers: z.array(z.string()), volumes: z.array(z.string()) })
    .nullable(),
});

const dockerSays = z.object({
  what: z.enum(['images', 'containers', 'volumes', 'build-cache']),
  dockerBytes: bytesFact,
  diskBytes: bytesFact,
  note: z.string().exactOptional(),
  wrongUntil: z.string().exactOptional(),
});

const sectionState = z.union([
  z.object({ state: z.literal('known') }),
  z.object({ state: z.literal('unknown'), reason: z.string(), detail: z.string() }),
]);

const engine = z.object({
  version: z.string(),
  apiVersion: z.string(),
  storageDriver: z.string(),
  backingFilesystem: z.string().nullable(),
  imageStore: z.enum(['graphdriver', 'containerd']),
  driverStatus: z.array(z.tuple([z.string(), z.string()])),
  kernel: z.string(),
  os: z.string(),
  dataRoot: z.string(),
});

const platform = z.object({
  id: z.enum(platformIds),
  init: initSystem,
  title: z.string(),
  hostname: z.string(),
  kernel: z.string(),
  asRoot: z.boolean(),
});

export const reclaimable = z.object({
  totalBytes: z.number(),
  exact: z.boolean(),
  atLeast: z.boolean(),
  parts: z.array(
    z.object({
      kind: z.enum(reclaimableKinds),
      bytes: z.number(),
      exact: z.boolean(),
      atLeast: z.boolean(),
      objects: z.number(),
    }),
  ),
  unknown: z.array(z.object({ kind: z.enum(reclaimableKinds), detail: z.string() })),
}) satisfies z.ZodType<Reclaimable>;

const unreferenced = z.object({
  ...(Object.fromEntries(removalWays.map((way) => [way, z.number()])) as Record<RemovalWay, z.ZodNumber>),
  total: z.number(),
  words: z.string().nullable(),
}) satisfies z.ZodType<Unreferenced>;

export const report = z.object({
  host: z.object({ id: z.string(), name: z.string(), url: z.string() }),
  collectedAt: z.string(),
  identity: hostIdentity,
  cost: scanCost,
  sections: z.record(z.enum([...sectionIds, 'leaks', 'layers', 'subvolumes', 'ledger']), sectionState),
  engine: z.union([engine, unknownFact]),
  platform: z.union([platform, unknownFact]),
  filesystems: z.array(filesystemUsage),
  ledger: z.array(ledgerRow),
  leaks: z.array(leak),
  leakedLeaseBytes: bytesFact,
  layers: z.array(layerRow),
  subvolumes: z.array(subvolumeRow),
  volumes: z.array(volumeRow),
  dockerSays: z.array(dockerSays),
  deletedFiles: z.array(heldFile),
  otherDataRoots: z.array(otherDataRootRow),
  hiddenData: z.array(hiddenDataRow),
  refusals: z.array(z.object({ code: z.string(), excuse: z.string() })),
  pinningSnapshots: z.array(z.object({ path: z.string(), uuid: z.string(), label: z.string() })),
  unreferenced: unreferenced.nullable(),
  reclaimable,
  findings: z.array(offeredFinding),
  checks: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      status: z.enum(['pass', 'fail', 'unknown', 'not-applicable', 'error']),
      why: z.string(),
    }),
  ),
}) satisfies z.ZodType<Report>;

/** A report is only kept so that it need not be computed again: one that does not parse is computed again. */
export const storedReport: StoredKind<Report> = { name: 'report', schema: report, upgrades: [(value) => value] };
