import type { ActivityEntry } from '@/lib/usecases/activity.ts';

export const activityColumns = ['id', 'at', 'actorKind', 'actor', 'action', 'subject', 'host', 'result', 'detail'];

/** One line of RFC 4180, without its end. */
export function activityLine(entry: ActivityEntry, hostName: string | null): string {
  const { id, at, actorKind, actor, action, subject, hostId, result, detail } = entry;
  const cells = [
    id,
    at,
    actorKind,
    actor,
    action,
    subject ?? '',
    hostName ?? hostId ?? '',
    result,
    JSON.stringify(detail),
  ];
  return cells.map((cell) => csvCell(String(cell))).join(',');
}

/**
 * Names and problems come from people and hosts. A spreadsheet runs a cell that begins like a formula, so such a cell gets an
 * apostrophe in front (OWASP "CSV injection"); a control character would end the line for some readers.
 */
export function csvCell(text: string): string {
  const plain = text.replace(/\p{Cc}/gu, ' ');
  const harmless = /^[=+\-@]/.test(plain) ? `'${plain}` : plain;
  return /[",]|^\s|\s$/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
