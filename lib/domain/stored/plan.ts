import { z } from 'zod';
import { failurePolicies, type Plan, planStates, risks } from '../plan.ts';
import { platformIds } from '../platform-facts.ts';
import { bytesFact } from './fact-schema.ts';
import { objectRef } from './finding.ts';
import { hostIdentity } from './identity.ts';
import { initSystem } from './platform-sections.ts';
import { countsUntouched, untouched } from './receipt.ts';
import type { StoredKind } from './stored-kind.ts';
import { namesItsUndo } from './undo.ts';

export const planTarget = z.object({
  kind: z.enum([
    ...objectRef.shape.kind.options,
    'network',
    'build-cache-record',
    'quarantine-entry',
    'container-log',
    'snapshot',
    'containerd-lease',
  ]),
  id: z.string(),
  label: z.string(),
  owner: z.string().nullable(),
});

const verdict = z.object({ state: z.enum(['pass', 'refuse', 'unknown']), said: z.string() });

const guardJudgement = verdict.extend({ guardId: z.string() });

const stepValue = z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]).nullable();

const stepArguments = z.record(z.string(), stepValue);

export const plannedStep = z.object({
  number: z.number(),
  op: z.string(),
  args: stepArguments,
  target: planTarget,
  title: z.string(),
  bytes: bytesFact,
  risk: z.enum(risks),
  endsBatch: z.literal(true).exactOptional(),
  guards: z.array(guardJudgement),
});

export const skippedObject = z.object({
  target: planTarget,
  bytes: bytesFact,
  guardId: z.string(),
  excuse: z.string(),
});

export const planEstimate = z.object({
  freedBytes: bytesFact,
  exact: z.boolean(),
  freesNow: z.boolean(),
  setAside: z.object({ bytes: bytesFact, purgeAt: z.string() }).nullable(),
  seconds: z.number().nullable(),
  objects: z.number(),
  how: z.string(),
});

const planSite = z.object({
  hostName: z.string(),
  platform: z.enum(platformIds),
  init: initSystem,
  dataRoot: z.string().nullable(),
  requestedDataRoot: z.string().nullable(),
  dataRootInode: z.number().nullable(),
  dataRootType: z.string().nullable(),
  driver: z.string().nullable(),
  engineVersion: z.string().nullable(),
  driverDirectory: z.string().nullable(),
  layerDatabase: z.string().nullable(),
  excusedLowers: z.array(z.string()).exactOptional(),
  tools: z.record(z.string(), z.string()),
  dockerHost: z.string(),
  runRoots: z.array(z.string()),
  lockRoots: z.array(z.string()),
  containerd: z
    .object({
      root: z.string(),
      socket: z.string(),
      uuid: z.string(),
      pid: z.number(),
      startedSeconds: z.number(),
      dockerdPid: z.number(),
      dockerdStartedSeconds: z.number(),
    })
    .exactOptional(),
});

const planDraft = z.object({
  actionId: z.string(),
  params: z.record(z.string(), z.string()),
  title: z.string(),
  summary: z.string(),
  steps: z.array(plannedStep),
  skipped: z.array(skippedObject),
  guards: z.array(guardJudgement),
  warnings: z.array(z.string()),
  estimate: planEstimate,
  onFailure: z.enum(failurePolicies),
  confirmation: z.enum(['click', 'host-name']),
  undo: z.discriminatedUnion('possible', [
    z.object({
      possible: z.literal(true),
      until: z.string().nullable(),
      actionId: z.string(),
    }),
    z.object({ possible: z.literal(false), excuse: z.string() }),
  ]),
  stopsDocker: z.boolean(),
  engineOnly: z.boolean(),
  overContainerd: z.literal(true).exactOptional(),
  site: planSite,
  purgeAfter: z.string().exactOptional(),
});

const planFields = planDraft.extend({
  id: z.string(),
  hostId: z.string(),
  isDemo: z.literal(true).exactOptional(),
  untouched: untouched.nullable(),
  identity: hostIdentity,
  basedOn: z.string(),
  factsCollectedAt: z.string(),
  script: z.string(),
  digest: z.string(),
  state: z.enum(planStates),
  createdAt: z.string(),
  createdBy: z.string(),
  expiresAt: z.string(),
}) satisfies z.ZodType<Omit<Plan, 'unreadable'>>;

/** As it is shown: a stored plan that cannot be read says why. */
export const plan = planFields.extend({ unreadable: z.string().exactOptional() }) satisfies z.ZodType<Plan>;

export const storedPlan: StoredKind<Omit<Plan, 'unreadable'>> = {
  name: 'plan',
  schema: planFields,
  upgrades: [namesItsUndo, countsUntouched],
};
