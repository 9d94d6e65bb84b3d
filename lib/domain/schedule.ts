import { z } from 'zod';

/**
 * What may be approved once for many times: a closed list with fixed parameters. Nothing that stops Docker, nothing whose objects a person must
 * name one by one.
 */
export const scheduledKinds = [
  'scan',
  'prune-containers',
  'prune-images',
  'prune-build-cache',
  'prune-volumes',
  'prune-networks',
  'quarantine-leaked',
  'purge-quarantine',
  'btrfs-scrub',
  'btrfs-balance',
  'trim-loopback',
] as const;
export type ScheduledKind = (typeof scheduledKinds)[number];

/** `22:00` to `06:00` goes over midnight. */
export const maintenanceWindow = z.object({
  from: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day, such as 22:00'),
  to: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day, such as 06:00'),
});
export type MaintenanceWindow = z.output<typeof maintenanceWindow>;

/** What a person asks for. */
export const scheduleInput = z.object({
  name: z.string().trim().min(1).max(80),
  host: z.string().min(1).max(100),
  kind: z.enum(scheduledKinds),
  /** cron, or plain words: `every Sunday at 03:00` */
  when: z.string().trim().min(1).max(120),
  /** IANA: `Europe/Berlin` */
  zone: z.string().min(1).max(60).default('UTC'),
  window: maintenanceWindow.nullable().default(null),
  /** of prunes: an object with this label stays */
  keepLabel: z.string().max(200).default('protected'),
  minAgeHours: z.number().int().min(0).max(87_600).default(24),
  /** percent of what is usable; with more free than this it is skipped */
  onlyIfFreeBelow: z.number().min(1).max(100).nullable().default(null),
  /** a plan that exceeds one of them waits for a person */
  mostObjects: z.number().int().min(1).max(100_000).default(500),
  mostBytes: z.number().int().min(1).nullable().default(null),
});
export type ScheduleInput = z.output<typeof scheduleInput>;

/**
 * Who approved which action with which parameters and meaning. A schedule does exactly this: where a release gives the action another meaning, the
 * schedule stops until someone approves the new one.
 */
export const approval = z.object({
  by: z.string(),
  at: z.string(),
  /** null: a scan */
  actionId: z.string().nullable(),
  params: z.record(z.string(), z.string()),
  /** the sentence that was approved */
  meaning: z.string(),
  meaningVersion: z.number().int(),
  mostObjects: z.number(),
  mostBytes: z.number().nullable(),
  /** of the host that was meant, as far as it was known; another machine at its address is not cleaned up */
  identity: z.object({
    machineId: z.string().nullable(),
    engineId: z.string().nullable(),
    dataRootFsid: z.string().nullable(),
  }),
});
export type Approval = z.output<typeof approval>;

/**
 * begun: its run goes on, or its end is read from it. waiting: a plan that exceeds its bound waits for a person. skipped: there was nothing to
 * do. missed: there was, and it was not done; a person is told.
 */
const outcomeStates = ['done', 'begun', 'skipped', 'missed', 'failed', 'waiting'] as const;

export const scheduleOutcome = z.object({
  /** ISO; of the moment that it was due */
  slot: z.string(),
  at: z.string(),
  state: z.enum(outcomeStates),
  said: z.string(),
  planId: z.string().nullable(),
  runId: z.string().nullable(),
});
export type ScheduleOutcome = z.output<typeof scheduleOutcome>;

export const storedSchedule = z.object({
  id: z.string(),
  hostId: z.string(),
  name: z.string(),
  kind: z.enum(scheduledKinds),
  cron: z.string(),
  zone: z.string(),
  window: maintenanceWindow.nullable(),
  onlyIfFreeBelow: z.number().nullable(),
  isPaused: z.boolean(),
  createdAt: z.string(),
  approval,
  /** ISO: the last moment that was done, skipped or begun; written before anything is done, so that none is done twice */
  lastSlot: z.string().nullable(),
  /** newest first */
  outcomes: z.array(scheduleOutcome),
});
export type Schedule = z.output<typeof storedSchedule>;

export const shownSchedule = storedSchedule.extend({
  hostName: z.string(),
  /** `every Sunday at 03:00 (Europe/Berlin), between 22:00 and 06:00` */
  words: z.string(),
  nextAt: z.string().nullable(),
  /** why it does nothing until someone approves it again; null: approved */
  needsApproval: z.string().nullable(),
  /** what is stored of it cannot be read: why, and what to do; nothing but its id is known, and it can only be removed. null: all is well */
  unreadable: z.string().nullable(),
});
export type ShownSchedule = z.output<typeof shownSchedule>;

export const schedulePreview = z.object({
  words: z.string(),
  meaning: z.string(),
  /** the next three moments, ISO */
  next: z.array(z.string()),
  /** of the last scan */
  scannedAt: z.string().nullable(),
  /** what it would remove now, as the planner says; empty: nothing */
  steps: z.array(z.object({ title: z.string(), bytes: z.number().nullable() })),
  moreSteps: z.number(),
  skipped: z.number(),
  /** why nothing would be done now */
  blocked: z.string().nullable(),
  exceedsBound: z.string().nullable(),
});
export type SchedulePreview = z.output<typeof schedulePreview>;
