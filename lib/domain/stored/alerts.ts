import { z } from 'zod';
import { type Alert, type AlertMessage, alertPhases, messagePhases, type Thread } from '../alerts/alert.ts';
import { causeKinds, type EventCause, type LastingCause } from '../alerts/cause.ts';
import type { AlertSettings, ChannelRules, StoredChannel } from '../alerts/channel.ts';
import { isTimeZone } from '../day-time.ts';
import { severities } from '../finding.ts';
import type { StoredKind } from './stored-kind.ts';

const severity = z.enum(severities);
const hostId = z.string();
const at = z.string();

const lastingCause: z.ZodType<LastingCause> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('finding'), hostId, key: z.string(), checkId: z.string(), severity, title: z.string() }),
  z.object({ kind: z.literal('leak-growing'), hostId, bytesPerDay: z.number(), leakedBytes: z.number() }),
  z.object({
    kind: z.literal('forecast'),
    hostId,
    filesystem: z.string(),
    label: z.string(),
    probability: z.number(),
    fullAround: z.string().nullable(),
  }),
  z.object({ kind: z.literal('host-unreachable'), hostId, why: z.string() }),
  z.object({
    kind: z.literal('schedule-missed'),
    hostId: hostId.nullable(),
    scheduleId: z.string(),
    title: z.string(),
    why: z.string(),
  }),
  z.object({ kind: z.literal('backup-old'), newestAt: at.nullable(), days: z.number() }),
]);

const eventCause: z.ZodType<EventCause> = z.object({
  kind: z.enum(['run-failed', 'run-finished']),
  hostId,
  runId: z.string(),
  title: z.string(),
  said: z.string(),
});

const alert: z.ZodType<Alert> = z.object({
  id: z.string(),
  hostId: hostId.nullable(),
  cause: lastingCause,
  phase: z.enum(alertPhases),
  since: at,
  observations: z.number(),
  firedAt: at.nullable(),
  resolvedAt: at.nullable(),
  isSilent: z.boolean(),
  threadId: z.string().nullable(),
});

const threadItem = z.object({
  alertId: z.string(),
  hostId: hostId.nullable(),
  cause: z.union([lastingCause, eventCause]),
  severity,
  firedAt: at,
  resolvedAt: at.nullable(),
  isSilent: z.boolean(),
  flaps: z.number(),
  joinedAt: at,
  told: z.object({ isOpen: z.boolean(), severity, flaps: z.number() }).nullable(),
});

const thread: z.ZodType<Thread> = z.object({
  id: z.string(),
  items: z.array(threadItem),
  openedAt: at,
  revision: z.number(),
  toldAt: at.nullable(),
  dueAt: at.nullable(),
  reminders: z.number(),
});

const told = {
  id: z.string(),
  revision: z.number(),
  phase: z.enum(messagePhases),
  severity,
  kinds: z.array(z.enum(causeKinds)),
  title: z.string(),
  lines: z.array(z.string()),
  at,
};

const message: z.ZodType<AlertMessage> = z.object({
  ...told,
  path: z.string(),
  weight: z.enum(['new', 'update', 'silent']),
  entries: z.array(z.object(told)).exactOptional(),
  resolvedMeanwhile: z.number().exactOptional(),
});

export const channelRules: z.ZodType<ChannelRules> = z.object({
  isEnabled: z.boolean(),
  minimumSeverity: severity,
  kinds: z.array(z.enum(causeKinds)),
  hosts: z.array(z.string()).exactOptional(),
  ignoresQuietHours: z.boolean(),
});

const channel: z.ZodType<Pick<StoredChannel, 'settings' | 'rules'>> = z.object({
  settings: z.record(z.string(), z.string()),
  rules: channelRules,
});

const wallTime = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'a time such as 22:00');

export const alertSettings: z.ZodType<AlertSettings> = z.object({
  quietHours: z
    .object({
      from: wallTime,
      to: wallTime,
      zone: z.string().max(60).refine(isTimeZone, 'a time zone such as Europe/Berlin'),
    })
    .refine(({ from, to }) => from !== to, 'the quiet hours begin and end at the same time')
    .nullable(),
  criticalInQuietHours: z.boolean(),
  remindAfterHours: z.number().min(1).max(720).nullable(),
  backupDays: z.number().int().min(1).max(365).nullable(),
});

export const storedAlertSettings: StoredKind<AlertSettings> = {
  name: 'settings of all notifications',
  schema: alertSettings,
  upgrades: [],
  todo: 'Until they are saved again, those of a new Bilge hold: no quiet hours.',
};
export const storedAlert: StoredKind<Alert> = { name: 'alert', schema: alert, upgrades: [] };
export const storedThread: StoredKind<Thread> = { name: 'open message', schema: thread, upgrades: [] };
export const storedMessage: StoredKind<AlertMessage> = { name: 'message', schema: message, upgrades: [] };
export const storedChannel: StoredKind<Pick<StoredChannel, 'settings' | 'rules'>> = {
  name: 'notification channel',
  schema: channel,
  upgrades: [],
};
