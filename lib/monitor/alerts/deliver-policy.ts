import type { AlertMessage, DigestEntry } from '../../domain/alerts/alert.ts';
import type { AlertSettings, ChannelRules, DeliveryState } from '../../domain/alerts/channel.ts';
import { severities } from '../../domain/finding.ts';
import { counted, formatDuration } from '../../domain/format.ts';
import { worst } from './threads.ts';

/** What a channel did with earlier messages of the same thread. */
export interface Earlier {
  /** one was sent, or is waiting to be */
  isInvolved: boolean;
  /** one was sent */
  wasSent: boolean;
}

/**
 * What becomes of a message on a channel: to send, to hold until quiet hours end, to skip, or nothing (null) where the channel does not
 * want it. Who was told that something opened is told how it went on, whatever the rules are now.
 */
export function deliveryOf(
  message: Pick<AlertMessage, 'severity' | 'kinds' | 'phase' | 'weight'>,
  channel: { rules: ChannelRules; canUpdate: boolean },
  context: { isQuiet: boolean; settings: AlertSettings; earlier: Earlier },
): Extract<DeliveryState, 'waiting' | 'held' | 'skipped'> | null {
  const { rules } = channel;
  const { earlier } = context;
  if (!rules.isEnabled) return null;
  if (!earlier.isInvolved && (whyUnwanted(message, rules) !== null || message.phase === 'resolved')) return null;
  if (message.weight === 'silent' && earlier.wasSent && !channel.canUpdate) return 'skipped';
  return isHeld(message, rules, context) ? 'held' : 'waiting';
}

/** Why the rules of a channel leave a message out; null where they do not. */
function whyUnwanted(
  message: Pick<AlertMessage, 'severity' | 'kinds'>,
  rules: ChannelRules,
): 'severity' | 'kind' | null {
  if (!message.kinds.some((kind) => rules.kinds.includes(kind))) return 'kind';
  return severities.indexOf(message.severity) > severities.indexOf(rules.minimumSeverity) ? 'severity' : null;
}

function isHeld(
  { severity }: Pick<AlertMessage, 'severity'>,
  rules: ChannelRules,
  { isQuiet, settings }: { isQuiet: boolean; settings: AlertSettings },
): boolean {
  if (!isQuiet || rules.ignoresQuietHours) return false;
  return !(severity === 'critical' && settings.criticalInQuietHours);
}

const steps = [30, 60, 120, 300, 600, 1200, 2400, 3600].map((seconds) => seconds * 1000);
const longestWaitMs = 24 * 3_600_000;

/** How long to wait after so many failures in a row; a receiver that says how long is believed, up to a day. Never given up. */
export function backOffMs(failures: number, retryAfterMs: number | null): number {
  const own = steps[Math.min(Math.max(failures, 1), steps.length) - 1] ?? 3_600_000;
  return Math.min(Math.max(own, retryAfterMs ?? 0), longestWaitMs);
}

/** A receiver that refuses one message (too long, malformed) is asked so often; then the message is on the page of failed ones. */
export const mostRefusals = 5;

/** A message that has waited so long is late: all that wait for its channel become one digest. */
export const lateMs = 4 * 3_600_000;

export interface Waiting {
  message: AlertMessage;
  createdAt: string;
  /** an earlier message of the thread was sent over this channel */
  wasTold: boolean;
}

/**
 * One message in place of many that waited. After quiet hours what opened and resolved meanwhile is only counted; after an outage
 * everything is listed, because a person may look for it. The entries stay with the digest, so a digest that cannot be sent either goes
 * into the next one whole.
 */
export function digestOf(
  waiting: readonly Waiting[],
  context: { id: string; now: string; why: 'quiet' | 'late' },
): AlertMessage {
  const byThread = new Map<string, { entry: DigestEntry; wasTold: boolean }>();
  let resolvedMeanwhile = 0;
  for (const { message, wasTold } of waiting) {
    resolvedMeanwhile += message.resolvedMeanwhile ?? 0;
    for (const entry of entriesOf(message)) {
      const before = byThread.get(entry.id);
      if (before === undefined || before.entry.revision <= entry.revision)
        byThread.set(entry.id, { entry, wasTold: wasTold || before?.wasTold === true });
    }
  }
  const all = [...byThread.values()];
  const passed =
    context.why === 'quiet' ? all.filter(({ entry, wasTold }) => entry.phase === 'resolved' && !wasTold) : [];
  resolvedMeanwhile += passed.length;
  const entries = all.filter((one) => !passed.includes(one)).map(({ entry }) => entry);
  const since = waiting.map(({ createdAt }) => createdAt).sort()[0] ?? context.now;
  const kinds = [...new Set(entries.flatMap((entry) => entry.kinds))];
  return {
    id: context.id,
    revision: 1,
    phase: 'digest',
    severity: worst(entries.map(({ severity }) => severity)),
    kinds: kinds.length > 0 ? kinds : [...new Set(waiting.flatMap(({ message }) => message.kinds))],
    title: titleOf(entries.length, resolvedMeanwhile, { ...context, since }),
    lines: [
      ...entries.flatMap((entry) => [
        entry.title,
        ...(entry.lines.length > 1 ? entry.lines.map((line) => `- ${line}`) : []),
      ]),
      ...(resolvedMeanwhile > 0 ? [`Opened and resolved meanwhile: ${resolvedMeanwhile}`] : []),
    ],
    path: '/health',
    at: context.now,
    weight: 'new',
    entries,
    resolvedMeanwhile,
  };
}

function entriesOf(message: AlertMessage): DigestEntry[] {
  if (message.entries !== undefined) return message.entries;
  const { id, revision, phase, severity, kinds, title, lines, at } = message;
  return [{ id, revision, phase, severity, kinds, title, lines, at }];
}

function titleOf(
  count: number,
  resolvedMeanwhile: number,
  { now, why, since }: { now: string; why: 'quiet' | 'late'; since: string },
): string {
  if (count === 0) return `Quiet hours: ${counted(resolvedMeanwhile, 'problem')} opened and resolved`;
  const messages = counted(count, 'message');
  if (why === 'quiet') return `${messages} from quiet hours`;
  const seconds = (Date.parse(now) - Date.parse(since)) / 1000;
  return `Late: ${messages} of the last ${formatDuration(seconds)} that could not be sent`;
}
