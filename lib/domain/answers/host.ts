import { z } from 'zod';
import { hostSettingsSchema, loginSecretFields, secretFields } from '../host.ts';
import type { ArtifactReport } from '../host-artifact.ts';
import type { MadeKey } from '../made-key.ts';
import type { HostCard, HostState } from '../report.ts';
import type { HostCheck } from '../session.ts';
import { factOf } from '../stored/fact-schema.ts';
import { offeredFinding } from '../stored/finding.ts';
import { ledgerRow, reclaimable } from '../stored/report.ts';
import { filesystemUsage } from '../stored/storage-sections.ts';
import { offer } from './offer.ts';

const hostState = z.object({
  state: z.enum(['never', 'reachable', 'unreachable', 'scanning']),
  at: z.string().nullable(),
  problem: z.object({ code: z.string(), step: z.string(), userMessage: z.string() }).nullable(),
}) satisfies z.ZodType<HostState>;

/** A host as listed: no secrets, only which ones are stored. */
export const listedHost = z.object({
  id: z.string(),
  name: z.string(),
  url: z.string(),
  settings: hostSettingsSchema,
  createdAt: z.string(),
  secretFields: z.array(z.enum(secretFields)),
  jumpSecretFields: z.array(z.array(z.enum(loginSecretFields))),
  state: hostState,
});

export const hostCheck = z.object({
  id: z.enum(['connect', 'host-key', 'login', 'sudo', 'shell', 'docker', 'tools', 'helper']),
  ok: z.boolean(),
  detail: z.string(),
}) satisfies z.ZodType<HostCheck>;

export const madeKey = z.object({
  id: z.string(),
  publicKey: z.string(),
  command: z.string(),
  restricted: z.string(),
}) satisfies z.ZodType<MadeKey>;

export const addedHost = listedHost.extend({ checks: z.array(hostCheck) });

const leftoverKind = z.enum([
  'run-directory',
  'live-run',
  'unsafe-runs',
  'lock',
  'helper-container',
  'helper-image',
  'release-image',
  'migration',
  'image-backup',
  'drop-in',
  'quarantine-entry',
  'snapshot',
  'configuration-copy',
]);

export const artifactReport = z.object({
  looked: z.boolean(),
  problem: z.string().nullable(),
  items: z.array(
    z.object({
      kind: leftoverKind,
      where: z.string(),
      what: z.string(),
      removable: z.boolean(),
      byHand: z.string().nullable(),
    }),
  ),
}) satisfies z.ZodType<ArtifactReport>;

const severityCounts = { critical: z.number(), warning: z.number(), info: z.number() };

const leakedPart = z.object({ bytes: z.number(), count: z.number() });

export const hostCard = z.object({
  id: z.string(),
  name: z.string(),
  url: z.string(),
  state: hostState,
  collectedAt: z.string().nullable(),
  asleep: z.object({ since: z.string(), scans: z.number(), usedMeanwhile: z.number() }).nullable(),
  platformTitle: z.string().nullable(),
  storageDriver: z.string().nullable(),
  backingFilesystem: z.string().nullable(),
  engineVersion: z.string().nullable(),
  dataRootFilesystem: filesystemUsage.nullable(),
  ledger: z.array(ledgerRow),
  leaked: factOf(
    z.object({
      bytes: z.number(),
      count: z.number(),
      exact: z.boolean(),
      layers: leakedPart,
      nested: leakedPart,
      unproven: z.number(),
    }),
  ),
  findings: z.object(severityCounts),
  reclaimable: reclaimable.nullable(),
  worst: offeredFinding.nullable(),
  offers: z.array(offer),
}) satisfies z.ZodType<HostCard>;

export const overview = z.object({
  cards: z.array(hostCard),
  totals: z.object({
    hosts: z.number(),
    reachable: z.number(),
    leakedBytes: z.number(),
    leakedIsExact: z.boolean(),
    leakUnknownHosts: z.number(),
    reclaimable,
    quarantinedBytes: z.number(),
    quarantinedIsExact: z.boolean(),
    ...severityCounts,
  }),
});

export const widget = z.object({
  hosts: z.number(),
  critical: z.number(),
  warning: z.number(),
  leakedBytes: z.number(),
  leakedIsExact: z.boolean(),
  leakUnknownHosts: z.number(),
  reclaimableBytes: z.number(),
  reclaimableIsExact: z.boolean(),
  reclaimedBytes: z.number(),
});
export type Widget = z.output<typeof widget>;
