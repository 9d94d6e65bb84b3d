import { z } from 'zod';
import { causeKinds } from '../alerts/cause.ts';
import { deliveryStates } from '../alerts/channel.ts';
import { severities } from '../finding.ts';
import { channelRules } from '../stored/alerts.ts';

/** A channel as page, command line and API show it: of its secrets only which are stored. */
export const channelAnswer = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.string(),
  kindTitle: z.string(),
  settings: z.record(z.string(), z.string()),
  /** secret fields that have a value */
  secrets: z.array(z.string()),
  rules: channelRules,
  health: z.object({
    lastSuccessAt: z.string().nullable(),
    lastFailureAt: z.string().nullable(),
    lastFailure: z.string().nullable(),
    failures: z.number(),
    retryAt: z.string().nullable(),
    sentTotal: z.number(),
    failedTotal: z.number(),
  }),
  waiting: z.number(),
  failed: z.number(),
  unreadable: z.string().nullable(),
});
export type ChannelAnswer = z.infer<typeof channelAnswer>;

export const channelTest = z.object({
  sent: z.boolean(),
  /** for a person: why it was not sent; null where it was */
  why: z.string().nullable(),
  /** what this channel would not be sent now, and why */
  notSent: z.array(z.string()),
  lastSuccessAt: z.string().nullable(),
});
export type ChannelTest = z.infer<typeof channelTest>;

export const deliveryAnswer = z.object({
  channelId: z.string(),
  channelName: z.string(),
  messageId: z.string(),
  revision: z.number(),
  state: z.enum(deliveryStates),
  severity: z.enum(severities),
  title: z.string(),
  createdAt: z.string(),
  attempts: z.number(),
  problem: z.string().nullable(),
  retryAt: z.string().nullable(),
});
export type DeliveryAnswer = z.infer<typeof deliveryAnswer>;

/** What a person enters. Secret fields that are absent stay as they are. */
export const channelInput = z.object({
  name: z.string().max(100),
  values: z.record(z.string().max(40), z.string().max(16_384)),
  rules: z.object({
    isEnabled: z.boolean().exactOptional(),
    minimumSeverity: z.enum(severities).exactOptional(),
    kinds: z.array(z.enum(causeKinds)).exactOptional(),
    /** by name or id; null: every host */
    hosts: z.array(z.string().max(100)).max(1000).nullable().exactOptional(),
    ignoresQuietHours: z.boolean().exactOptional(),
  }),
});
export type ChannelInput = z.infer<typeof channelInput>;
