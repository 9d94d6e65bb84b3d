import type { Severity } from '../finding.ts';
import type { HostId } from '../ids.ts';
import type { Cause, CauseKind, LastingCause } from './cause.ts';

/**
 * pending: observed, its hold has not passed. firing: told, or to be told. clearing: observed as gone, its hold has not passed.
 * resolved: kept for some hours, so that a cause that comes and goes is told as flapping and not as new.
 */
export const alertPhases = ['pending', 'firing', 'clearing', 'resolved'] as const;
export type AlertPhase = (typeof alertPhases)[number];

export interface Alert {
  /** of the cause (`alertIdOf`) */
  id: string;
  hostId: HostId | null;
  /** as it was last observed as bad */
  cause: LastingCause;
  phase: AlertPhase;
  /** since when it is in that phase (ISO) */
  since: string;
  /** observations that led to the next phase; a hold asks for time and for observations */
  observations: number;
  firedAt: string | null;
  resolvedAt: string | null;
  /** its end needs no message of its own: a run of Bilge's own brought it about, or the finding is muted */
  isSilent: boolean;
  /** the message that tells of it; null before it fired */
  threadId: string | null;
}

/** One alert (or event) within a message, and what of it was told last. */
export interface ThreadItem {
  alertId: string;
  hostId: HostId | null;
  cause: Cause;
  severity: Severity;
  firedAt: string;
  /** null while it lasts; for an event the time of the event */
  resolvedAt: string | null;
  isSilent: boolean;
  /** how often it came again within the hours in which that is not told each time */
  flaps: number;
  /** when it last came or came again: within half an hour others of its group join the same message */
  joinedAt: string;
  told: { isOpen: boolean; severity: Severity; flaps: number } | null;
}

/** One message over its life: opened, updated, resolved. Alerts of one host, and of one group, that come together share one. */
export interface Thread {
  /** `message_…` */
  id: string;
  items: ThreadItem[];
  openedAt: string;
  /** counts what was told of it */
  revision: number;
  toldAt: string | null;
  /** from when on the change is to be told; null: everything is told */
  dueAt: string | null;
  reminders: number;
}

export const messagePhases = ['open', 'update', 'resolved', 'event', 'digest', 'test'] as const;

/** What a channel is given. Texts are plain and one line each; a channel cuts and marks them up as it needs. */
export interface AlertMessage {
  /** of the thread, or of a digest: updates of one message share it */
  id: string;
  revision: number;
  phase: (typeof messagePhases)[number];
  severity: Severity;
  kinds: CauseKind[];
  title: string;
  lines: string[];
  /** below the dashboard's own address: `/hosts/host_…` */
  path: string;
  /** ISO */
  at: string;
  /** new: a notification of its own. update: changes the one that stands there, where the channel can. silent: nothing else than that */
  weight: 'new' | 'update' | 'silent';
  /** of a digest: the messages in it, so that the next one can be made of it */
  entries?: DigestEntry[];
  /** of a digest: how many opened and resolved while nothing was sent */
  resolvedMeanwhile?: number;
}

export interface DigestEntry {
  id: string;
  revision: number;
  phase: AlertMessage['phase'];
  severity: Severity;
  kinds: CauseKind[];
  title: string;
  lines: string[];
  at: string;
}
