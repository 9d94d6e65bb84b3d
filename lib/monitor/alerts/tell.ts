import type { AlertMessage, Thread, ThreadItem } from '../../domain/alerts/alert.ts';
import { type Cause, groupOf } from '../../domain/alerts/cause.ts';
import { formatBytes } from '../../domain/bytes.ts';
import { severities } from '../../domain/finding.ts';
import { counted, formatDay, formatDuration, formatPercent } from '../../domain/format.ts';
import type { HostId } from '../../domain/ids.ts';
import { printableName } from '../../domain/names.ts';
import { isOver, worst } from './threads.ts';

export interface TellContext {
  now: string;
  /** null for a host that was removed */
  nameOf(hostId: HostId): string | null;
  /** of all hosts that are watched */
  hostCount: number;
  isReminder: boolean;
}

/** The same message for a channel that hears of some hosts only: of the others it has neither name nor number. Null: nothing in it is for it. */
export type ForHosts = (hosts: readonly HostId[]) => AlertMessage | null;

export interface Told {
  thread: Thread;
  message: AlertMessage | null;
  forHosts: ForHosts;
}

/** The message of what changed since the last one, and the thread with that noted as told. Without a change no message. */
export function tell(thread: Thread, context: TellContext): Told {
  const quiet: Thread = { ...thread, dueAt: null };
  const changed = thread.items.filter(isChanged);
  if (changed.length === 0 && !context.isReminder) return { thread: quiet, message: null, forHosts: () => null };
  const told = thread.items.map((item) => ({
    ...item,
    told: { isOpen: item.resolvedAt === null, severity: item.severity, flaps: item.flaps },
  }));
  const next: Thread = { ...quiet, items: told, toldAt: context.now, revision: thread.revision + 1 };
  return {
    thread: next,
    message: messageOf(thread, changed, next.revision, context),
    forHosts: (hosts) => messageForHosts(thread, hosts, { ...context, revision: next.revision }),
  };
}

function messageForHosts(
  thread: Thread,
  hosts: readonly HostId[],
  context: TellContext & { revision: number },
): AlertMessage | null {
  const items = thread.items.filter(({ hostId }) => hostId === null || hosts.includes(hostId));
  const changed = items.filter(isChanged);
  const isReminded = context.isReminder && items.some(({ resolvedAt }) => resolvedAt === null);
  if (changed.length === 0 && !isReminded) return null;
  return messageOf({ ...thread, items }, changed, context.revision, {
    ...context,
    isReminder: isReminded,
    hostCount: hosts.length,
  });
}

function isChanged({ told, resolvedAt, severity, flaps }: ThreadItem): boolean {
  return told === null || told.isOpen !== (resolvedAt === null) || told.severity !== severity || told.flaps !== flaps;
}

function messageOf(thread: Thread, changed: ThreadItem[], revision: number, context: TellContext): AlertMessage {
  const phase = phaseOf(thread);
  const open = thread.items.filter(({ resolvedAt }) => resolvedAt === null);
  const shown = open.length > 0 ? open : thread.items;
  const hosts = new Set(thread.items.flatMap(({ hostId }) => hostId ?? []));
  const [only] = thread.items;
  const title = titleOf(shown, context);
  return {
    id: thread.id,
    revision,
    phase,
    severity: worst(shown.map(({ severity }) => severity)),
    kinds: [...new Set(thread.items.map(({ cause }) => cause.kind))],
    title: `${context.isReminder ? 'Still open: ' : phase === 'resolved' ? 'Resolved: ' : ''}${title}`,
    lines: linesOf(thread, context),
    path: pathOf(only, hosts.size, thread.items.length),
    at: context.now,
    weight: weightOf(phase, changed, context.isReminder),
  };
}

function phaseOf(thread: Thread): AlertMessage['phase'] {
  if (thread.items.every(({ cause }) => cause.kind === 'run-failed' || cause.kind === 'run-finished')) return 'event';
  if (isOver(thread)) return 'resolved';
  return thread.revision === 0 ? 'open' : 'update';
}

function weightOf(phase: AlertMessage['phase'], changed: ThreadItem[], isReminder: boolean): AlertMessage['weight'] {
  if (isReminder || phase === 'open' || phase === 'event') return 'new';
  const isNew = changed.some(({ told, resolvedAt, severity }) => {
    if (resolvedAt !== null) return false;
    return told === null || !told.isOpen || severities.indexOf(severity) < severities.indexOf(told.severity);
  });
  if (isNew) return 'new';
  return changed.every(({ isSilent }) => isSilent) ? 'silent' : 'update';
}

function pathOf(only: ThreadItem | undefined, hosts: number, items: number): string {
  if (items === 1 && only !== undefined && 'runId' in only.cause) return `/runs/${only.cause.runId}`;
  return hosts === 1 && only?.hostId ? `/hosts/${only.hostId}` : '/health';
}

function titleOf(items: readonly ThreadItem[], context: TellContext): string {
  const [first] = items;
  if (first === undefined) return '';
  const hosts = new Set(items.flatMap(({ hostId }) => hostId ?? []));
  const groups = new Set(items.map(({ cause }) => groupOf(cause)));
  const many = `${hosts.size} of ${counted(context.hostCount, 'host')}`;
  if (items.length === 1) return lineOf(first, context);
  if (groups.size === 1 && first.cause.kind === 'host-unreachable') return `${many} unreachable`;
  if (groups.size === 1 && hosts.size > 1) return `${many}: ${printableName(textOf(first.cause))}`;
  const problems = counted(items.length, 'problem');
  return hosts.size === 1 ? `${hostName(first, context)}: ${problems}` : `${problems} on ${many}`;
}

/** The open ones first; of those that resolved meanwhile, after how long. */
function linesOf(thread: Thread, context: TellContext): string[] {
  const order = [...thread.items].sort(
    (left, right) =>
      Number(left.resolvedAt !== null) - Number(right.resolvedAt !== null) ||
      severities.indexOf(left.severity) - severities.indexOf(right.severity),
  );
  return order.map((item) => {
    const flapped = item.flaps > 0 ? `, flapped ${item.flaps}×` : '';
    return `${lineOf(item, context)}${stateOf(item)}${flapped}`;
  });
}

function stateOf(item: ThreadItem): string {
  if (item.cause.kind === 'run-failed' || item.cause.kind === 'run-finished') return '';
  if (item.resolvedAt === null) return '';
  const seconds = (Date.parse(item.resolvedAt) - Date.parse(item.firedAt)) / 1000;
  return ` (resolved after ${formatDuration(Math.max(0, seconds))})`;
}

function hostName(item: ThreadItem, context: TellContext): string {
  return item.hostId === null ? 'Bilge' : printableName(context.nameOf(item.hostId) ?? 'a removed host');
}

function lineOf(item: ThreadItem, context: TellContext): string {
  return `${hostName(item, context)}: ${printableName(textOf(item.cause))}`;
}

function textOf(cause: Cause): string {
  switch (cause.kind) {
    case 'finding':
      return cause.title;
    case 'leak-growing':
      return `leaked layers grow by ${formatBytes(cause.bytesPerDay)} a day, ${formatBytes(cause.leakedBytes)} now`;
    case 'forecast': {
      const around = cause.fullAround === null ? '' : `, around ${formatDay(cause.fullAround)}`;
      return `${cause.label} may be full within 7 days (${formatPercent(cause.probability * 100)})${around}`;
    }
    case 'host-unreachable':
      return `unreachable. ${cause.why}`;
    case 'schedule-missed':
      return `the schedule “${cause.title}” did not run: ${cause.why}`;
    case 'backup-old':
      return cause.newestAt === null
        ? 'there is no backup of Bilge’s own data'
        : `the newest backup of Bilge’s own data is of ${formatDay(cause.newestAt)}`;
    case 'run-failed':
      return `“${cause.title}” did not succeed. ${cause.said}`;
    case 'run-finished':
      return `“${cause.title}” finished. ${cause.said}`;
  }
}
