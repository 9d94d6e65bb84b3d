import type { Severity } from '../finding.ts';
import type { HostId } from '../ids.ts';
import type { CauseKind } from './cause.ts';

/** What a channel is told, whatever its kind. */
export interface ChannelRules {
  isEnabled: boolean;
  /** at least this severe; an event of a failed run is a warning, a finished run is info */
  minimumSeverity: Severity;
  kinds: CauseKind[];
  /** it hears of these hosts and of Bilge itself; left out: of every host */
  hosts?: HostId[];
  /** quiet hours do not hold its messages back */
  ignoresQuietHours: boolean;
}

/** A field of a kind of channel, as forms and help show it. */
export interface ChannelFieldShape {
  name: string;
  label: string;
  hint?: string;
  /** `secret` is sealed, never shown again, never logged */
  type: 'text' | 'secret' | 'number' | 'choice' | 'long-text';
  choices?: readonly { value: string; label: string }[];
  isRequired: boolean;
  default?: string;
}

export interface ChannelKindShape {
  id: string;
  title: string;
  /**
   * edits: a resolved message changes the one that stands there. threads: it comes as an answer in the same place. no: it comes as one more.
   * none: it takes no messages, it is only pinged while Bilge works.
   */
  updates: 'edits' | 'threads' | 'no' | 'none';
  fields: readonly ChannelFieldShape[];
}

/** A stored channel, without its secrets: those are sealed under `channel:<id>` and never leave the server. */
export interface StoredChannel {
  /** `channel_…` */
  id: string;
  /** unique */
  name: string;
  /** of lib/monitor/channels: `ntfy`, `email` … */
  kind: string;
  /** what is not secret, by field */
  settings: Record<string, string>;
  rules: ChannelRules;
  createdAt: string;
  /** Set only where the stored channel cannot be read: why. Never stored. */
  unreadable?: string;
}

/** How sending over a channel went lately. */
export interface ChannelHealth {
  lastSuccessAt: string | null;
  lastFailureAt: string | null;
  /** for a person, without any secret */
  lastFailure: string | null;
  /** in a row */
  failures: number;
  /** before this time nothing is tried; null: at once */
  retryAt: string | null;
  sentTotal: number;
  failedTotal: number;
}

export interface AlertSettings {
  /** local times of a day, `HH:MM`, in an IANA zone; null: none */
  quietHours: { from: string; to: string; zone: string } | null;
  /** critical ones are sent in quiet hours too */
  criticalInQuietHours: boolean;
  /** an open message is told again after so many hours, then after twice as many, and so on; null: never */
  remindAfterHours: number | null;
  /** a backup of Bilge older than this is told; null: never */
  backupDays: number | null;
}

export const defaultAlertSettings: AlertSettings = {
  quietHours: null,
  criticalInQuietHours: true,
  remindAfterHours: null,
  backupDays: null,
};

/**
 * waiting: to be sent. held: quiet hours. sent. merged: told in a digest instead. replaced: a later state of the same message is sent
 * instead. failed: the receiver refuses this very message, it is not tried again by itself. skipped: nothing to send.
 */
export const deliveryStates = ['waiting', 'held', 'sent', 'merged', 'replaced', 'failed', 'skipped'] as const;
export type DeliveryState = (typeof deliveryStates)[number];
